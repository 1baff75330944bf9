"""A reconnect storm: 10,000 connections are cut at once and come back as clients do, while others go on talking.

Through nginx. Everybody comes back after a random pause of at most a second, resumes with the cursors of 20
conversations, and waits as the server says when it is busy; meanwhile a few things are said in large groups, so that
there is something to resume. Those who were not cut have a generator of their own, which measures them before and
during the storm.
"""

import time
from collections.abc import Iterator

from tests.bench import costs, tables
from tests.bench.benched import TALK, Benched
from tests.bench.generator import Generator, Opened, Run
from tests.bench.people import People, Person, call, hello, send_template
from tests.bench.seeds import Seeds, sow

FULL, QUICK = (10_000, 15.0), (2_000, 8.0)
"""Connections, and for how many seconds the others are measured before."""
CONNECTIONS_PER_PERSON = 2.5
UNDISTURBED, SENDS_PER_SECOND = 40, 40
LONGEST_SECONDS = 90.0
MISSED = 40
"""Messages that are said while people are away."""
BUSY_SECONDS = 0.5
COLUMNS = (
    tables.text("server", "server"),
    tables.whole("cut at once", "connections"),
    tables.whole("back", "back"),
    tables.number("all back s", "seconds"),
    tables.number("half of them s", "half_seconds"),
    tables.whole("sent away as busy", "refused"),
    tables.number("others' p99 ms before", "p99_before_ms"),
    tables.number("during", "p99_during_ms"),
    tables.number("others' ack p99 ms before", "ack_p99_before_ms"),
    tables.number("during", "ack_p99_during_ms"),
    tables.whole("others' sends refused", "others_refused"),
    tables.Column("nearest to a full core", lambda row: f"{row['busiest']} {row['busiest_share']:.0%}", False),
)


def of_natter(stack: Benched, count: int, before_seconds: float) -> Iterator[dict]:
    seeds, people = sow(stack, round(count / CONNECTIONS_PER_PERSON)), People(stack)
    with Generator(stack.port, TALK) as others, Generator(stack.port, TALK) as crowd:
        _connect_undisturbed(others, people)
        _connect_crowd(crowd, people, seeds, count)
        others.begin_run(SENDS_PER_SECOND, before_seconds, receivers=2)
        before = others.end_run()
        others.begin_run(SENDS_PER_SECOND, LONGEST_SECONDS, warm=0, receivers=2)
        reading = costs.read(stack.programs_by_name)
        crowd.begin_drop(LONGEST_SECONDS)
        said = _say_what_is_missed(stack, people, seeds)
        back = crowd.end_drop()
        used = costs.spent(reading, costs.read(stack.programs_by_name))
        others.stop_run()
        yield {**_row(count, before, others.end_run(), back, used), "missed_messages": said}


def _connect_undisturbed(generator: Generator, people: People) -> None:
    """Pairs who talk with each other, as many speaking as there are pairs."""
    someone = people.make(2 * UNDISTURBED)
    for number, (speaker, listener) in enumerate(zip(someone[::2], someone[1::2], strict=True)):
        conversation_id = people.open(speaker, kind="direct", user_id=listener.user_id)
        generator.sender(_connect(generator, speaker, "talk"), send_template(conversation_id, f"o{number}"))
        _connect(generator, listener, "talk")
    generator.open()


def _connect_crowd(generator: Generator, people: People, seeds: Seeds, count: int) -> None:
    """Every second one with two devices, the others with three."""
    made = 0
    for device in range(3):
        for place, user_id in enumerate(seeds.user_ids):
            if made < count and (device < 2 or place % 2):
                person = Person(user_id, people.token(user_id))
                _connect(generator, person, f"d{device}", dict.fromkeys(seeds.conversations[user_id], 0))
                made += 1
    generator.open(at_once=50, seconds=300)


def _connect(generator: Generator, person: Person, device: str, cursors: dict[str, int] | None = None) -> int:
    return generator.connect("", hello(person, device, cursors), '"type":"caught"', "")


def _say_what_is_missed(stack: Benched, people: People, seeds: Seeds) -> int:
    """How many of the messages could be said in time: the server may be too busy, and then says so."""
    deadline, said = time.monotonic() + LONGEST_SECONDS, 0
    for number in range(MISSED):
        conversation_id = seeds.large[number % len(seeds.large)]
        speaker = next(one for one, mine in seeds.conversations.items() if conversation_id in mine)
        body = {"client_message_id": f"missed-{number}-{conversation_id}", "body": "You missed this."}
        path = f"/api/chat/conversations/{conversation_id}/messages"
        said += _say(stack, Person(speaker, people.token(speaker)), path, body, deadline)
    return said


def _say(stack: Benched, person: Person, path: str, body: dict, deadline: float) -> bool:
    """Again and again, as clients do: it is stored once."""
    while time.monotonic() < deadline:
        try:
            call(stack, person, "POST", path, body)
            return True
        except OSError:
            time.sleep(BUSY_SECONDS)
    return False


def _row(count: int, before: Run, during: Run, back: Opened, used: costs.Spent) -> dict:
    half = back.until_ready.milliseconds(0.5)
    return {
        "server": "Natter through nginx",
        "connections": count,
        "back": back.ready,
        "seconds": back.until_ready.longest / 1e6,
        "half_seconds": None if half is None else half / 1000,
        "p99_seconds": (back.until_ready.milliseconds(0.99) or 0) / 1000,
        "refused": back.refused,
        "p99_before_ms": before.delivery.milliseconds(0.99),
        "p99_during_ms": during.delivery.milliseconds(0.99),
        "ack_p99_before_ms": before.ack.milliseconds(0.99),
        "ack_p99_during_ms": during.ack.milliseconds(0.99),
        "others_delivered": during.delivered,
        "others_expected": during.sent * 2,
        "others_refused": during.refused + during.unanswered,
        "cpu_by_program": {program: round(seconds, 2) for program, seconds in used.by_program.items()},
        "busiest": used.busiest,
        "busiest_share": used.busiest_share,
    }
