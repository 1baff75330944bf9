"""Memory of an idle connection: what the processes that hold the sockets grow by, divided by the connections.

Natter's are authenticated, each of another person with the 20 conversations that seeds.py gives everybody; the others'
are plain connections that know nobody and nothing.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from deploy.stack import processes
from tests.bench import costs, peers, tables
from tests.bench.benched import TALK, Benched
from tests.bench.generator import Generator
from tests.bench.people import People, Person, hello
from tests.bench.seeds import sow

FULL, QUICK = 4_000, 1_000
FIRST = 50
"""Opened before the first look, so that what is made once is not counted."""
LOOK_SECONDS, SETTLE_SECONDS, STEADY_BYTES = 1.0, 30.0, 200_000
COLUMNS = (
    tables.text("server", "server"),
    tables.whole("idle connections", "connections"),
    tables.number("KB per connection", "kilobytes"),
    tables.number("the same, shared pages divided", "kilobytes_pss"),
    tables.number("CPU ms to accept and greet one", "greet_ms"),
)


def of_peer(peer: peers.Peer, log: Path, count: int) -> Iterator[dict]:
    with peers.started(peer, log) as running, Generator(running.port, peer.talk) as first:
        for _ in range(FIRST):
            first.connect(*peer.script)
        first.open()
        with Generator(running.port, peer.talk) as generator:
            for _ in range(count):
                generator.connect(*peer.script)
            yield {"server": peer.title, **_grow(generator, list(running.programs[peer.name]))}


def of_natter(stack: Benched, count: int) -> Iterator[dict]:
    seeds, people = sow(stack, count), People(stack)
    stack.restart("realtime")
    port = stack.ports["realtime"]
    with Generator(port, TALK) as first:
        # People of their own: what the seeded ones share must not be there before the first look.
        for number, person in enumerate(people.make(FIRST)):
            first.connect("", hello(person, f"first-{number}"), '"type":"caught"', "")
        first.open()
        with Generator(port, TALK) as generator:
            for user_id in seeds.user_ids:
                person = Person(user_id, people.token(user_id))
                generator.connect("", hello(person, "idle"), '"type":"caught"', "")
            yield {"server": "Natter, 20 conversations each", **_grow(generator, stack.programs_by_name["realtime"])}


def _grow(generator: Generator, pids: list[int]) -> dict:
    before, readings = _settled(pids), [costs.read({"server": pids})]
    generator.open(at_once=50, seconds=300)
    used = costs.spent(readings[0], costs.read({"server": pids}))
    after = _settled(pids)
    resident, shared = ((late - early) / generator.connections for early, late in zip(before, after, strict=True))
    return {
        "connections": generator.connections,
        "kilobytes": resident / 1000,
        "kilobytes_pss": shared / 1000,
        "greet_ms": used.total / generator.connections * 1000,
    }


def _settled(pids: list[int]) -> tuple[int, int]:
    """Resident and proportional bytes once they stay as they are: greetings leave things that are collected later."""
    deadline, last = time.monotonic() + SETTLE_SECONDS, -1
    while True:
        resident = sum(map(costs.resident_bytes, pids))
        if abs(resident - last) < STEADY_BYTES or time.monotonic() > deadline:
            return resident, sum(processes.cost(pid, with_children=False).pss_bytes for pid in pids)
        last = resident
        time.sleep(LOOK_SECONDS)
