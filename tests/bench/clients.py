"""The browser client for somebody in a very long conversation: how long things take until they are painted.

The demo fills a Natter (deploy/demo.py); a real Chromium measures inside the page (tests/e2e/bench/). Nothing is judged
here: how fast a page is painted depends on the machine more than on anything else.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deploy import demo, places, web
from deploy.failure import Failure
from tests.bench import costs, tables
from tests.bench.benched import Benched
from tests.bench.histograms import Histogram

LONG, QUICK_LONG = 100_000, 10_000
E2E = places.ROOT / "tests" / "e2e"
WEEKS, GROUPS = 52, 1_000
BROWSER_SECONDS = 900
CALM_CORES, CALM_SECONDS, MOST_CALMING_SECONDS = 0.1, 3.0, 600.0
"""What the programs may use when nothing of the seeding is left to do, such as indexing for search."""
COLUMNS = (
    tables.text("what one waits for", "what"),
    tables.whole("times", "count"),
    tables.number("p50 ms", "p50_ms"),
    tables.number("p95 ms", "p95_ms"),
    tables.number("longest ms", "longest_ms"),
)


def of_natter(stack: Benched, messages: int) -> Iterator[dict]:
    web.ensure_built()
    web.install_packages(E2E)
    _fill(stack, messages)
    _calm_down(stack)
    with tempfile.TemporaryDirectory(prefix="natter-bench-client-") as folder:
        yield from rows_of(_measure(stack, Path(folder) / "results.json"))


def rows_of(found: list[dict]) -> Iterator[dict]:
    """`found`: of each thing that one waits for, `what` it is and its `times` in milliseconds."""
    for one in found:
        times = Histogram.of_seconds(milliseconds / 1000 for milliseconds in one["times"])
        yield {"server": "Natter", "what": one["what"], **times.summary(), "p95_ms": times.milliseconds(0.95)}


def _fill(stack: Benched, messages: int) -> None:
    from deploy.stack.data import Data

    begun_at = time.monotonic()
    made = demo.make(Data(stack.data), demo.Wanted(messages=messages, weeks=WEEKS, groups=GROUPS), is_sure=True)
    print(f"  {made['messages']:,} messages of the demo in {time.monotonic() - begun_at:.0f} s", flush=True)


def _calm_down(stack: Benched) -> None:
    """Until the services have nothing of all that left to do. Raises Failure."""
    deadline = time.monotonic() + MOST_CALMING_SECONDS
    while time.monotonic() < deadline:
        before = costs.read(stack.programs_by_name)
        time.sleep(CALM_SECONDS)
        used = costs.spent(before, costs.read(stack.programs_by_name))
        if used.total / used.seconds < CALM_CORES:
            return
    raise Failure("the services did not come to rest", "see their logs, and measure again")


def _measure(stack: Benched, results: Path) -> list[dict]:
    command = web.npx("playwright", "test", "--config=bench.config.ts", "--project=desktop")
    environment = {
        **os.environ,
        **web.variables(),
        "NATTER_URL": stack.url,
        "NATTER_DEMO": str(stack.data / demo.KEPT),
        "NATTER_RESULTS": str(results),
    }
    done = subprocess.run(command, cwd=E2E, env=environment, timeout=BROWSER_SECONDS, check=False)
    if done.returncode:
        raise Failure("the client could not be measured", "see the report above")
    told: list[dict] = json.loads(results.read_text())
    return told
