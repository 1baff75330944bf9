"""Sweeps: everything that happens because time passes, in one greenlet.

Started by wiring.py after the fork. Large numbers of connections are looked at in portions, so that nobody waits.
"""

import time

import gevent

from services.common import logs
from services.realtime import wire
from services.realtime.connections import Connection
from services.realtime.hub import Hub
from services.realtime.looks import Looks
from services.realtime.metrics import Metrics
from services.realtime.newcomers import Newcomers
from services.realtime.presences import Presences
from services.realtime.sessions import Sessions

TICK_SECONDS = 0.5
SWEEP_SECONDS = 4.0
BEAT_SECONDS = 14.0
PORTION = 1_000

PROBE_SECONDS = 26.0
"""Of silence, after which we ask: a client that keeps its heartbeat is never asked."""
SILENCE_SECONDS = 44.0
"""Of silence, after which the peer is taken for dead: with the sweep's own pace less than 50."""
INCOMPLETE_SECONDS = 30.0
"""For the rest of a message that has begun."""

log = logs.get_logger("sweeps")


class Sweeps:
    """Give it everything that has to do with time."""

    def __init__(
        self, hub: Hub, newcomers: Newcomers, sessions: Sessions, presences: Presences, looks: Looks, metrics: Metrics
    ):
        self._hub, self._newcomers, self._sessions = hub, newcomers, sessions
        self._presences, self._looks, self._metrics = presences, looks, metrics

    def start(self) -> None:
        gevent.spawn(self._work)

    def _work(self) -> None:
        swept_at = beaten_at = time.monotonic()
        while True:
            gevent.sleep(TICK_SECONDS)
            try:
                self._newcomers.expire()
                self._presences.tick()
                self._metrics.count()
                now = time.monotonic()
                if now - swept_at >= SWEEP_SECONDS:
                    swept_at = now
                    self._hub.let_go()
                    self._sweep()
                if now - beaten_at >= BEAT_SECONDS:
                    beaten_at = now
                    self._presences.beat()
                    self._looks.beat()
            except Exception as error:  # time goes on
                log.exception("sweep failed", error)

    def _sweep(self) -> None:
        connections = list(self._hub.connections)
        for first in range(0, len(connections), PORTION):
            now = time.monotonic()
            for connection in connections[first : first + PORTION]:
                if connection.is_open:
                    self.look_at(connection, now)
            gevent.sleep(0)

    def look_at(self, connection: Connection, now: float) -> None:
        """Close what has ended or is dead, ask what is silent. `now` is monotonic."""
        silent_seconds = now - connection.heard_at
        if silent_seconds > SILENCE_SECONDS:
            # Nobody is there to read a close frame; if somebody is, their next write tells them.
            connection.abort()
        elif connection.incomplete_since and now - connection.incomplete_since > INCOMPLETE_SECONDS:
            connection.close_deaf(wire.PROTOCOL_ERROR, "unfinished message")
        else:
            if silent_seconds > PROBE_SECONDS:
                connection.put_droppable(wire.ping())
            self._sessions.expire(connection)
