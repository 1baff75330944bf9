"""The shapes that REST, the socket and the bus share, as docs/protocol.md and the OpenAPI pages document them.

Ids are strings, times ISO 8601 UTC with milliseconds (see clock.iso). TypeScript types and JSON schemas are made
from these structs by deploy/generate.py, never typed again.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern="^[0-9a-f]{24}$")]
ClientId = Annotated[str, Meta(min_length=1, max_length=64)]
Ordinal = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]

ConversationKind = Literal["direct", "group"]
Role = Literal["admin", "member"]
PresenceState = Literal["online", "away", "offline", "unknown"]

BODY_LIMIT = 4_000
"""Characters (Unicode code points) in a message body."""
EMOJI_LIMIT = 20
"""Different emoji on one message."""
MEMBER_LIMIT = 1_000
"""Members of one group."""


class Answer(msgspec.Struct, kw_only=True):
    """Base of everything that goes out; unknown fields are left to later versions."""


class Input(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that comes in: typed, bounded, unknown fields refused, so no operator object gets through."""


class User(Answer):
    """A person as others see them. `colour` is one of twelve hues, 0–11."""

    id: str
    username: str
    display_name: str
    avatar_url: str | None
    colour: int
    status_text: str


class Attachment(Answer):
    id: str
    name: str
    size: int
    content_type: str


class Reaction(Answer):
    """In the order in which people reacted."""

    emoji: str
    user_ids: list[str]


class Message(Answer):
    """A message in its present state: true for all events about it up to `applied_seq`.

    A deleted one is a tombstone: no body, no reactions, no attachments.
    """

    conversation_id: str
    message_no: int
    seq: int
    actor_id: str
    at: str
    client_message_id: str
    body: str
    edited_at: str | None = None
    deleted_at: str | None = None
    reply_to: int | None = None
    reactions: list[Reaction] = []
    attachments: list[Attachment] = []
    applied_seq: int = 0


class Span(Answer):
    """A part of a text, in UTF-16 units; `end` is not in it."""

    start: int
    end: int


class FoundMessage(Answer):
    """A message that answers a search. `snippet`: a piece of what it says now, in one line; `matches`: where in it, in
    order and apart."""

    conversation_id: str
    message_no: int
    seq: int
    actor_id: str
    at: str
    edited_at: str | None
    snippet: str
    matches: list[Span]


class Member(Answer):
    user_id: str
    role: Role
    read_message_no: int


class Conversation(Answer):
    """A conversation as one of its members sees it: role, read position and unread are that member's."""

    id: str
    kind: ConversationKind
    title: str | None
    created_at: str
    member_count: int
    members: list[Member]
    role: Role
    last_seq: int
    last_message_no: int
    read_message_no: int
    unread: int
    mentions: int
    last_message: Message | None


class Ack(Answer):
    """The log's answer to a send: the message is stored, at this place, for ever."""

    conversation_id: str
    client_message_id: str
    seq: int
    message_no: int
    at: str
    duplicate: bool


class Head(Answer):
    """Where a conversation's log stands, and how far its member has read."""

    id: str
    last_seq: int
    last_message_no: int
    read_message_no: int


class Notification(Answer):
    """What one person is told about one event. `preview` is at most 140 characters."""

    id: str
    kind: Literal["message", "mention"]
    conversation_id: str
    seq: int
    message_no: int
    actor_id: str
    title: str
    preview: str
    created_at: str
    read_at: str | None
