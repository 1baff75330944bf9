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
IDLE, WAITING = 3, 4


async def watch(stack: LocalStack, history: History) -> None:
    """Write down every second which share of all processors others took; runs until it is cancelled."""
    ours = Ours(await asyncio.to_thread(stack.supervisor.pid), os.getpid())
    before = (*_machine(), ours.ticks())
    while True:
        await asyncio.sleep(SAMPLE_SECONDS)
        now = (*_machine(), ours.ticks())
        total, busy, own = (late - early for late, early in zip(now, before, strict=True))
        history.write(Busy, others=round(min(1.0, max(0.0, (busy - own) / max(1, total))), 3))
        before = now


class Ours:
    """What some processes and all that descend from them used, also those that were killed or lost their parent."""

    def __init__(self, *roots: int, folder: Path = Path("/proc")):
        self._roots, self._folder = roots, folder
        self._ticks: dict[int, int] = {}
        """Of each process that was ever seen, what it had used when it was last seen."""

    def ticks(self) -> int:
        """Ticks that were used since they began; never less than before."""
        children: dict[int, list[int]] = {}
        alive: dict[int, int] = {}
        for entry in os.scandir(self._folder):
            if entry.name.isdigit():
                try:
                    fields = Path(entry.path, "stat").read_text().rsplit(")", 1)[1].split()
                except (OSError, IndexError):
                    continue
                children.setdefault(int(fields[1]), []).append(int(entry.name))
                alive[int(entry.name)] = int(fields[11]) + int(fields[12])
        waiting = [*self._roots, *self._ticks]
        seen: set[int] = set()
        while waiting:
            pid = waiting.pop()
            if pid not in seen:
                seen.add(pid)
                self._ticks[pid] = max(self._ticks.get(pid, 0), alive.get(pid, 0))
                waiting += children.get(pid, [])
        return sum(self._ticks.values())


def _machine() -> tuple[int, int]:
    """Ticks since the start of the machine: all there were, and those that were used."""
    cpu = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(cpu), sum(cpu) - cpu[IDLE] - cpu[WAITING]
