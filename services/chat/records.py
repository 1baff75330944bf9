"""Records: events as the log keeps them, which is a little more than what is announced of them.

Made by plans.py, kept by stores.events, read by everybody here. A record of a message also holds the message's
present state, which later events bring up to date (message_states.py). What was announced changes in one case only: a
message is deleted, and what it said goes from the log too.
"""

import hashlib
from datetime import datetime, timedelta

import msgspec

from services.common import clock
from services.common.events import Event, MessageCreated
from services.common.shapes import Message, Reaction


class MessageState(msgspec.Struct, kw_only=True, frozen=True):
    """What has become of a message: true for all events up to `applied_seq`. `body` None: as it was written, and so are
    the `mentions`."""

    applied_seq: int
    body: str | None = None
    mentions: list[str] = []
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    deleter_id: str | None = None
    reactions: list[Reaction] = []


class Record(msgspec.Struct, kw_only=True, frozen=True):
    """One event in the log. `fingerprint` and `message` are there for messages only."""

    id: str
    event: Event
    at: datetime
    fingerprint: str | None = None
    message: MessageState | None = None

    @property
    def conversation_id(self) -> str:
        return self.event.conversation_id

    @property
    def seq(self) -> int:
        return self.event.seq


REFUSED_FOR = timedelta(days=30)
"""No try of a send is under way for longer than its line or its token lasts, which is minutes; with this it may even
come from a device that slept meanwhile."""


class Refusal(msgspec.Struct, kw_only=True, frozen=True):
    """A send that was refused for good. It keeps the message out of the log, should another try of it arrive later."""

    conversation_id: str
    actor_id: str
    client_message_id: str
    at: datetime


def fingerprint(body: str, reply_to: int | None, attachment_ids: list[str]) -> str:
    """Tells whether two sends under one client_message_id mean the same; survives later edits of the message."""
    return hashlib.blake2b(msgspec.json.encode([body, reply_to, attachment_ids]), digest_size=12).hexdigest()


def mentions_of(record: Record) -> list[str]:
    """Whom a message speaks to now, by id or mentions.ALL. The record must be of a message.created."""
    event, state = record.event, record.message
    if not isinstance(event, MessageCreated) or state is None:
        raise TypeError(f"event {event.seq} is not a message")
    return event.data.mentions if state.body is None else state.mentions


def message_of(record: Record) -> Message:
    """The message in its present state. The record must be of a message.created."""
    event, state = record.event, record.message
    if not isinstance(event, MessageCreated) or state is None:
        raise TypeError(f"event {event.seq} is not a message")
    return Message(
        conversation_id=event.conversation_id,
        message_no=event.message_no,
        seq=event.seq,
        actor_id=event.actor_id,
        at=event.at,
        client_message_id=event.client_message_id,
        body=event.data.body if state.body is None else state.body,
        edited_at=clock.iso(state.edited_at) if state.edited_at else None,
        deleted_at=clock.iso(state.deleted_at) if state.deleted_at else None,
        deleter_id=state.deleter_id,
        reply_to=event.data.reply_to,
        reactions=state.reactions,
        attachments=event.data.attachments,
        mentions=mentions_of(record),
        applied_seq=state.applied_seq,
    )
