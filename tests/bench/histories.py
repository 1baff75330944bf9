"""Conversations with a past: as many messages as wanted, put into the log by chat's own stores without sending them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pymongo import MongoClient

from services.chat.records import MessageState, Record, fingerprint
from services.chat.stores.conversations import ConversationStore, FirstMember, Step
from services.chat.stores.events import EventStore
from services.chat.stores.members import MemberStore
from services.common import clock, ids
from services.common.events import MessageCreated, MessageCreatedData
from tests.bench.benched import Benched
from tests.bench.people import Person
from tests.bench.piles import Pile

BODY = "It is nearly what was said before, only a little later. "
STEPS_AT_ONCE = 100


def write(
    stack: Benched, members: list[Person], lengths: list[int], body_of: Callable[[int], str] | None = None
) -> list[str]:
    """A group of these members for each length, with so many messages; answers the ids."""
    say = body_of or (lambda number: f"{BODY}{number}")
    roles = {person.user_id: "member" if place else "admin" for place, person in enumerate(members)}
    first = [FirstMember(user_id, role) for user_id, role in roles.items()]
    steps, made = [], []
    with MongoClient(stack.mongo_uri("chat")) as client:
        database = client[stack.database_name("chat")]
        pile = Pile()
        for length in lengths:
            conversation_id, begun_at = ids.new_id(), clock.now() - timedelta(seconds=length)
            MemberStore(pile).create(conversation_id, "group", roles)
            ConversationStore(pile).create(conversation_id, "group", f"{length} messages", first, begun_at)
            log = [
                record(conversation_id, members[n % len(members)], n + 1, begun_at, say(n + 1)) for n in range(length)
            ]
            EventStore(pile).insert(log)
            steps.append(_step(log[-1]))
            made.append(conversation_id)
        pile.pour(database, "events", "members", "conversations")
        for start in range(0, len(steps), STEPS_AT_ONCE):
            ConversationStore(database).advance(steps[start : start + STEPS_AT_ONCE])
    return made


def record(conversation_id: str, author: Person, number: int, begun_at: datetime, body: str) -> Record:
    """Message `number` of a conversation where everything is a message; one a second."""
    at = begun_at + timedelta(seconds=number)
    event = MessageCreated(
        conversation_id=conversation_id,
        seq=number,
        at=clock.iso(at),
        actor_id=author.user_id,
        message_no=number,
        client_message_id=f"h{number}",
        data=MessageCreatedData(body=body),
    )
    state = MessageState(applied_seq=number)
    return Record(id=ids.new_id(), event=event, at=at, fingerprint=fingerprint(body, None, []), message=state)


def _step(last: Record) -> Step:
    return Step(
        conversation_id=last.conversation_id,
        from_seq=0,
        to_seq=last.seq,
        at=last.at,
        last_message=last,
        message_no=last.seq,
    )
