"""Expiry: what is past its time is removed now and then, in every process that keeps something.

A service's app.py names what to remove and starts it after the fork. Several processes may do it at once; each removes
what it still finds.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

import gevent

from services.common import clock, logs

PAUSE_SECONDS = 600.0

log = logs.get_logger("expiry")


class Expiry:
    """`removals` each take the present moment and answer how many they removed."""

    def __init__(self, removals: Sequence[Callable[[datetime], int]], now: Callable[[], datetime] = clock.now):
        self._removals, self._now = removals, now

    def start(self) -> None:
        gevent.spawn(self._run)

    def once(self) -> None:
        """What cannot be removed now is removed the next time."""
        for remove in self._removals:
            try:
                if removed := remove(self._now()):
                    log.info("removed what was past its time", count=removed)
            except Exception as error:  # nothing else depends on it
                log.warning("expiry waits", error=repr(error))

    def _run(self) -> None:
        while True:
            # Processes that started together do not remove together.
            gevent.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            self.once()
