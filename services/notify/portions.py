"""Portions: looking through much of the past without keeping the database from everybody else.

What lies in a range of time may be nothing or a hundred thousand documents, and the embedded database answers nobody
while it reads them. So the range is walked through backwards in portions of which each takes about BUSY_SECONDS, with
rests in between.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import gevent

AHEAD = timedelta(minutes=5)
"""Begin so much later than now: clocks of two machines differ."""
FIRST = timedelta(seconds=1)
BUSY_SECONDS = 0.02
REST = 3.0
"""Times as long as a portion took."""
MOST_LONGER, MOST_SHORTER = 4.0, 0.1
SHORTEST = timedelta(milliseconds=10)


class Portions:
    def __init__(self, sleep: Callable[[float], None] = gevent.sleep, monotonic: Callable[[], float] = time.monotonic):
        self._sleep, self._monotonic = sleep, monotonic

    def back(self, until: datetime, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Adjoining half-open ranges, the latest first; each is to be worked through before the next is asked for."""
        length = FIRST
        while until > since:
            begin = max(since, until - length)
            begun_at = self._monotonic()
            yield begin, until
            spent = self._monotonic() - begun_at
            until = begin
            length = max(SHORTEST, length * max(MOST_SHORTER, min(MOST_LONGER, BUSY_SECONDS / max(spent, 1e-6))))
            self._sleep(spent * REST)
