"""Fan-out: what one person says in a conversation of 500, all 500 hear; at 30,000 and 60,000 deliveries a second.

The same generator, bodies and rates for every server. Natter is measured twice, at the port of realtime and through
nginx, each time whole: authenticated, member checked, persisted, acknowledged, through NATS, with everybody looking
at the conversation. The others pass on what comes and keep nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import costs, peers, tables
from tests.bench.benched import TALK, Benched
from tests.bench.generator import Generator, Run
from tests.bench.people import People, hello, names, send_template

MEMBERS = 500
SENDERS = 40
RATES = (30_000, 60_000)
BODY_BYTES = 100
COLUMNS = (
    tables.text("server", "server"),
    tables.whole("deliveries/s asked", "rate"),
    tables.whole("done", "deliveries_per_second"),
    tables.number("CPU s per 100,000", "cpu"),
    tables.number("all its processes", "cpu_whole"),
    tables.number("p50 ms", "p50_ms"),
    tables.number("p99 ms", "p99_ms"),
    tables.number("longest ms", "longest_ms"),
    tables.Column("nearest to a full core", lambda row: f"{row['busiest']} {row['busiest_share']:.0%}", False),
    tables.share("generator", "generator_share"),
)


@dataclass(frozen=True)
class Length:
    """How long each rate is held."""

    warm: float
    seconds: float


FULL, QUICK = Length(3, 10), Length(1.5, 3)


def of_peer(peer: peers.Peer, log: Path, length: Length) -> Iterator[dict]:
    with peers.started(peer, log) as running, Generator(running.port, peer.talk) as generator:
        for number in range(MEMBERS):
            generator.connect(*peer.script)
            if number < SENDERS:
                generator.sender(number, peer.template)
        generator.open()
        for rate in RATES:
            yield row(peer.title, rate, *measure(generator, rate, length, lambda: running.programs), {peer.name})


def of_natter(stack: Benched, length: Length, *, through_gateway: bool) -> Iterator[dict]:
    people = People(stack)
    members = people.make(MEMBERS)
    opener, *others = members
    conversation_id = people.open(opener, kind="group", title="Everybody", member_ids=names(others))
    look = json.dumps({"type": "look", "conversation_id": conversation_id})
    port = stack.port if through_gateway else stack.ports["realtime"]
    title = "Natter through nginx" if through_gateway else "Natter"
    with Generator(port, TALK) as generator:
        for number, member in enumerate(members):
            generator.connect("", hello(member, f"bench-{number}"), '"type":"caught"', look)
            if number < SENDERS:
                generator.sender(number, send_template(conversation_id, f"b{number}"))
        generator.open()
        for rate in RATES:
            run, used = measure(generator, rate, length, lambda: stack.programs_by_name)
            yield row(title, rate, run, used, {"realtime"})


def measure(generator: Generator, rate: int, length: Length, programs) -> tuple[Run, costs.Spent]:
    """One rate: what came of it, and what the server's processes used from the end of the warm-up on."""
    pids, readings = programs(), []
    generator.body(BODY_BYTES)
    generator.begin_run(rate / MEMBERS, length.seconds, warm=length.warm, receivers=MEMBERS)
    run = generator.end_run(lambda: readings.append(costs.read(pids)))
    return run, costs.spent(readings[0], costs.read(pids))


def row(title: str, rate: int, run: Run, used: costs.Spent, deliverers: set[str]) -> dict:
    """`cpu`: of the processes that hold the sockets; `cpu_whole`: of all processes of the server."""
    per = 100_000 / run.heard if run.heard else float("nan")
    delivering = sum(seconds for program, seconds in used.by_program.items() if program in deliverers)
    return {
        "server": title,
        "rate": rate,
        "deliveries_per_second": round(run.heard / run.seconds),
        "expected": run.sent * MEMBERS,
        "delivered": run.delivered,
        "cpu": delivering * per,
        "cpu_whole": used.total * per,
        "cpu_by_program": {program: round(seconds * per, 4) for program, seconds in used.by_program.items()},
        **run.delivery.summary(),
        "busiest": used.busiest,
        "busiest_share": used.busiest_share,
        "generator_share": run.own_share,
        "others_share": costs.others_share(used, run.cpu_seconds),
        "is_generator_saturated": run.is_saturated,
        "refused": run.refused,
        "lost": run.lost,
    }
