"""Opening the app with 1,000 conversations, each with a last message: `hello` → `ready`, and the list.

Asked of realtime and chat themselves, one after the other as a client does, 30 times.
"""

import json
import time
from collections.abc import Iterator

from websockets.sync.client import connect

from tests.bench import histories, tables
from tests.bench.asking import Line, costs_of, row
from tests.bench.benched import Benched
from tests.bench.people import People, Person, hello

CONVERSATIONS, TIMES, QUICK_TIMES = 1_000, 30, 10
COLUMNS = (
    tables.text("opening with 1,000 conversations", "what"),
    tables.number("p50 ms", "p50_ms"),
    tables.number("p99 ms", "p99_ms"),
    tables.number("CPU ms", "cpu_ms"),
)


def of_natter(stack: Benched, times: int) -> Iterator[dict]:
    ana, ben = People(stack).make(2)
    histories.write(stack, [ana, ben], [1] * CONVERSATIONS)
    line, programs = Line(stack.ports["chat"], ben), stack.programs_by_name
    address = f"ws://127.0.0.1:{stack.ports['realtime']}/ws"
    path = f"/api/chat/conversations?limit={CONVERSATIONS}"
    parts = {
        "hello → ready": lambda: seconds_until_ready(address, ben),
        "list": lambda: line.get(path)[0],
    }
    assert len(json.loads(line.get(path)[1])["conversations"]) == CONVERSATIONS
    sums, cpu_sum = [0.0] * times, dict.fromkeys(programs, 0.0)
    for what, action in parts.items():
        seconds, each = costs_of(times, programs, action)
        sums = [total + one for total, one in zip(sums, seconds, strict=True)]
        cpu_sum = {program: total + each[program] for program, total in cpu_sum.items()}
        yield row(what, seconds, [each])
    line.close()
    yield row("both", sums, [cpu_sum])


def seconds_until_ready(address: str, person: Person) -> float:
    """From the hello to the last byte of `ready`, on a socket that is open already."""
    with connect(address, compression=None, max_size=None, open_timeout=30) as socket:
        begun_at = time.perf_counter()
        socket.send(hello(person, "opening"))
        frame = json.loads(socket.recv(timeout=60))
        seconds = time.perf_counter() - begun_at
        assert frame["type"] == "ready", frame
        assert len(frame["conversations"]) == CONVERSATIONS
        while json.loads(socket.recv(timeout=60))["type"] != "caught":
            pass
    return seconds
