"""Newcomers: connections that have not said hello yet. They have five seconds.

Kept apart from the hub in the order of their arrival, so that finding the late ones costs nothing.
"""

import time

from services.realtime import refusals
from services.realtime.connections import Connection

HELLO_SECONDS = 5.0


class Newcomers:
    """Filled by routes/sockets.py, emptied by inbox.py."""

    def __init__(self) -> None:
        self._deadlines: dict[Connection, float] = {}

    def __len__(self) -> int:
        return len(self._deadlines)

    def welcome(self, connection: Connection) -> None:
        self._deadlines[connection] = time.monotonic() + HELLO_SECONDS

    def forget(self, connection: Connection) -> None:
        """It has said hello, or is gone."""
        self._deadlines.pop(connection, None)

    def expire(self) -> None:
        """Close those whose time is over; called every second or more often."""
        now = time.monotonic()
        late = []
        for connection, deadline in self._deadlines.items():
            if deadline > now:
                break
            late.append(connection)
        for connection in late:
            self.forget(connection)
            connection.close(refusals.UNAUTHENTICATED, "no hello came")
