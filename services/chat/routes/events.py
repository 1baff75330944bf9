"""/api/chat/conversations/<id>/events: the log itself, for filling gaps."""

from typing import Annotated

from msgspec import Meta

from services.chat.heads import Heads
from services.chat.stores.events import PAGE
from services.common.events import Event
from services.common.http import Routes
from services.common.shapes import Answer, Input, Position
from services.common.tokens import Identity


class EventQuery(Input):
    """Events with a seq greater than `after`."""

    after: Position = 0
    limit: Annotated[int, Meta(ge=1, le=PAGE)] = PAGE


class EventPage(Answer):
    """Ascending. `next`: the `after` of the following page, null when this one ends at the head."""

    events: list[Event]
    next: int | None


def routes(heads: Heads) -> Routes:
    door = Routes("chat", "events")

    @door.get("/conversations/<conversation_id>/events")
    def list_events(identity: Identity, conversation_id: str, query: EventQuery) -> EventPage:
        """What happened after a seq, exactly as the socket tells it."""
        events = heads.events_after(conversation_id, identity.user_id, query.after, query.limit)
        return EventPage(events=events, next=events[-1].seq if len(events) == query.limit else None)

    return door
