"""Events: the facts of one conversation's log, one struct a kind, exactly as NATS carries them and browsers get them.

To add a kind: a data struct, an event struct, a place in `Event`; then chat says how it changes the state, and
`./natter fix` writes the JSON schema and the TypeScript types anew.
"""

from typing import Literal

import msgspec

from services.common.shapes import Answer, Attachment, Role


class LoggedEvent(Answer, tag_field="kind", kw_only=True):
    """What all events share. `seq` is 1, 2, 3 … per conversation; `at` never runs backwards along it."""

    conversation_id: str
    seq: int
    at: str
    actor_id: str
    type: Literal["event"] = "event"


class MessageCreatedData(Answer, omit_defaults=True):
    """`mentions`: whom it speaks to, user ids or "all". `deleted`: the message was deleted since, and with it what it
    said: `body` is empty."""

    body: str
    reply_to: int | None = None
    attachments: list[Attachment] = []
    mentions: list[str] = []
    deleted: bool = False


class MessageEditedData(Answer, omit_defaults=True):
    """`message_seq` and `message_at`: where and when the message was sent. `mentions`: whom it speaks to now. No `body`
    when it was deleted since."""

    message_no: int
    message_seq: int
    message_at: str
    body: str
    mentions: list[str] = []


class MessageDeletedData(Answer):
    """`message_seq` and `message_at`: where and when the message was sent."""

    message_no: int
    message_seq: int
    message_at: str


class ReactionData(Answer):
    """`emoji`: in its fully qualified form; the `actor_id` is who reacts."""

    message_no: int
    emoji: str


class MemberData(Answer):
    user_id: str


class RoleData(Answer):
    user_id: str
    role: Role


class TitleData(Answer):
    title: str


class MessageCreated(LoggedEvent, tag="message.created", kw_only=True):
    """`message_no` counts messages only; `client_message_id` is the sender's own name for it."""

    message_no: int
    client_message_id: str
    data: MessageCreatedData


class MessageEdited(LoggedEvent, tag="message.edited", kw_only=True):
    """By its author."""

    data: MessageEditedData


class MessageDeleted(LoggedEvent, tag="message.deleted", kw_only=True):
    """By its author or an admin of the group. Nothing about the message follows, and what it said is told no more."""

    data: MessageDeletedData


class ReactionAdded(LoggedEvent, tag="reaction.added", kw_only=True):
    data: ReactionData


class ReactionRemoved(LoggedEvent, tag="reaction.removed", kw_only=True):
    """By the one who had reacted."""

    data: ReactionData


class MemberAdded(LoggedEvent, tag="member.added", kw_only=True):
    data: MemberData


class MemberRemoved(LoggedEvent, tag="member.removed", kw_only=True):
    """Left by themselves when `actor_id` is the user's own."""

    data: MemberData


class MemberRoleChanged(LoggedEvent, tag="member.role_changed", kw_only=True):
    data: RoleData


class ConversationRenamed(LoggedEvent, tag="conversation.renamed", kw_only=True):
    data: TitleData


Event = (
    MessageCreated
    | MessageEdited
    | MessageDeleted
    | ReactionAdded
    | ReactionRemoved
    | MemberAdded
    | MemberRemoved
    | MemberRoleChanged
    | ConversationRenamed
)
MessageChange = MessageEdited | MessageDeleted | ReactionAdded | ReactionRemoved
"""What may happen to a message after it was sent; `data.message_no` says to which."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The bytes announced on NATS and written to every browser."""
    return _encoder.encode(event)


def decode(data: bytes) -> Event:
    """Raises msgspec.ValidationError for what is not an event."""
    return _decoder.decode(data)
