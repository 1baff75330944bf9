"""What processes cost, read from /proc: CPU seconds, resident memory, and which of them is nearest to a full core."""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Reading:
    """CPU seconds of each process of some programs at one moment (monotonic)."""

    at: float
    cpu_seconds: Mapping[tuple[str, int], float]
    machine_seconds: float


@dataclass(frozen=True)
class Spent:
    """Between two readings. `seconds` of wall time; CPU seconds by program, all its processes together.

    `machine_seconds`: CPU of everything on this machine, so that a run beside other work is seen as such.
    """

    seconds: float
    by_program: dict[str, float]
    busiest: str
    busiest_share: float
    machine_seconds: float

    @property
    def total(self) -> float:
        return sum(self.by_program.values())


def read(programs: Mapping[str, Iterable[int]]) -> Reading:
    """Of all processes by program; who is gone counts nothing."""
    used = {}
    for program, pids in programs.items():
        for pid in pids:
            seconds = cpu_seconds(pid)
            if seconds is not None:
                used[program, pid] = seconds
    return Reading(time.monotonic(), used, parse_machine(Path("/proc/stat").read_text()))


def spent(before: Reading, after: Reading) -> Spent:
    """The busiest is one process: none can use more than one core, unless it has threads that truly run at once."""
    seconds = after.at - before.at
    each = {key: used - before.cpu_seconds.get(key, 0.0) for key, used in after.cpu_seconds.items()}
    by_program: dict[str, float] = {}
    for (program, _), used in each.items():
        by_program[program] = by_program.get(program, 0.0) + used
    (program, _), most = max(each.items(), key=lambda item: item[1], default=(("nothing", 0), 0.0))
    machine = after.machine_seconds - before.machine_seconds
    return Spent(seconds, by_program, program, most / seconds if seconds else 0.0, machine)


def cpu_seconds(pid: int) -> float | None:
    """User and system time of a process with all its threads, or None when it is gone."""
    try:
        return parse_stat((Path("/proc") / str(pid) / "stat").read_text())
    except OSError:
        return None


def parse_stat(text: str) -> float:
    # The second field is a name in brackets that may hold anything, brackets too.
    fields = text.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def parse_machine(text: str) -> float:
    """CPU seconds that all processes together have used, from /proc/stat."""
    user, nice, system, _idle, _waiting, irq, softirq = (int(field) for field in text.split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in RAM, shared pages counted whole; 0 when it is gone."""
    try:
        return int((Path("/proc") / str(pid) / "statm").read_text().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def is_over(pid: int) -> bool:
    """Whether a process has ended, also when nobody has asked for its last words yet."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def others_share(used: Spent, generator_seconds: float) -> float:
    """Cores that neither the server nor the generator used but somebody else."""
    return max(0.0, used.machine_seconds - used.total - generator_seconds) / used.seconds
