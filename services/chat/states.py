"""The state of a conversation as its log tells it: head, title, members. A value; applying an event makes a new one.

The appender decides and numbers by it, the projector writes it down, the check recounts it. Since it is a function of
the log alone, two processes that stand at the same seq have the same state.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from services.chat.records import Record
from services.common.errors import NotFound
from services.common.events import (
    ConversationRenamed,
    MemberAdded,
    MemberRemoved,
    MemberRoleChanged,
    MessageChange,
    MessageCreated,
    MessageDeleted,
)
from services.common.shapes import ConversationKind, Role

CHANGES_KEPT = 32
"""Changes of messages that a state remembers, for decisions about messages that were read a moment ago."""


class ConversationState(msgspec.Struct, kw_only=True, frozen=True):
    """True after the event `seq`. `members` are in order of standing and never changed in place.

    `changes`: what happened to messages after the event `changes_after`; before that only their own records know. Of a
    deleted message only the deletion is remembered.
    """

    conversation_id: str
    kind: ConversationKind
    title: str | None
    seq: int
    message_no: int
    at: datetime
    members: dict[str, Role]
    changes_after: int
    changes: tuple[Record, ...] = ()

    def role(self, user_id: str) -> Role:
        """The member's role. Raises NotFound for who is no member: to them there is no such conversation."""
        role = self.members.get(user_id)
        if role is None:
            raise NotFound("conversation")
        return role

    def changes_of(self, message_no: int) -> list[Record]:
        """What is remembered of one message."""
        return [record for record in self.changes if _is_about(record, message_no)]

    def after(self, record: Record) -> "ConversationState":
        """The state when this record, the next one, is in the log."""
        event = record.event
        if event.seq != self.seq + 1:
            raise ValueError(f"{self.conversation_id}: event {event.seq} cannot follow {self.seq}")
        title, message_no, members = self.title, self.message_no, self.members
        changes, changes_after = self.changes, self.changes_after
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
        elif isinstance(event, MessageChange):
            if isinstance(event, MessageDeleted):
                changes = tuple(one for one in changes if not _is_about(one, event.data.message_no))
            changes = (*changes, record)
            if len(changes) > CHANGES_KEPT:
                changes_after, changes = changes[0].seq, changes[1:]
        return ConversationState(
            conversation_id=self.conversation_id,
            kind=self.kind,
            title=title,
            seq=event.seq,
            message_no=message_no,
            at=record.at,
            members=members,
            changes_after=changes_after,
            changes=changes,
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


def _is_about(record: Record, message_no: int) -> bool:
    event = record.event
    return isinstance(event, MessageChange) and event.data.message_no == message_no


def _without(members: dict[str, Role], user_id: str) -> dict[str, Role]:
    return {other: role for other, role in members.items() if other != user_id}
