"""States that this process knows: read from the projections and the log's tail once, then carried along.

Called by plans.py, which decides by them, and by the appender, which carries them along. What other processes append is
heard when it is announced, so that two of them rarely try the same place. A known state may be behind all the same;
that does no harm: its next seq is then taken and the appender catches up, and before it says no it asks with `refresh`.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from services.chat.records import Record
from services.chat.states import ConversationState
from services.chat.stores.conversations import ConversationStore
from services.chat.stores.events import PAGE, EventStore
from services.chat.stores.members import MemberStore
from services.common import clock
from services.common.errors import NotFound
from services.common.events import Event, MessageCreated

WEIGHT_LIMIT = 200_000
"""Members over all known states; with 8 more for each conversation, since even an empty one takes room, and for each
change of a message that it remembers."""


class Loaded(NamedTuple):
    """`base` is where the projections stand, `tail` the records after it."""

    base: ConversationState
    tail: list[Record]


class KnownStates:
    def __init__(
        self,
        events: EventStore,
        conversations: ConversationStore,
        members: MemberStore,
        weight_limit: int = WEIGHT_LIMIT,
    ):
        self._events, self._conversations, self._members = events, conversations, members
        self._weight_limit = weight_limit
        self.on_tail: Callable[[str, int], None] = lambda conversation_id, seq: None
        """Told when the projections of a conversation were found behind its log, from `seq` on."""
        self.unprojected: set[str] = set()
        """Conversations in which another process changed members or title and may not have projected it yet."""
        self._weight = 0
        self._states: OrderedDict[str, ConversationState] = OrderedDict()

    def load(self, conversation_id: str) -> Loaded:
        """Read from the database. Raises NotFound, Unavailable."""
        # In this order: the members may be ahead of `last_seq`, never behind, and the tail holds all they know.
        stored = self._conversations.find(conversation_id)
        if stored is None:
            raise NotFound("conversation")
        members = self._members.of_conversation(conversation_id)
        base = ConversationState(
            conversation_id=conversation_id,
            kind=stored.kind,
            title=stored.title,
            seq=stored.last_seq,
            message_no=stored.last_message_no,
            at=stored.last_at,
            members={member.user_id: member.role for member in members},
            changes_after=stored.last_seq,
        )
        return Loaded(base, list(self._events.all_after(conversation_id, base.seq)))

    def tail(self, conversation_id: str) -> tuple[int, list[Record]]:
        """Where the projection stands, and the records after it. Raises NotFound, Unavailable."""
        heads = self._conversations.heads([conversation_id])
        if not heads:
            raise NotFound("conversation")
        return heads[0].last_seq, list(self._events.all_after(conversation_id, heads[0].last_seq))

    def get(self, conversation_id: str) -> ConversationState:
        """The known state, else a fresh one. Raises NotFound, Unavailable."""
        state = self._states.get(conversation_id)
        if state is not None:
            self._states.move_to_end(conversation_id)
            return state
        base, tail = self.load(conversation_id)
        if tail:
            self.on_tail(conversation_id, tail[0].seq)
            self._note_changes(tail)
        # Another greenlet may have been faster and further meanwhile.
        if conversation_id not in self._states:
            self.keep(base.after_all(tail))
        return self._states[conversation_id]

    def refresh(self, conversation_id: str) -> ConversationState | None:
        """The state after what others appended meanwhile; None when that is nothing. Raises NotFound, Unavailable."""
        state = self.get(conversation_id)
        tail = list(self._events.all_after(conversation_id, state.seq))
        if not tail:
            return None
        self._note_changes(tail)
        fresh = state.after_all(tail)
        self.keep(fresh)
        return fresh

    def was_member(self, conversation_id: str, user_id: str) -> bool:
        """Whether the user belongs there or did once. Raises Unavailable."""
        return self._members.was_there(conversation_id, user_id)

    def keep(self, state: ConversationState) -> None:
        self.forget(state.conversation_id)
        self._states[state.conversation_id] = state
        self._weight += _weight(state)
        while self._weight > self._weight_limit and len(self._states) > 1:
            self.forget(next(iter(self._states)))

    def forget(self, conversation_id: str) -> None:
        if (state := self._states.pop(conversation_id, None)) is not None:
            self._weight -= _weight(state)

    def catch_up(self, state: ConversationState, tail: list[Record]) -> None:
        """Keep the state after what others appended, of which `tail` is known already. Raises Unavailable."""
        rest = list(self._events.all_after(tail[-1].conversation_id, tail[-1].seq)) if _is_full(tail) else []
        fresh = [record for record in [*tail, *rest] if record.seq > state.seq]
        self._note_changes(fresh)
        self.keep(state.after_all(fresh))

    def hear(self, event: Event) -> None:
        """An event was announced: whoever appends next knows the place after it. Must not block."""
        state = self._states.get(event.conversation_id)
        if state is not None and event.seq == state.seq + 1:
            self.keep(state.after(Record(id="", event=event, at=clock.from_iso(event.at))))

    def _note_changes(self, tail: list[Record]) -> None:
        if not all(isinstance(record.event, MessageCreated) for record in tail):
            self.unprojected.add(tail[0].conversation_id)


def _is_full(tail: list[Record]) -> bool:
    return len(tail) >= PAGE


def _weight(state: ConversationState) -> int:
    return 8 + len(state.members) + 8 * len(state.changes)
