"""Projections: what lists and membership checks need of the log, kept in `conversations` and `members`.

Called by settling.py, and by repairs. Memberships and the states of messages are written first, then the conversation
steps forward, from exactly where it stands: so a conversation at `last_seq` holds the effects of all events up to
there, whichever processes wrote them. Everything here may be done twice.
"""

from collections.abc import Callable, Sequence
from functools import reduce

import msgspec

from services.chat.known_states import KnownStates
from services.chat.message_states import MessageStates
from services.chat.pending_steps import follow, mention_no_of, steps_of
from services.chat.records import Record
from services.chat.states import Run
from services.chat.stores.conversations import FIRST_MEMBERS, ConversationStore, FirstMember, Step
from services.chat.stores.members import MemberChange, MemberStore
from services.common import logs
from services.common.errors import Unavailable
from services.common.events import (
    ConversationRenamed,
    MemberAdded,
    MemberRemoved,
    MemberRoleChanged,
    MessageChange,
    MessageCreated,
)

TRIES = 20

log = logs.get_logger("projections")


class Projector:
    def __init__(
        self, known: KnownStates, conversations: ConversationStore, members: MemberStore, messages: MessageStates
    ):
        self._known, self._conversations, self._members, self._messages = known, conversations, members, messages
        self.on_written: Callable[[Sequence[Step]], None] = lambda steps: None
        """Told which steps were taken, each by the process that took it."""

    def write(self, steps: Sequence[Step], changes: Sequence[MemberChange] = ()) -> None:
        """Take these steps, at most one a conversation, or better ones. Raises Unavailable."""
        if not steps or self._write(steps, changes):
            return
        wanted = {step.conversation_id: step.to_seq for step in steps}
        for head in self._conversations.heads(list(wanted)):
            if head.last_seq < wanted[head.id]:
                self.catch_up(head.id)

    def catch_up(self, conversation_id: str) -> None:
        """Bring the projections up to where the log's head is now. Raises NotFound, Unavailable."""
        wanted: int | None = None
        for _ in range(TRIES):
            last_seq, tail = self._known.tail(conversation_id)
            # Others go on appending; what comes after the first look is not waited for.
            wanted = last_seq + len(tail) if wanted is None else wanted
            if last_seq >= wanted or (self._write_tail(conversation_id, tail) and last_seq + len(tail) >= wanted):
                return
        log.warning("projection does not catch up", conversation_id=conversation_id)
        raise Unavailable()

    def _write_tail(self, conversation_id: str, tail: Sequence[Record]) -> bool:
        steps = steps_of(tail)
        if len(steps) == len(tail):
            # Messages alone: no need to read all members for that.
            return self._write([reduce(follow, steps)], [])
        base, tail = self._known.load(conversation_id)
        run = Run(list(tail), base.after_all(tail))
        return not tail or self._write([step_of(run)], changes_of(run))

    def catch_up_to(self, conversation_id: str, seq: int) -> None:
        """See to it that the projections hold the event `seq`. Raises NotFound, Unavailable."""
        if self.is_behind(conversation_id, seq):
            self.catch_up(conversation_id)

    def is_behind(self, conversation_id: str, seq: int) -> bool:
        """Whether the event `seq` of this log is not in the projections yet. Raises Unavailable."""
        return any(head.last_seq < seq for head in self._conversations.heads([conversation_id]))

    def _write(self, steps: Sequence[Step], changes: Sequence[MemberChange]) -> bool:
        if changes:
            self._members.apply(changes)
        is_taken = self._conversations.advance([self._with_messages(step) if step.touched else step for step in steps])
        if is_taken:
            self.on_written(steps)
        return is_taken

    def _with_messages(self, step: Step) -> Step:
        """Bring up the messages that the step touches; the last one goes along with the conversation."""
        messages = self._messages.bring_up(step.conversation_id, step.touched)
        last_message = messages.get(step.message_no) if step.message_no is not None else None
        return msgspec.structs.replace(step, last_message=last_message) if last_message else step


def changes_of(run: Run) -> list[MemberChange]:
    """What a run does to memberships, in order. Who comes has read everything so far."""
    changes: list[MemberChange] = []
    message_no = run.state.message_no
    for record in reversed(run.records):
        event = record.event
        if isinstance(event, MessageCreated):
            message_no = event.message_no - 1
        elif isinstance(event, MemberAdded):
            changes.append(
                MemberChange(
                    conversation_id=event.conversation_id,
                    user_id=event.data.user_id,
                    seq=event.seq,
                    role="member",
                    joined=True,
                    read_message_no=message_no,
                )
            )
        elif isinstance(event, MemberRemoved | MemberRoleChanged):
            role = event.data.role if isinstance(event, MemberRoleChanged) else None
            changes.append(
                MemberChange(
                    conversation_id=event.conversation_id, user_id=event.data.user_id, seq=event.seq, role=role
                )
            )
    return changes[::-1]


def step_of(run: Run) -> Step:
    """What a run does to its conversation. Sending reads up to the own message."""
    state = run.state
    reads: dict[str, int] = {}
    last_message = None
    touched: set[int] = set()
    for record in run.records:
        if isinstance(record.event, MessageCreated):
            last_message = record
            reads[record.event.actor_id] = record.event.message_no
        elif isinstance(record.event, MessageChange):
            touched.add(record.event.data.message_no)
    is_renamed = any(isinstance(record.event, ConversationRenamed) for record in run.records)
    is_peopled = any(isinstance(r.event, MemberAdded | MemberRemoved | MemberRoleChanged) for r in run.records)
    first = [FirstMember(user_id, role) for user_id, role in list(state.members.items())[:FIRST_MEMBERS]]
    return Step(
        conversation_id=state.conversation_id,
        from_seq=run.records[0].seq - 1,
        to_seq=state.seq,
        at=state.at,
        last_message=last_message,
        message_no=state.message_no if last_message or touched else None,
        touched=frozenset(touched),
        reads=reads,
        mention_no=max((mention_no_of(record.event) for record in run.records), default=0),
        title=state.title if is_renamed else None,
        member_count=len(state.members) if is_peopled else None,
        members=first if is_peopled else None,
    )
