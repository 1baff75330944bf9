"""Admission: how many connections are greeted at once, so that a reconnect storm drowns neither chat nor the others.

A bounded number is greeted, a bounded number waits, the rest is sent away before any work is done, each until the place
it would have had is free. Within its bound the number at once follows how fast chat answers: what waits there for its
turn keeps everybody's messages waiting. Called by hellos.py.
"""

import time
from collections import deque
from collections.abc import Callable

from gevent.event import Event

FEWEST = 8
BRISK_SECONDS = 0.1
"""An answer of chat that takes longer means that fewer should ask at once."""
FIRST_PACE_SECONDS = 0.02
"""Between two that are done, until it has been seen."""
SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 30.0
"""Of a delay that somebody is sent away with."""


class Admission:
    """A gate with a queue: `with admission: …` waits for its turn; look at `is_full` before.

    `allowed`: how many may be inside at once now. `answered`: tell it how long chat took.
    """

    def __init__(self, at_once: int = 64, queue: int = 512, monotonic: Callable[[], float] = time.monotonic):
        self._at_once, self._queue, self._monotonic = at_once, queue, monotonic
        self._fewest = min(FEWEST, at_once)
        self.allowed = float(at_once)
        self._inside = 0
        self._turns: deque[Event] = deque()
        self._pace, self._done_at = FIRST_PACE_SECONDS, 0.0
        self._booked_until = 0.0

    @property
    def inside(self) -> int:
        """How many are greeted or wait for it."""
        return self._inside + len(self._turns)

    @property
    def is_full(self) -> bool:
        return self.inside >= self._at_once + self._queue

    def answered(self, seconds: float) -> None:
        """Chat took so long: more at once while it is brisk, fewer when it is not."""
        if seconds > BRISK_SECONDS:
            self.allowed = max(self._fewest, self.allowed * 0.95)
        else:
            self.allowed = min(self._at_once, self.allowed + 1 / self.allowed)

    def book(self) -> float:
        """Seconds after which one who is sent away finds a place: the next that will be free, each is given once."""
        now = self._monotonic()
        # Who comes back should find the queue half empty and not the gate idle.
        self._booked_until = max(self._booked_until, now + self._queue / 2 * self._pace) + self._pace
        return min(max(self._booked_until - now, SHORTEST_SECONDS), LONGEST_SECONDS)

    def __enter__(self) -> None:
        if self._inside < self.allowed and not self._turns:
            self._inside += 1
            return
        turn = Event()
        self._turns.append(turn)
        try:
            turn.wait()
        except BaseException:
            if turn.is_set():
                self.__exit__()
            else:
                self._turns.remove(turn)
            raise

    def __exit__(self, *_: object) -> None:
        now = self._monotonic()
        if self._turns:
            # Only while somebody waits: then the time between two is what one takes.
            self._pace += 0.05 * (min(now - self._done_at, 1.0) - self._pace)
        self._done_at = now
        self._inside -= 1
        while self._turns and self._inside < self.allowed:
            self._inside += 1
            self._turns.popleft().set()
