"""Seeds: thousands of people with the conversations that people have, put into the databases by the services' stores.

Everybody is in 20 conversations, shared as in real life: four direct ones, ten groups of 10 and six groups of 100,
which makes three conversations a person. The documents are made by the stores of chat as it makes them itself,
gathered and then inserted many at a time: over REST the same would take ten minutes.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pymongo import MongoClient

from services.chat.conversations import direct_id
from services.chat.stores.conversations import ConversationStore, FirstMember
from services.chat.stores.members import MemberStore
from services.common import clock, ids
from tests.bench.benched import Benched
from tests.bench.people import People
from tests.bench.piles import Pile

DIRECT_STEPS = (1, 2)
"""Everybody talks to the next one and the one after, and so with two before them."""
GROUPS = {10: 10, 100: 6}
"""Size → how many groups of that size everybody is in."""


@dataclass(frozen=True)
class Seeds:
    """Ids only: `conversations` of each user, `large` ones of 100."""

    conversations: dict[str, list[str]]
    large: list[str]

    @property
    def user_ids(self) -> list[str]:
        return list(self.conversations)


def sow(stack: Benched, count: int) -> Seeds:
    """At least that many people and their conversations; those that an earlier run left in this folder are taken."""
    path = stack.data / "work" / "bench-seeds.json"
    if path.exists():
        kept = json.loads(path.read_text())
        if len(kept["conversations"]) >= count:
            chosen = dict(list(kept["conversations"].items())[:count])
            return Seeds(chosen, kept["large"])
    made = _sow(stack, count)
    _keep(path, made)
    return made


def _sow(stack: Benched, count: int) -> Seeds:
    user_ids = [person.user_id for person in People(stack).make(count)]
    with MongoClient(stack.mongo_uri("chat")) as client:
        database = client[stack.database_name("chat")]
        pile = Pile()
        members, conversations = MemberStore(pile), ConversationStore(pile)
        mine: dict[str, list[str]] = {user_id: [] for user_id in user_ids}
        large = []
        for conversation_id, group in planned(user_ids):
            is_direct = len(group) == 2
            roles = {user_id: "member" if is_direct or place else "admin" for place, user_id in enumerate(group)}
            kind, title = ("direct", None) if is_direct else ("group", f"{len(group)} people")
            members.create(conversation_id, kind, roles)
            first = [FirstMember(user_id, role) for user_id, role in roles.items()]
            conversations.create(conversation_id, kind, title, first, clock.now())
            for user_id in group:
                mine[user_id].append(conversation_id)
            if len(group) > 10:
                large.append(conversation_id)
        # Members first, as chat does: a conversation is there as soon as its own document is.
        pile.pour(database, "members", "conversations")
    return Seeds(mine, large)


def planned(user_ids: list[str]) -> Iterable[tuple[str, list[str]]]:
    """Id and members of each conversation; the same people always meet in the same way."""
    count = len(user_ids)
    for step in DIRECT_STEPS:
        for place in range(count):
            pair = [user_ids[place], user_ids[(place + step) % count]]
            yield direct_id(*pair), pair
    dice = random.Random(20)
    for size, layers in GROUPS.items():
        for _ in range(layers):
            mixed = dice.sample(user_ids, count)
            for start in range(0, count, size):
                yield ids.new_id(), mixed[start : start + size]


def _keep(path: Path, seeds: Seeds) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"conversations": seeds.conversations, "large": seeds.large}))
