"""Searching a long conversation, and what it costs to index one.

The history is put into the log as histories.py does it and indexed here by chat's own indexer, without its rests; the
searches are asked of chat, one after the other on a kept line. Words are made up, some as frequent as in real talk.
"""

import random
import time
from collections.abc import Iterator
from urllib.parse import quote

from pymongo import MongoClient

from services.chat.indexing import Indexer
from services.chat.stores.conversations import ConversationStore
from services.chat.stores.events import EventStore
from services.chat.stores.search import SearchStore
from tests.bench import costs, histories, tables
from tests.bench.asking import Line, costs_of, row
from tests.bench.benched import Benched
from tests.bench.people import People

LONG, QUICK_LONG = 100_000, 10_000
TIMES = 20
WORDS, WORDS_A_MESSAGE = 5_000, 11
RARE = "zebra crossing"
COLUMNS = (
    tables.text("search", "what"),
    tables.number("p50 ms", "p50_ms"),
    tables.number("p99 ms", "p99_ms"),
    tables.number("CPU ms", "cpu_ms"),
)


def of_natter(stack: Benched, length: int) -> Iterator[dict]:
    ana, ben = People(stack).make(2)
    bodies = made_up(length)
    bodies[length // 3] = f"We met at the {RARE} near the 会议中心"
    [conversation_id] = histories.write(stack, [ana, ben], [length], lambda number: bodies[number - 1])
    yield _index(stack, conversation_id, length)
    line, programs = Line(stack.ports["chat"], ana), stack.programs_by_name
    asked = {
        "words said once, far back": RARE,
        "two Chinese characters, said once": "会议",
        "a frequent word": max(bodies[-1].split(), key=len),
        "one letter": "e",
        "what nobody said": "xylophones",
    }
    for what, query in asked.items():
        path = f"/api/chat/search?query={quote(query)}"
        seconds, each = costs_of(TIMES, programs, lambda path=path: line.get(path)[0])
        yield row(what, seconds, [each])
    line.close()


def _index(stack: Benched, conversation_id: str, length: int) -> dict:
    """A row a message: the time of it all, and what the database and the indexer used."""
    with MongoClient(stack.mongo_uri("chat"), tz_aware=True) as client:
        database = client[stack.database_name("chat")]
        indexer = Indexer(
            EventStore(database), ConversationStore(database), SearchStore(database), sleep=lambda seconds: None
        )
        before, own, begun_at = costs.read(stack.programs_by_name), time.process_time(), time.monotonic()
        while indexer.follow(conversation_id):
            pass
        used = costs.spent(before, costs.read(stack.programs_by_name))
        each = (time.monotonic() - begun_at) / length
        by_program = {name: spent / length * 1000 for name, spent in used.by_program.items()}
        by_program["indexer"] = (time.process_time() - own) / length * 1000
    return row(f"indexing, a message of {length:,}", [each], [by_program])


def made_up(length: int) -> list[str]:
    """So many messages of words whose frequencies fall as those of a language do; the same each time."""
    dice = random.Random(21)
    letters, weights = (
        "etaoinshrdlucmfwypvbgkqj",
        [13, 9, 8, 8, 7, 7, 6, 6, 6, 4, 4, 3, 3, 2, 2, 2, 2, 2, 1, 1, 2, 1, 0.2, 0.2],
    )
    words = ["".join(dice.choices(letters, weights, k=dice.randint(2, 9))) for _ in range(WORDS)]
    frequencies = [1 / (place + 5) for place in range(WORDS)]
    return [" ".join(dice.choices(words, frequencies, k=WORDS_A_MESSAGE)) for _ in range(length)]
