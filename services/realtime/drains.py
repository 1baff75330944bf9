"""The drain: what happens between SIGTERM and the end of the process.

Handed to the service's frame by app.py, which has turned /readyz off by then. New sends are refused, those on the way
get their acks, then the connections are sent away one after the other with a delay each, so that they do not all
arrive elsewhere together.
"""

import random
import time

import gevent

from services.common import logs
from services.realtime import refusals
from services.realtime.hub import Hub
from services.realtime.sends import Sends

ACKS_SHARE, CLOSE_SHARE, GOODBYE_SHARE = 0.3, 0.5, 0.2
"""How the drain time is divided."""
RETURN_SECONDS = 3.0

log = logs.get_logger("drain")


class Drain:
    """Give it the hub and the sends."""

    def __init__(self, hub: Hub, sends: Sends):
        self._hub, self._sends = hub, sends

    def run(self, seconds: float) -> None:
        """Finish, say goodbye to everybody, and return within `seconds`."""
        self._hub.is_draining = True
        begun_at = time.monotonic()
        while self._sends.in_flight and time.monotonic() - begun_at < seconds * ACKS_SHARE:
            gevent.sleep(0.01)
        leaving = list(self._hub.connections)
        random.shuffle(leaving)
        log.info("draining", connections=len(leaving), unfinished_sends=self._sends.in_flight)
        pause = seconds * CLOSE_SHARE / max(len(leaving), 50)
        for number, connection in enumerate(leaving):
            connection.close(refusals.RESTART, refusals.delay(random.uniform(0, RETURN_SECONDS)))  # noqa: S311
            if number % 10 == 9:
                gevent.sleep(pause * 10)
        # They answer our close frames; who does not is cut off when the process ends.
        goodbye_until = time.monotonic() + seconds * GOODBYE_SHARE
        while time.monotonic() < goodbye_until and any(not connection.is_gone for connection in leaving):
            gevent.sleep(0.02)
