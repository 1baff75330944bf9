"""A conversation as one process tells it: who of its members is connected here, and how far they have been told.

Owned by the hub. Events may come twice, out of order or not at all; here they are put in the order of the log, once.
What is missing is asked for (repairs.py). Membership changes take effect at their place in the log, before later
events are told: the removed member hears the removal and nothing after it.
"""

import time
from typing import Any, Protocol

from services.realtime.catchups import Catchup
from services.realtime.connections import Connection
from services.realtime.logged import Logged

EARLY_LIMIT = 256
"""Events kept that came before their predecessors."""
_NONE: Any = {}
"""For what is mostly empty: a dict of its own would be 64 bytes, and 232 once something was in it. Never filled."""
RECENT_LIMIT, RECENT_SECONDS = 8, 60.0
"""Events kept, and how long after the last one, for those who come back: most have missed just these."""
DOUBT_SECONDS = 60.0
"""How long after a removal an answer from before it may still be on its way."""


class Census(Protocol):
    """Who is told about membership and missing events, and counts what is put: the hub."""

    deliveries: int

    def on_added(self, conversation: "Conversation", user_id: str, seq: int) -> None: ...

    def on_removed(self, conversation: "Conversation", user_id: str, seq: int) -> None: ...

    def on_behind(self, conversation: "Conversation") -> None: ...


