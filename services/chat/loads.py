"""Loads: what is being read from the database at the moment, and what was announced of it meanwhile.

What was read while something new of it was announced may lack that, and must not be kept: nobody can tell which of the
two was first. Used by known_heads.py. Nothing here waits.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from gevent.event import Event as Signal


class Load:
    """`is_over` is set at the end; `spoiled`: keys of which something was announced since it began."""

    def __init__(self, keys: Collection[str]):
        self.keys, self.spoiled, self.is_over = frozenset(keys), set[str](), Signal()


class Loads:
    def __init__(self) -> None:
        self._under_way: dict[Load, None] = {}
        self._last: dict[str, Load] = {}

    @contextmanager
    def begin(self, keys: Collection[str]) -> Iterator[Load]:
        """Read these inside."""
        load = Load(keys)
        self._under_way[load] = None
        self._last.update(dict.fromkeys(load.keys, load))
        try:
            yield load
        finally:
            del self._under_way[load]
            for key in load.keys:
                if self._last.get(key) is load:
                    del self._last[key]
            load.is_over.set()

    def of(self, key: str) -> Load | None:
        """The last one of those under way that read this."""
        return self._last.get(key)

    def spoil(self, key: str) -> None:
        """Something was announced of this."""
        if key in self._last:
            for load in self._under_way:
                if key in load.keys:
                    load.spoiled.add(key)

    def spoil_all(self) -> None:
        for load in self._under_way:
            load.spoiled.update(load.keys)
