"""What the programs of a local stack hold: memory, open files, and frames kept for slow readers."""

import asyncio
import os
import re
import urllib.request
from collections.abc import Callable

from deploy.stack import processes
from deploy.verification.evidence import Cost
from deploy.verification.nemesis import LocalStack

METRICS_SECONDS = 3.0
OUTBOX = re.compile(r"^natter_realtime_outbox_bytes(?:\{[^}]*\})? ([0-9.e+]+)$", re.M)
RETURN_SECONDS = 45.0
"""Longer than services keep lines to the database that nothing uses (services/common/database.py)."""
PAUSE_SECONDS = 1.0


async def measure(stack: LocalStack) -> dict[str, Cost]:
    """The cost of each program now."""
    return await asyncio.to_thread(_measure, stack)


async def measure_again(stack: LocalStack, has_returned: Callable[[dict[str, Cost]], bool]) -> dict[str, Cost]:
    """As above, after the last line was closed: when all has returned, or the time for that is up."""
    deadline = asyncio.get_running_loop().time() + RETURN_SECONDS
    while True:
        found = await measure(stack)
        if has_returned(found) or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(PAUSE_SECONDS)


def _measure(stack: LocalStack) -> dict[str, Cost]:
    ports = stack.ports()
    found = {}
    for program, pids in stack.programs().items():
        if pids:
            memory = processes.cost(pids[0]).pss_bytes
            waiting = _outbox_bytes(ports["realtime"]) if program == "realtime" else 0
            found[program] = Cost(memory, sum(map(_files, pids)), waiting)
    return found


def _files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def _outbox_bytes(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=METRICS_SECONDS) as answer:
        return int(sum(float(found) for found in OUTBOX.findall(answer.read().decode())))
