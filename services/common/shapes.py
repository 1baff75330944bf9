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
Level = Literal["all", "mentions", "nothing"]

BODY_LIMIT = 4_000
"""Characters (Unicode code points) in a message body."""
EMOJI_LIMIT = 20
"""Different emoji on one message."""
MEMBER_LIMIT = 1_000
"""Members of one group."""
ATTACHMENT_LIMIT = 10
"""Files and pictures in one message."""
MENTIONED_IN_LIMIT = 200
"""Message numbers in a conversation's `mentioned_in`."""


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


class Attachment(Answer, omit_defaults=True):
    """A file that a message carries; `size` in bytes.

    A picture has an image type, its size in pixels (upright) and a `placeholder`: a WebP of a few pixels, in base64, to
    show until it is there. Everything else is `application/octet-stream`, whatever it was called.
    """

    id: str
    name: str
    size: int
    content_type: str
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None


class Reaction(Answer):
    """In the order in which people reacted."""

    emoji: str
    user_ids: list[str]


class Message(Answer):
    """A message in its present state: true for all events about it up to `applied_seq`.

    `mentions`: whom it speaks to, user ids or "all". A deleted one is a tombstone: no body, no mentions, no reactions,
    no attachments; `deleter_id` says who deleted it, its author or an admin.
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
    deleter_id: str | None = None
    reply_to: int | None = None
    reactions: list[Reaction] = []
    attachments: list[Attachment] = []
    mentions: list[str] = []
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
    """A conversation as one of its members sees it: role, read position, unread and mentions are that member's.

    `mentioned_in`: the unread messages that speak to me, by message_no, ascending; of more than 200 the newest.
    `unread_mark`: I marked it as unread when I had read up to there; that holds while I have read no further.
    """

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
    mentioned_in: list[int]
    unread_mark: int | None
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


NotificationKind = Literal["message", "mention"]


class Notification(Answer):
    """What one person is told about one event. `preview` is at most 140 characters."""

    id: str
    kind: NotificationKind
    conversation_id: str
    seq: int
    message_no: int
    actor_id: str
    title: str
    preview: str
    created_at: str
    read_at: str | None


class Preferences(Answer):
    """What one person wants to be told: `default_level`, but for the conversations named.

    `muted_until`: nothing of these conversations before that moment, whatever their level. `paused_until`: until then
    devices list what is told as ever, and interrupt with none of it.
    """

    default_level: Level = "all"
    conversations: dict[str, Level] = {}
    muted_until: dict[str, str] = {}
    paused_until: str | None = None
