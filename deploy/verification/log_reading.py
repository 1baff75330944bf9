"""The log as it stands in the end: from the database itself when it can be reached, else over REST as a member.

Read once everything is quiet. From the database it is read past all of Natter's code, so that an API that tells a nice
story is found out.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from deploy.failure import Failure
from deploy.verification.door import Door
from deploy.verification.history import event_of
from deploy.verification.records import Event
from deploy.verification.stage import Stage

DATABASE_SECONDS = 10
STEP = 500
REST_PAGE = 200

Log = dict[str, list[Event]]
"""The events of each conversation as they are stored, by seq; equal numbers stand as often as they are there."""


async def from_database(uri: str, prefix: str, conversation_ids: list[str]) -> Log:
    """Raises Failure when the database does not answer."""
    return await asyncio.to_thread(_read_database, uri, f"{prefix}_chat", conversation_ids)


async def over_rest(stage: Stage) -> Log:
    """As the first member of each conversation is told. Raises Failure."""
    people = {person.user_id: person for person in stage.people}
    found: Log = {}
    for conversation in stage.conversations:
        token = await people[conversation.members[0]].fresh_token()
        found[conversation.conversation_id] = await _read_pages(stage.door, token, conversation.conversation_id)
    return found


def _read_database(uri: str, database: str, conversation_ids: list[str]) -> Log:
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError

    milliseconds = DATABASE_SECONDS * 1_000
    try:
        with MongoClient(uri, serverSelectionTimeoutMS=milliseconds, socketTimeoutMS=6 * milliseconds) as client:
            events = client[database]["events"]
            return {each: _read_all(events, each) for each in conversation_ids}
    except PyMongoError as error:
        raise Failure(
            f"the database does not answer ({type(error).__name__})", "see ./natter status and ./natter logs mongo"
        ) from None


def _read_all(events: Any, conversation_id: str) -> list[Event]:
    """By closed ranges of seq, until one is empty and the collection knows of nothing beyond."""
    found: list[dict[str, Any]] = []
    first = 0
    while True:
        page = {"conversation_id": conversation_id, "seq": {"$gte": first, "$lt": first + STEP}}
        documents = list(events.find(page).sort("seq", 1))
        found += documents
        first += STEP
        if not documents and not events.find_one({"conversation_id": conversation_id, "seq": {"$gte": first}}):
            return [event_of({**document, "at": _iso(document["at"])}) for document in found]


def _iso(at: datetime) -> str:
    return at.replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _read_pages(door: Door, token: str, conversation_id: str) -> list[Event]:
    found: list[Event] = []
    after = 0
    while True:
        path = f"/api/chat/conversations/{conversation_id}/events?after={after}&limit={REST_PAGE}"
        page = await door.insist("GET", path, token)
        found += [event_of(fields) for fields in page["events"]]
        if page["next"] is None:
            return found
        after = page["next"]
