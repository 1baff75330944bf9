"""Admission: how many connections are greeted at once, so that a reconnect storm does not drown chat.

A bounded number is greeted, a bounded number waits, the rest is sent away for a random while before any work is done.
"""

from gevent.lock import BoundedSemaphore


class Admission:
    """A gate with a queue: `with admission: …` waits for its turn; look at `is_full` before."""

    def __init__(self, at_once: int = 64, queue: int = 512):
        self._gate = BoundedSemaphore(at_once)
        self._limit = at_once + queue
        self.inside = 0

    @property
    def is_full(self) -> bool:
        return self.inside >= self._limit

    def __enter__(self) -> None:
        self.inside += 1
        self._gate.acquire()

    def __exit__(self, *_: object) -> None:
        self._gate.release()
        self.inside -= 1
