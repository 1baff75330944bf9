"""How much of this machine other programs take: a send that waits for them is not a slow server.

Sampled while a local stack is driven; recovered.py judges speed only when the machine was Natter's own.
"""

import asyncio
import os
from pathlib import Path

from deploy.verification.history import History
from deploy.verification.nemesis import LocalStack
from deploy.verification.records import Busy

SAMPLE_SECONDS = 1.0
TICKS = os.sysconf("SC_CLK_TCK")
IDLE, WAITING = 3, 4


async def watch(stack: LocalStack, history: History) -> None:
    """Write down every second which share of all processors others took; runs until it is cancelled."""
    supervisor = await asyncio.to_thread(stack.supervisor.pid)
    before = _used(supervisor)
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        now = _used(supervisor)
        total = max(1, now[0] - before[0])
        busy, ours = now[1] - before[1], now[2] - before[2]
        history.write(Busy, others=round(min(1.0, max(0.0, (busy - ours) / total)), 3))
        before = now


def _used(supervisor: int) -> tuple[int, int, int]:
    """Ticks since the start of the machine: all there were, those that were used, and those that we used."""
    cpu = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = Path(entry.path, "stat").read_text().rsplit(")", 1)[1].split()
            except (OSError, IndexError):
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            ticks[int(entry.name)] = int(fields[11]) + int(fields[12])
    waiting, ours = [supervisor, os.getpid()], 0
    while waiting:
        pid = waiting.pop()
        ours += ticks.get(pid, 0)
        waiting += children.get(pid, [])
    return sum(cpu), sum(cpu) - cpu[IDLE] - cpu[WAITING], ours
