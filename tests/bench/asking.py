"""One client that asks a service again and again over one kept line, and what each answer cost."""

import http.client
import time
from collections.abc import Callable

from tests.bench import costs
from tests.bench.histograms import Histogram
from tests.bench.people import Person

KEPT_SECONDS = 3.0


class Line:
    """A kept HTTP line of one person to a port; `get` answers the seconds until the whole answer was there."""

    def __init__(self, port: int, person: Person):
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {person.token}"}
        self._used_at = 0.0

    def get(self, path: str) -> tuple[float, bytes]:
        """Raises AssertionError for any answer but 200."""
        begun_at = time.perf_counter()
        if begun_at - self._used_at > KEPT_SECONDS:
            # As the gateway does: services close a line that says nothing for longer.
            self._http.close()
        self._http.request("GET", path, headers=self._headers)
        answer = self._http.getresponse()
        body = answer.read()
        self._used_at = time.perf_counter()
        seconds = self._used_at - begun_at
        assert answer.status == 200, f"{path}: {answer.status} {body[:200]!r}"
        return seconds, body

    def close(self) -> None:
        self._http.close()


def costs_of(
    times: int, programs: dict[str, list[int]], action: Callable[[], float]
) -> tuple[list[float], dict[str, float]]:
    """The seconds that an action answers each time, and CPU milliseconds of the programs for one."""
    before = costs.read(programs)
    seconds = [action() for _ in range(times)]
    used = costs.spent(before, costs.read(programs))
    return seconds, {program: spent / times * 1000 for program, spent in used.by_program.items()}


def row(what: str, seconds: list[float], each: list[dict[str, float]]) -> dict:
    """`each`: CPU milliseconds of one, by program, of parts that are equally many (their mean is taken)."""
    by_program = {program: sum(part[program] for part in each) / len(each) for program in each[0]}
    return {
        "server": "Natter",
        "what": what,
        **Histogram.of_seconds(seconds).summary(),
        "cpu_ms": sum(by_program.values()),
        "cpu_by_program": {program: round(spent, 2) for program, spent in by_program.items()},
    }
