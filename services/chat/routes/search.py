"""/api/chat/search: messages by what they say."""

from typing import Annotated

import msgspec
from msgspec import Meta

from services.chat.findings import Wanted
from services.chat.matches import QUERY_LIMIT
from services.chat.search import Search
from services.common.http import Routes
from services.common.shapes import Answer, FoundMessage, Id, Input, Moment
from services.common.tokens import Identity

PAGE_LIMIT = 50


class SearchQuery(Input):
    """Words of `query` may stand anywhere in a message, in any order; "what is quoted" stands together.

    `from` and `before` bound when it was sent. `cursor`: the `next` of the page before, with all else the same.
    """

    query: Annotated[str, Meta(max_length=QUERY_LIMIT)]
    conversation_id: Id | None = None
    from_at: Moment | None = msgspec.field(default=None, name="from")
    before: Moment | None = None
    cursor: Annotated[str, Meta(max_length=64)] | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE_LIMIT)] = 20


class SearchPage(Answer):
    """Newest first. `is_partial`: the time was over before all was searched, and `next` goes on; there may be none yet.

    `next` null: there is no more.
    """

    messages: list[FoundMessage]
    next: str | None
    is_partial: bool


def routes(search: Search) -> Routes:
    door = Routes("chat", "search")

    @door.get("/search")
    def find_messages(identity: Identity, query: SearchQuery) -> SearchPage:
        """Messages of my conversations that say this, newest first."""
        wanted = Wanted(
            query=query.query,
            conversation_id=query.conversation_id,
            from_at=query.from_at,
            before_at=query.before,
            cursor=query.cursor,
            limit=query.limit,
        )
        found = search.find(identity.user_id, wanted)
        return SearchPage(messages=found.messages, next=found.next, is_partial=found.is_partial)

    return door