class Conversation:
    """`position`: the last event told here. `head`: the last one known to exist. `live`: connections that are level."""

    __slots__ = (
        "__weakref__",
        "_census",
        "_early",
        "_ending",
        "_origin",
        "_recent",
        "_removed_at",
        "_told_at",
        "catching",
        "conversation_id",
        "head",
        "is_repairing",
        "left_at",
        "live",
        "position",
        "subscription",
    )

    def __init__(self, conversation_id: str, position: int, census: Census):
        self.conversation_id, self.position, self.head, self._census = conversation_id, position, position, census
        # Of what happened up to here nobody told us: who was removed before it is not known.
        self._origin = position
        self.live: dict[Connection, None] = {}
        self.catching: dict[Connection, Catchup] = _NONE
        self._ending: dict[Connection, Catchup] = _NONE
        self._removed_at: dict[str, float] = _NONE
        self._early: dict[int, Logged] = _NONE
        self._recent: tuple[Logged, ...] = ()
        self._told_at = 0.0
        self.is_repairing = False
        self.left_at: float | None = time.monotonic()
        self.subscription: Any = None

    @property
    def has_members(self) -> bool:
        return bool(self.live or self.catching)

    # -- events

    def receive(self, event: Logged) -> None:
        """Tell this event when its turn has come; tell the ones that waited for it."""
        if event.seq <= self.position:
            return
        if event.seq != self.position + 1:
            if len(self._early) < EARLY_LIMIT:
                self._early = self._early or {}
                self._early[event.seq] = event
            self.expect(event.seq)
            return
        self._advance(event)
        while self._early and (following := self._early.pop(self.position + 1, None)) is not None:
            self._advance(following)
        if self._early:
            self._early = {seq: early for seq, early in self._early.items() if seq > self.position} or _NONE
        else:
            self._early = _NONE

    def recall(self, after: int) -> list[Logged]:
        """All events after `after` up to the last one told, if they are still known here; else none.

        None either while the log is known to go on: what comes next may say that one of them was deleted.
        """
        if self.head > self.position or not self._recent or self._recent[0].seq > after + 1:
            return []
        return [event for event in self._recent if event.seq > after]

    def forget_recent(self, now: float) -> None:
        """Let the events go that nobody comes back for any more. `now` is monotonic."""
        if self._recent and now - self._told_at > RECENT_SECONDS:
            self._recent = ()

    def expect(self, head: int) -> None:
        """The log goes at least this far: ask for what is missing."""
        if head > self.head:
            self.head = head
        if self.head > self.position:
            self._census.on_behind(self)

    def _advance(self, event: Logged) -> None:
        self.position = event.seq
        self.head = max(self.head, event.seq)
        # What a deleted message said may be among the last events; the log knows which ones may still be told.
        self._recent = (event,) if event.is_deletion else (*self._recent[1 - RECENT_LIMIT :], event)
        self._told_at = time.monotonic()
        frame = event.frame
        # A copy: whoever turns out to be too slow leaves while we go on.
        for connection in list(self.live):
            connection.put(frame)
        self._census.deliveries += len(self.live)
        if self.catching:
            self._tell_catching(event)
        if event.removed is not None:
            self._note_removal(event.removed)
            self._census.on_removed(self, event.removed, event.seq)
        elif event.added is not None:
            self._removed_at.pop(event.added, None)
            self._census.on_added(self, event.added, event.seq)

    def _tell_catching(self, event: Logged) -> None:
        for connection, catchup in list(self.catching.items()):
            if catchup.hear(event) is not None:
                connection.put(event.frame)
            self.level(connection)

    def _note_removal(self, user_id: str) -> None:
        self._removed_at = self._removed_at or {}
        self._removed_at[user_id] = time.monotonic()
        if len(self._removed_at) > 100:
            self._removed_at = {each: at for each, at in self._removed_at.items() if self.is_in_doubt(each)}

    # -- connections

    def attach(
        self, connection: Connection, user_id: str, start: int, head: int, *, is_in_doubt: bool = False
    ) -> Catchup | None:
        """Tell the connection everything after `start`. Answers the catch-up if the log must be read for that.

        `head`: how far chat says the log goes. `is_in_doubt`: nothing may be told before chat has said again that the
        user is a member.
        """
        self.left_at = None
        for former in (self._stop_catching(connection), self._ending.pop(connection, None)):
            if former is not None:
                # What it is still reading would be told twice, or behind what the new one tells.
                former.is_replaced = True
        # A removal may be newer than the answer that brought us here: let chat decide.
        in_doubt = is_in_doubt or self.is_in_doubt(user_id, head)
        must_read = start < max(head, self.position) or in_doubt
        if start == self.position and not must_read:
            self.live[connection] = None
            return None
        self.live.pop(connection, None)
        catchup = Catchup(user_id, start, must_read, in_doubt)
        self.catching = self.catching or {}
        self.catching[connection] = catchup
        self.expect(max(head, start))
        return catchup if must_read else None

    def is_in_doubt(self, user_id: str, as_of: int | None = None) -> bool:
        """Whether who says that the user is a member, `as_of` an event, may not know of a removal yet: one told here a
        moment ago, or one between that event and the one we began with."""
        if as_of is not None and as_of < self._origin:
            return True
        removed_at = self._removed_at.get(user_id)
        return removed_at is not None and time.monotonic() - removed_at < DOUBT_SECONDS

    def has_expelled(self, user_id: str) -> bool:
        """Whether a connection of the user waits here only for the news of its removal."""
        return any(each.is_expelled and each.user_id == user_id for each in self.catching.values())

    def level(self, connection: Connection) -> None:
        """Move a connection that has caught up among the live ones."""
        catchup = self.catching.get(connection)
        if catchup is not None and catchup.is_level(self.position):
            self._stop_catching(connection)
            self.live[connection] = None

    def detach(self, connection: Connection, removed_by: int | None = None) -> None:
        """Tell the connection nothing more; `removed_by`: the event that removed its user, still to be read by it."""
        self.live.pop(connection, None)
        catchup = self._stop_catching(connection)
        if removed_by is None:
            self._ending.pop(connection, None)
        elif catchup is not None:
            catchup.end(removed_by)
            if catchup.is_reading:
                self._ending = self._ending or {}
                self._ending[connection] = catchup
        if not self.has_members:
            self.left_at = time.monotonic()

    def finish(self, connection: Connection, catchup: Catchup) -> None:
        """The reading of a catch-up is over, or given up."""
        if self._ending.get(connection) is catchup:
            del self._ending[connection]

    def _stop_catching(self, connection: Connection) -> Catchup | None:
        catchup = self.catching.pop(connection, None)
        if not self.catching:
            self.catching = _NONE
        return catchup

    def tell(self, frame: bytes) -> None:
        """Put a frame that is no event to the members who are connected here."""
        for connection in list(self.live):
            connection.put(frame)
        for connection, catchup in list(self.catching.items()):
            if catchup.is_member:
                connection.put(frame)

    def tell_droppable(self, frame: bytes, but_user_id: str) -> None:
        """The same for what may get lost and is no news to one user."""
        for connection in list(self.live):
            user = connection.user
            if user is not None and user.user_id != but_user_id:
                connection.put_droppable(frame)
