"""/api/chat/conversations/<id>/messages: send, read history by pages, edit and delete."""

from typing import Annotated

import msgspec
from msgspec import Meta

from services.chat.messages import Messages
from services.common.errors import InvalidInput
from services.common.http import Reply, Routes
from services.common.shapes import (
    ATTACHMENT_LIMIT,
    Ack,
    Answer,
    ClientId,
    Id,
    Input,
    Message,
    Moment,
    Ordinal,
    Position,
)
from services.common.tokens import Identity

PAGE_LIMIT = 100


class SendInput(Input):
    """`client_message_id`: chosen by the sender; the same one again gets the first ack."""

    client_message_id: ClientId
    body: str
    reply_to: Ordinal | None = None
    attachment_ids: Annotated[list[Id], Meta(max_length=ATTACHMENT_LIMIT)] = []


class EditInput(Input):
    """`replaces`: what the message said when this was written; left out, it may say anything by now."""

    body: str
    replaces: str | None = None


class MessageQuery(Input):
    """At most one of `before`, `after`, `around`, each a message_no, and `from`; none: the newest messages.

    `from`: the first messages sent at this moment or later.
    """

    before: Ordinal | None = None
    after: Position | None = None
    around: Ordinal | None = None
    from_at: Moment | None = msgspec.field(default=None, name="from")
    limit: Annotated[int, Meta(ge=1, le=PAGE_LIMIT)] = 50


class MessagePage(Answer):
    """Oldest first. `next`: the `before` of the next older page, null at the end; for `after` and `from` the `after` of
    the next newer one."""

    messages: list[Message]
    next: int | None


def routes(messages: Messages) -> Routes:
    door = Routes("chat", "messages")

    @door.post("/conversations/<conversation_id>/messages")
    def send_message(identity: Identity, conversation_id: str, body: SendInput) -> Ack:
        """Send a message. 201, or 200 with `duplicate` when it was stored before."""
        ack = messages.send(
            conversation_id,
            identity.user_id,
            body.client_message_id,
            body.body,
            body.reply_to,
            body.attachment_ids,
        )
        return Reply(ack, status=200 if ack.duplicate else 201)  # type: ignore[return-value]

    @door.get("/conversations/<conversation_id>/messages")
    def list_messages(identity: Identity, conversation_id: str, query: MessageQuery) -> MessagePage:
        """A page of history."""
        if sum(place is not None for place in (query.before, query.after, query.around, query.from_at)) > 1:
            raise InvalidInput("Give only one of before, after, around and from.", field="before")
        if query.around is not None:
            page = messages.around(conversation_id, identity.user_id, query.around, query.limit)
        elif query.from_at is not None:
            page = messages.since(conversation_id, identity.user_id, query.from_at, query.limit)
        elif query.after is not None:
            page = messages.after(conversation_id, identity.user_id, query.after, query.limit)
        else:
            page = messages.before(conversation_id, identity.user_id, query.before, query.limit)
        return MessagePage(messages=page.messages, next=page.next)

    @door.patch("/conversations/<conversation_id>/messages/<int:message_no>")
    def edit_message(identity: Identity, conversation_id: str, message_no: int, body: EditInput) -> Message:
        """Let your own message say something else. 409 `message_deleted` when it was deleted, `edited_meanwhile` when
        it says neither what this edit replaces nor what it says.
        """
        return messages.edit(conversation_id, identity.user_id, message_no, body.body, body.replaces)

    @door.delete("/conversations/<conversation_id>/messages/<int:message_no>", status=200)
    def delete_message(identity: Identity, conversation_id: str, message_no: int) -> Message:
        """Delete your own message, or as admin of a group any; what is left of it is answered, also the second time."""
        return messages.delete(conversation_id, identity.user_id, message_no)

    return door
