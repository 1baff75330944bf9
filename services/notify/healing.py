"""Healing: finding what announcements did not bring, at the start, after bus trouble and now and then.

NATS and Redis are hints that may lose everything and only delay (design §3); this is what bounds the delay. One
greenlet a process; subscriptions.py starts it, the bus's trouble wakes it.
"""

import time
from collections.abc import Callable

import gevent
from gevent.event import Event as Signal

from services.common import logs
from services.common.bus import Bus
from services.common.errors import Problem
from services.notify.missed_events import MissedEvents
from services.notify.missed_reads import MissedReads
from services.notify.people import People
from services.notify.progress import Progress
from services.notify.reads import Reads
from services.notify.rosters import Rosters

SETTLE_SECONDS = 3.0
"""After trouble the stream brings most of what was missed by itself; only the rest is fetched."""
STUCK_SECONDS = 60.0
"""Longer than all pauses between redeliveries."""
PEOPLE_A_ROUND = 50

log = logs.get_logger("healing")


class Healing:
    def __init__(
        self,
        *,
        bus: Bus,
        rosters: Rosters,
        reads: Reads,
        people: People,
        missed_events: MissedEvents,
        missed_reads: MissedReads,
        progress: Progress,
        pause_seconds: float,
        sleep: Callable[[float], None] = gevent.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._bus, self._rosters, self._reads, self._people = bus, rosters, reads, people
        self._missed_events, self._missed_reads, self._progress = missed_events, missed_reads, progress
        self._pause_seconds, self._sleep, self._monotonic = pause_seconds, sleep, monotonic
        self._signal = Signal()
        self._is_new = True

    def trouble(self) -> None:
        """Announcements may have been lost: trust nothing that depends on them, and look."""
        self._rosters.forget()
        self._reads.forget()
        self._people.forget()
        self._signal.set()

    def run(self) -> None:
        """The greenlet's work, for ever."""
        while True:
            is_trouble = self._signal.wait(timeout=self._pause_seconds)
            if is_trouble:
                self._sleep(SETTLE_SECONDS)
                self._signal.clear()
            if not self._bus.is_connected:
                continue
            begun_at = self._monotonic()
            try:
                self.heal_all() if is_trouble else self.heal_some()
            except Problem as problem:
                log.warning("healing waits", error=problem.message)
                self._signal.set()
            except Exception as error:  # the next round must come
                log.exception("healing failed", error)
            else:
                log.debug("healed", all=is_trouble, seconds=round(self._monotonic() - begun_at, 3))

    def heal_all(self) -> None:
        """Everything that may have been missed. Raises Unavailable."""
        self._missed_events.fetch_all()
        if self._is_new:
            self._missed_reads.remember()
            self._is_new = False
        self._missed_reads.compare_all()

    def heal_some(self) -> None:
        """What stays behind, and a few people. Raises Unavailable."""
        if stuck := self._progress.stuck(STUCK_SECONDS):
            self._missed_events.fetch(stuck)
        self._missed_reads.compare_some(PEOPLE_A_ROUND)
