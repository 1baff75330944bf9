"""Frames: the JSON units on the WebSocket, design §5; docs/protocol.md shows each with an example.

The first word is the frame's `type`. Incoming frames are inputs (bounded, no unknown fields), outgoing ones answers.
`event` frames are the structs of events.py.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from services.common.shapes import (
    ATTACHMENT_LIMIT,
    Answer,
    ClientId,
    Head,
    Id,
    Input,
    Notification,
    Ordinal,
    Position,
    Preferences,
    PresenceState,
)

Ref = Annotated[str, Meta(min_length=1, max_length=64)]
Token = Annotated[str, Meta(min_length=1, max_length=4_096)]


class Incoming(Input, tag_field="type"):
    """What a client may say."""


class Hello(Incoming, tag="hello"):
    """First frame, within 5 s. `cursors`: the last seq applied, per conversation."""

    token: Token
    device_id: Annotated[str, Meta(min_length=1, max_length=64)]
    epoch: Annotated[str, Meta(max_length=64)] | None = None
    cursors: Annotated[dict[Id, Position], Meta(max_length=2_000)] = {}


class Send(Incoming, tag="send"):
    """`body` is checked by chat, so that a fault in it is answered in the conversation's terms."""

    ref: Ref
    conversation_id: Id
    client_message_id: ClientId
    body: str
    reply_to: Ordinal | None = None
    attachment_ids: Annotated[list[Id], Meta(max_length=ATTACHMENT_LIMIT)] = []


class MarkRead(Incoming, tag="read"):
    conversation_id: Id
    message_no: Position


class StartTyping(Incoming, tag="typing"):
    conversation_id: Id


class Watch(Incoming, tag="watch"):
    """Whose presence to tell; replaces the previous list."""

    user_ids: Annotated[list[Id], Meta(max_length=500)]


class Look(Incoming, tag="look"):
    """The conversation that is on the screen and in focus, or null."""

    conversation_id: Id | None


class RenewToken(Incoming, tag="token"):
    token: Token


class Ping(Incoming, tag="ping"):
    pass


IncomingFrame = Hello | Send | MarkRead | StartTyping | Watch | Look | RenewToken | Ping


class Outgoing(Answer, tag_field="type"):
    """What the server may say besides events."""


class Ready(Outgoing, tag="ready"):
    connection_id: str
    epoch: str
    user_id: str
    heartbeat_seconds: int
    conversations: list[Head]


class Gap(Outgoing, tag="gap"):
    """Too much to replay: fetch /events from `from` to `to`, both included."""

    conversation_id: str
    from_: int = msgspec.field(name="from")
    to: int


class Caught(Outgoing, tag="caught"):
    """Everything before this was replay."""


class Joined(Outgoing, tag="joined"):
    """You are now a member of this conversation; its events follow."""

    conversation_id: str
    last_seq: int


class AckFrame(Outgoing, tag="ack"):
    ref: str
    conversation_id: str
    client_message_id: str
    seq: int
    message_no: int
    at: str
    duplicate: bool


class ErrorFrame(Outgoing, tag="error", omit_defaults=True):
    """`retry`: seconds after which it makes sense to try again; absent when it does not."""

    code: str
    message: str
    ref: str | None = None
    field: str | None = None
    retry: float | None = None


class ReadFrame(Outgoing, tag="read"):
    conversation_id: str
    user_id: str
    message_no: int


class TypingFrame(Outgoing, tag="typing"):
    conversation_id: str
    user_id: str


class PresenceFrame(Outgoing, tag="presence"):
    user_id: str
    state: PresenceState
    last_seen_at: str | None


class Pong(Outgoing, tag="pong", omit_defaults=True):
    """`heads`: last seq of conversations that this connection may be behind in."""

    heads: dict[str, int] = {}


class NotificationFrame(Outgoing, tag="notification", omit_defaults=True):
    """Created: `notification` is there. Reworded: it reads so now, since the message was edited. Withdrawn: all of the
    conversation up to `message_no` are gone. Removed: only the one about this message is gone, since the message was
    deleted."""

    action: Literal["created", "reworded", "withdrawn", "removed"]
    notification: Notification | None = None
    conversation_id: str | None = None
    message_no: int | None = None


class PreferencesFrame(Outgoing, tag="preferences"):
    """What I want to be told, as I have just chosen it on one of my devices."""

    preferences: Preferences


class UnreadMarkFrame(Outgoing, tag="unread_mark"):
    """I marked a conversation as unread on one of my devices: it stays so while I have read no further than
    `message_no`. Null: the mark is gone."""

    conversation_id: str
    message_no: int | None


OutgoingFrame = (
    Ready
    | Gap
    | Caught
    | Joined
    | AckFrame
    | ErrorFrame
    | ReadFrame
    | TypingFrame
    | PresenceFrame
    | Pong
    | NotificationFrame
    | PreferencesFrame
    | UnreadMarkFrame
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[IncomingFrame] = msgspec.json.Decoder(IncomingFrame)


def encode(frame: OutgoingFrame) -> bytes:
    return _encoder.encode(frame)


def decode(text: str | bytes) -> IncomingFrame:
    """Raises msgspec.ValidationError or msgspec.DecodeError for what is not a frame that a client may send."""
    try:
        return _decoder.decode(text)
    except RecursionError as error:
        raise msgspec.DecodeError("JSON is nested too deeply") from error
