"""Shared looks: one reading of the database for all who ask at the same time, each for the same or for something else.

Each asker gets what was read after it had asked, so that what was true before it asked is in it. Used for what every
hello must see: the marks in leases, and what is marked there (known_heads.py).
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

import gevent.lock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Reading(Generic[K, V]):
    """One for those who asked before it begins. `problem`: what it raised, for all of them."""

    def __init__(self) -> None:
        self.keys: set[K] = set()
        self.found: Mapping[K, V] | None = None
        self.problem: Exception | None = None

    @property
    def is_over(self) -> bool:
        return self.found is not None or self.problem is not None


class SharedReads(Generic[K, V]):
    """Call it with keys to get what `read` finds of them, or to be told what it raised."""

    def __init__(self, read: Callable[[Collection[K]], Mapping[K, V]]):
        self._read = read
        self._next: _Reading[K, V] = _Reading()
        self._turn = gevent.lock.BoundedSemaphore()

    def __call__(self, keys: Collection[K]) -> dict[K, V]:
        reading = self._next
        reading.keys.update(keys)
        with self._turn:
            if not reading.is_over:
                # Whoever asks from here on waits for another one.
                self._next = _Reading()
                self._look(reading)
        if reading.problem is not None:
            raise reading.problem
        found = reading.found or {}
        return {key: found[key] for key in keys if key in found}

    def _look(self, reading: _Reading[K, V]) -> None:
        try:
            reading.found = self._read(reading.keys)
        except Exception as error:
            # For those who wait, too: each of them would only find the same, one after the other.
            reading.problem = error


class SharedLook(Generic[V]):
    """The same for one thing: call it to get what `read` answers."""

    def __init__(self, read: Callable[[], V]):
        self._reads: SharedReads[str, V] = SharedReads(lambda keys: {"": read()})

    def __call__(self) -> V:
        return self._reads([""])[""]
