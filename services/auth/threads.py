"""Real threads for work that would hold up every greenlet of the process: hashing passwords.

It spends its time in C code that lets go of the interpreter. How many run and how many wait is bounded; whoever
would wait beyond that is told to come back.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from gevent.threadpool import ThreadPool

from services.common.errors import Unavailable

T = TypeVar("T")


class Threads:
    """At most `running` pieces of work at a time and `waiting` more in line; the threads start with the first one."""

    def __init__(self, running: int, waiting: int):
        self._running, self._limit = running, running + waiting
        self._pool: ThreadPool | None = None
        self._busy = 0

    def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns or raises; other greenlets go on meanwhile. Raises Unavailable when the line is full."""
        if self._busy >= self._limit:
            raise Unavailable("The server is busy. Try again in a moment.", retry=1.0)
        if self._pool is None:
            self._pool = ThreadPool(self._running)
        self._busy += 1
        try:
            result, error = self._pool.apply(_caught, (work, *arguments))
        finally:
            self._busy -= 1
        if error is not None:
            raise error
        answer: T = result
        return answer


def _caught(work: Callable[..., Any], *arguments: Any) -> tuple[Any, Exception | None]:
    # gevent prints the stack of an exception that leaves a thread, even when somebody catches it.
    try:
        return work(*arguments), None
    except Exception as error:
        return None, error
