"""Errands: work with Redis, one thing after the other in one greenlet.

What is kept there are hints, so nothing waits for it: a bounded queue, and while Redis is away errands are dropped for
a few seconds instead of each waiting for its timeout. One greenlet also means one connection, and that a mark set and
then removed is removed.
"""

import time
from collections.abc import Callable

import gevent
from gevent.queue import Full, Queue

from services.common import logs
from services.common.cache import CacheError

WAITING_LIMIT = 20_000
AWAY_SECONDS = 3.0

log = logs.get_logger("errands")


class Errands:
    """`run(action, otherwise)`: `otherwise` is called when the action could not be done."""

    def __init__(self) -> None:
        self._queue: Queue[tuple[Callable[[], None], Callable[[], None] | None]] = Queue(WAITING_LIMIT)
        self._away_until = 0.0

    def start(self) -> None:
        gevent.spawn(self._work)

    def run(self, action: Callable[[], None], otherwise: Callable[[], None] | None = None) -> None:
        """Queue it; returns at once."""
        try:
            self._queue.put_nowait((action, otherwise))
        except Full:
            if otherwise is not None:
                otherwise()

    def _work(self) -> None:
        while True:
            action, otherwise = self._queue.get()
            try:
                if time.monotonic() >= self._away_until:
                    action()
                    continue
            except CacheError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("Redis does not answer", error=repr(error))
            except Exception as error:  # one bad errand must not end the others
                log.exception("errand failed", error)
            if otherwise is not None:
                otherwise()
