"""A catch-up: what one connection has yet to get of one conversation before it is level with the others.

While the log is being read for it, live events are kept; then both are merged by seq, so that each event is put once
and none is left out, whichever way it came first. Pure: told everything, waits for nothing. Used by conversations.py
(what is heard live) and replays.py (what is read).
"""

from collections.abc import Iterable

from services.realtime.logged import Logged

HEARD_LIMIT = 256
"""Live events kept while reading; with more than that the older ones are read from the log instead."""


class Catchup:
    """`reached`: the seq up to which the connection has everything. `is_replaced`: another one tells it from now on."""

    __slots__ = ("_heard", "_last", "is_expelled", "is_in_doubt", "is_reading", "is_replaced", "reached", "user_id")

    def __init__(self, user_id: str, reached: int, is_reading: bool, is_in_doubt: bool = False):
        self.user_id, self.reached, self.is_reading, self.is_in_doubt = user_id, reached, is_reading, is_in_doubt
        self.is_expelled = self.is_replaced = False
        self._heard: list[Logged] = []
        self._last: int | None = None

    def hear(self, event: Logged) -> Logged | None:
        """A live event, in the order of the log: answered when it is to be put now."""
        if self.is_reading:
            if len(self._heard) >= HEARD_LIMIT:
                self._heard.clear()
            self._heard.append(event)
            return None
        if self.is_expelled and event.removed != self.user_id:
            return None
        if event.seq <= self.reached:
            return None
        self.reached = event.seq
        return event

    def replay(self, events: Iterable[Logged]) -> list[Logged]:
        """A page of the log after `reached`: what is to be put of it."""
        self.is_in_doubt = False
        page = list(events)
        ours = [event for event in page if self.user_id in (event.added, event.removed)]
        if ours and ours[-1].removed is not None:
            # Removed between chat's look at the members and its look at the log.
            self.end(ours[-1].seq)
        return [event for event in page if self._take(event)]

    def merge(self, position: int) -> list[Logged] | None:
        """What was heard meanwhile, to be put now: reading is over. None when more must be read first.

        `position`: the last event that the conversation has told live.
        """
        if not self.is_over:
            rest = [event for event in self._heard if event.seq > self.reached]
            is_level = rest[0].seq == self.reached + 1 if rest else self.reached >= position
            if not is_level:
                return None
        heard, self._heard, self.is_reading = self._heard, [], False
        return [event for event in heard if self._take(event)]

    def end(self, seq: int) -> None:
        """The user was removed by event `seq`: nothing after it is ever put."""
        self._last = seq

    def expel(self) -> list[Logged]:
        """The log may not be read any more: of what was heard only the user's own removal is to be put."""
        heard, self._heard = self._heard, []
        self.is_reading, self.is_expelled = False, True
        return [event for event in heard if event.removed == self.user_id and event.seq > self.reached][-1:]

    @property
    def is_member(self) -> bool:
        """Nothing speaks against the user's membership."""
        return not self.is_expelled and not self.is_in_doubt and self._last is None

    @property
    def is_over(self) -> bool:
        """The connection has got its own removal."""
        return self._last is not None and self.reached >= self._last

    def is_level(self, position: int) -> bool:
        """From here on the connection may be told what all others are told."""
        return self.is_member and not self.is_reading and self.reached == position

    def _take(self, event: Logged) -> bool:
        if event.seq != self.reached + 1 or (self._last is not None and event.seq > self._last):
            return False
        self.reached = event.seq
        return True
