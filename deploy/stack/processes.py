"""What the processes of a program cost: read from /proc, children included."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """`pss_bytes` is the program's fair share of memory: pages shared by n processes count as one n-th."""

    processes: int
    pss_bytes: int


def cost(pid: int, with_children: bool = True) -> Cost:
    """Of a process and everything below it; what has just gone counts nothing."""
    family = _family(pid) if with_children else [pid]
    return Cost(len(family), sum(_pss(member) for member in family))


def uptime_seconds(pid: int) -> float | None:
    """How long ago a process was started, or None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        up = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, IndexError):
        return None
    return up - int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        member = waiting.pop()
        found.append(member)
        waiting += children.get(member, [])
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
