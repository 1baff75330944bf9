"""Sends: 200 direct conversations, each message stored and acknowledged before its sender says the next one.

First as fast as it goes, then 100 a second. Both people of each pair are connected and look at the conversation;
once more with nobody looking, so that each message is also a notification. Beside it the classic Express + Socket.IO +
MongoDB chat on a database of the same kind, with the same flags, alone.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.stack import mongo, ports
from deploy.stack.data import Data
from tests.bench import costs, peers, programs, tables
from tests.bench.benched import TALK, Benched
from tests.bench.generator import Generator, Talk
from tests.bench.people import People, Person, hello, send_template

CONVERSATIONS = 200
PACED_PER_SECOND = 100
CLASSIC = "Express + Socket.IO + MongoDB chat"
COLUMNS = (
    tables.text("server", "server"),
    tables.whole("stored and acked a second", "per_second"),
    tables.number("ack p50 ms", "full_p50_ms"),
    tables.number("p99 ms", "full_p99_ms"),
    tables.number("at 100/s: ack p50 ms", "paced_p50_ms"),
    tables.number("p99 ms", "paced_p99_ms"),
    tables.number("heard p50 ms", "paced_heard_p50_ms"),
    tables.number("CPU ms a message", "cpu_ms"),
    tables.Column("nearest to a full core", lambda row: f"{row['busiest']} {row['busiest_share']:.0%}", False),
)


@dataclass(frozen=True)
class Length:
    """How long each part takes."""

    warm: float
    seconds: float


FULL, QUICK = Length(4, 10), Length(2, 4)


@dataclass(frozen=True)
class Pair:
    """Two people and their conversation; the first one speaks."""

    speaker: Person
    listener: Person
    conversation_id: str


def pairs(stack: Benched) -> list[Pair]:
    """New ones."""
    people = People(stack)
    everybody = people.make(2 * CONVERSATIONS)
    return [
        Pair(speaker, listener, people.open(speaker, kind="direct", user_id=listener.user_id))
        for speaker, listener in zip(everybody[::2], everybody[1::2], strict=True)
    ]


def of_natter(
    stack: Benched, talking: list[Pair], length: Length, title: str, *, is_looking: bool, through_gateway: bool
) -> Iterator[dict]:
    with Generator(stack.port if through_gateway else stack.ports["realtime"], TALK) as generator:
        for number, pair in enumerate(talking):
            looking_at = pair.conversation_id if is_looking else None
            look = json.dumps({"type": "look", "conversation_id": looking_at})
            speaking = generator.connect("", hello(pair.speaker, "s"), '"type":"caught"', look)
            generator.connect("", hello(pair.listener, "l"), '"type":"caught"', look)
            generator.sender(speaking, send_template(pair.conversation_id, f"{title[-9:]}{number}".replace(" ", "")))
        generator.open()
        yield _measured(title, generator, length, lambda: stack.programs_by_name)


def of_classic(folder: Path, log: Path, length: Length) -> Iterator[dict]:
    talk = Talk(
        peers.SOCKET_IO_PATH, delivered='42["message"', acked="43", refused='42["failed"', keep_alive=("2", "3")
    )
    peer = peers.Peer("express-chat", CLASSIC, (peers.node(), "express-chat.js"), talk, (), "")
    with (
        database(folder, log) as (database_pid, uri),
        peers.started(peer, log, {"MONGODB_URI": uri}) as running,
        Generator(running.port, talk) as generator,
    ):
        for number in range(CONVERSATIONS):
            join = json.dumps(["join", f"c{number}"])
            speaking = generator.connect("0{", "40", "40{", f"42{join}")
            generator.connect("0{", "40", "40{", f"42{join}")
            message = f'{{"conversation":"c{number}","sender":"u{number}","body":"%B"}}'
            generator.sender(speaking, f'42%N["message",{message}]')
        generator.open()
        yield _measured(CLASSIC, generator, length, lambda: {**running.programs, "mongo": [database_pid]})


@contextmanager
def database(folder: Path, log: Path):
    """The embedded database as Natter runs it, but empty and without users; answers its pid and address."""
    (folder / "mongo").mkdir(parents=True, exist_ok=True)
    port = next(iter(ports.choose(["mongo"], {}).values()))
    as_ours = mongo.program(Data(folder), port, None, None)
    command = tuple(part for part in as_ours.command if part != "--auth")
    with programs.started(command, log, as_ours.environment) as pid:
        deadline = time.monotonic() + programs.START_SECONDS
        while not as_ours.is_ready() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield pid, f"mongodb://127.0.0.1:{port}/"


def _measured(title: str, generator: Generator, length: Length, pids) -> dict:
    readings: list[costs.Reading] = []
    known: Mapping[str, list[int]] = pids()
    generator.begin_run(0, length.seconds, warm=length.warm, receivers=2)
    full = generator.end_run(lambda: readings.append(costs.read(known)))
    used = costs.spent(readings[0], costs.read(known))
    generator.begin_run(PACED_PER_SECOND, length.seconds, warm=length.warm, receivers=2)
    paced = generator.end_run()
    return {
        "server": title,
        "per_second": full.acked / length.seconds,
        "full_p50_ms": full.ack.milliseconds(0.5),
        "full_p99_ms": full.ack.milliseconds(0.99),
        "paced_p50_ms": paced.ack.milliseconds(0.5),
        "paced_p99_ms": paced.ack.milliseconds(0.99),
        "paced_heard_p50_ms": paced.delivery.milliseconds(0.5),
        "paced_heard_p99_ms": paced.delivery.milliseconds(0.99),
        "cpu_ms": used.total / full.acked * 1000 if full.acked else None,
        "cpu_by_program": {program: round(seconds, 2) for program, seconds in used.by_program.items()},
        "busiest": used.busiest,
        "busiest_share": used.busiest_share,
        "others_share": costs.others_share(used, full.cpu_seconds),
        "generator_share": full.own_share,
        "refused": full.refused + paced.refused,
        "lost": full.lost + paced.lost,
    }
