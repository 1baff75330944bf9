"""A shared look: one reading of the database for all who ask at the same time.

Each asker gets what was read after it had asked, so that what was true before it asked is in it. Used for the marks in
leases, which every hello must see.
"""

from collections.abc import Callable
from typing import Generic, TypeVar, cast

import gevent.lock

T = TypeVar("T")


class SharedLook(Generic[T]):
    """Call it to get what `read` answers, or to be told what it raised."""

    def __init__(self, read: Callable[[], T]):
        self._read = read
        self._begun = self._ended = 0
        self._found: T | Exception | None = None
        self._turn = gevent.lock.BoundedSemaphore()

    def __call__(self) -> T:
        asked_after = self._begun
        with self._turn:
            if self._ended <= asked_after:
                self._look()
            found = self._found
        if isinstance(found, Exception):
            raise found
        return cast(T, found)

    def _look(self) -> None:
        self._begun += 1
        try:
            self._found = self._read()
        except Exception as error:
            # For those who wait, too: each of them would only find the same, one after the other.
            self._found = error
        self._ended = self._begun
