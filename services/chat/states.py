"""The state of a conversation as its log tells it: head, title, members. A value; applying an event makes a new one.

The appender decides and numbers by it, the projector writes it down, the check recounts it. Since it is a function of
the log alone, two processes that stand at the same seq have the same state.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from services.chat.records import Record
from services.common.errors import NotFound
from services.common.events import ConversationRenamed, MemberAdded, MemberRemoved, MemberRoleChanged, MessageCreated
from services.common.shapes import ConversationKind, Role


class ConversationState(msgspec.Struct, kw_only=True, frozen=True):
    """True after the event `seq`. `members` are in order of standing and never changed in place."""

    conversation_id: str
    kind: ConversationKind
    title: str | None
    seq: int
    message_no: int
    at: datetime
    members: dict[str, Role]

    def role(self, user_id: str) -> Role:
        """The member's role. Raises NotFound for who is no member: to them there is no such conversation."""
        role = self.members.get(user_id)
        if role is None:
            raise NotFound("conversation")
        return role

    def after(self, record: Record) -> "ConversationState":
        """The state when this record, the next one, is in the log."""
        event = record.event
        if event.seq != self.seq + 1:
            raise ValueError(f"{self.conversation_id}: event {event.seq} cannot follow {self.seq}")
        title, message_no, members = self.title, self.message_no, self.members
        if isinstance(event, MessageCreated):
            message_no = event.message_no
        elif isinstance(event, MemberAdded):
            members = {**_without(members, event.data.user_id), event.data.user_id: "member"}
        elif isinstance(event, MemberRemoved):
            members = _without(members, event.data.user_id)
        elif isinstance(event, MemberRoleChanged):
            # Whoever is not a member any more in a newer base does not come back by an older event.
            if event.data.user_id in members:
                members = {**members, event.data.user_id: event.data.role}
        elif isinstance(event, ConversationRenamed):
            title = event.data.title
        return ConversationState(
            conversation_id=self.conversation_id,
            kind=self.kind,
            title=title,
            seq=event.seq,
            message_no=message_no,
            at=record.at,
            members=members,
        )

    def after_all(self, records: Iterable[Record]) -> "ConversationState":
        state = self
        for record in records:
            state = state.after(record)
        return state


class Run(msgspec.Struct, frozen=True):
    """Records of one conversation that follow each other without a hole, and the state after the last."""

    records: list[Record]
    state: ConversationState


def _without(members: dict[str, Role], user_id: str) -> dict[str, Role]:
    return {other: role for other, role in members.items() if other != user_id}
