"""How long reading takes: a history page in short and long conversations, and opening the app with many of them.

    .venv/bin/python -m tests.bench.reads http://127.0.0.1:8080

A page of 50 at the end of 100 and of 10,000 messages; the list and `hello` → `caught` of a member of 1,000
conversations. Medians of 30, through the gateway.
"""

import asyncio
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.bench.client import Device, Person, percentiles

LONG = 10_000
CONVERSATIONS = 1_000
TIMES = 30


def timed(action):
    seconds = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - begun)
    return percentiles(seconds)


def fill(person, conversation_id, count):
    path = f"{person.url}/api/chat/conversations/{conversation_id}/messages"

    def post(number):
        body = {"client_message_id": uuid.uuid4().hex, "body": f"message {number}"}
        person.http.post(path, json=body, timeout=60).raise_for_status()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(post, range(count)))


async def hello(person):
    begun = time.perf_counter()
    device = await Device(person).open()
    seconds = time.perf_counter() - begun
    await device.close()
    return seconds


def main(url):
    ana, ben = Person(url), Person(url)
    for count in (100, LONG):
        conversation_id = ana.open(kind="group", title=f"{count} messages", member_ids=[ben.user_id])
        fill(ana, conversation_id, count)
        page = timed(lambda at=conversation_id: ana.get(f"/api/chat/conversations/{at}/messages?limit=50"))
        print(f"page of 50 at the end of {count} messages: p50 and p99 {page} ms")
    with ThreadPoolExecutor(8) as pool:
        titles = range(CONVERSATIONS)
        list(pool.map(lambda number: ana.open(kind="group", title=f"g{number}", member_ids=[ben.user_id]), titles))
    print(f"list of {CONVERSATIONS}: p50 and p99 {timed(lambda: ben.get('/api/chat/conversations?limit=1000'))} ms")
    opened = [asyncio.run(hello(ben)) for _ in range(TIMES)]
    print(f"hello to caught with {CONVERSATIONS}: p50 and p99 {percentiles(opened)} ms")


if __name__ == "__main__":
    main(sys.argv[1])
