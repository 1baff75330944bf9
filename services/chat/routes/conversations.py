"""/api/chat/conversations: open, list, look at, rename."""

from typing import Annotated

from msgspec import Meta

from services.chat.conversations import Conversations
from services.common.http import Reply, Routes
from services.common.shapes import Answer, Conversation, Id, Input
from services.common.tokens import Identity

LIST_LIMIT = 1_000

Title = Annotated[str, Meta(max_length=200)]


class OpenDirect(Input, tag_field="kind", tag="direct"):
    user_id: Id


class OpenGroup(Input, tag_field="kind", tag="group"):
    """You are its admin; name the others."""

    title: Title
    member_ids: Annotated[list[Id], Meta(max_length=1_000)] = []


class ListQuery(Input):
    """`before`: the `next` of the page above."""

    limit: Annotated[int, Meta(ge=1, le=LIST_LIMIT)] = 200
    before: Annotated[str, Meta(max_length=64)] | None = None


class ChangeConversation(Input):
    title: Title


class ConversationPage(Answer):
    conversations: list[Conversation]
    next: str | None


def routes(conversations: Conversations) -> Routes:
    door = Routes("chat", "conversations")

    @door.post("/conversations")
    def open_conversation(identity: Identity, body: OpenDirect | OpenGroup) -> Conversation:
        """Open the direct conversation with somebody, or a new group."""
        if isinstance(body, OpenDirect):
            conversation, is_new = conversations.open_direct(identity.user_id, body.user_id)
            return Reply(conversation, status=201 if is_new else 200)  # type: ignore[return-value]
        return conversations.open_group(identity.user_id, body.title, body.member_ids)

    @door.get("/conversations")
    def list_conversations(identity: Identity, query: ListQuery) -> ConversationPage:
        """My conversations, newest activity first."""
        page = conversations.list_mine(identity.user_id, query.limit, query.before)
        return ConversationPage(conversations=page.conversations, next=page.next)

    @door.get("/conversations/<conversation_id>")
    def get_conversation(identity: Identity, conversation_id: str) -> Conversation:
        """One of my conversations."""
        return conversations.get(conversation_id, identity.user_id)

    @door.patch("/conversations/<conversation_id>")
    def rename_conversation(identity: Identity, conversation_id: str, body: ChangeConversation) -> Conversation:
        """Rename a group; its admins may."""
        return conversations.rename(conversation_id, identity.user_id, body.title)

    return door
