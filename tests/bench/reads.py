"""Reading: the last page of 50 messages in a short and in a very long conversation, in turns.

Asked of chat itself, one request after the other on a kept line. The two take turns in blocks, so that whatever else
the machine does meets both.
"""

from collections.abc import Iterator

from tests.bench import histories, tables
from tests.bench.asking import Line, costs_of, row
from tests.bench.benched import Benched
from tests.bench.people import People

SHORT, LONG, QUICK_LONG = 100, 100_000, 10_000
BLOCKS, BLOCK = 10, 20
COLUMNS = (
    tables.text("page of 50 at the end of", "what"),
    tables.number("p50 ms", "p50_ms"),
    tables.number("p99 ms", "p99_ms"),
    tables.number("CPU ms", "cpu_ms"),
)


def of_natter(stack: Benched, long: int) -> Iterator[dict]:
    ana, ben = People(stack).make(2)
    lengths = [SHORT, long]
    conversations = histories.write(stack, [ana, ben], lengths)
    line, programs = Line(stack.ports["chat"], ana), stack.programs_by_name
    paths = [f"/api/chat/conversations/{one}/messages?limit=50" for one in conversations]
    for path in paths:
        assert b'"next":' in line.get(path)[1]
    latencies: list[list[float]] = [[], []]
    cpu: list[list[dict[str, float]]] = [[], []]
    for _ in range(BLOCKS):
        for place, path in enumerate(paths):
            seconds, each = costs_of(BLOCK, programs, lambda path=path: line.get(path)[0])
            latencies[place] += seconds
            cpu[place].append(each)
    line.close()
    for length, seconds, parts in zip(lengths, latencies, cpu, strict=True):
        yield {**row(f"{length:,} messages", seconds, parts), "length": length}
