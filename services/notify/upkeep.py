"""Upkeep: the indexes once, the progress every second and at the end. One greenlet a process; app.py starts it."""

from collections.abc import Callable

import gevent

from services.common import logs
from services.notify.progress import Progress

FLUSH_SECONDS = 1.0

log = logs.get_logger("upkeep")


class Upkeep:
    def __init__(self, progress: Progress, ensure_indexes: list[Callable[[], None]]):
        self._progress, self._ensure_indexes = progress, list(ensure_indexes)

    def run(self) -> None:
        """The greenlet's work, for ever."""
        while True:
            self.once()
            gevent.sleep(FLUSH_SECONDS)

    def once(self) -> None:
        """What cannot be done now is done the next time. Nothing depends on an index but speed and retention."""
        try:
            while self._ensure_indexes:
                self._ensure_indexes[0]()
                self._ensure_indexes.pop(0)
            self._progress.flush()
        except Exception as error:  # the next time must come
            log.warning("upkeep waits", error=repr(error))
