"""Show what runs: state, process, port, age, memory, and how often it had to be restarted.

Memory is the proportional share (PSS): what programs share is divided between them, so the total is what Natter costs.
The exit code is 0 when everything runs, 3 when something does not.
"""

import argparse
import dataclasses
import json

from deploy import arguments
from deploy.stack import data, launch, processes
from deploy.stack.data import Data
from deploy.stack.supervisor import Supervisor

COLUMNS = ("program", "state", "pid", "port", "uptime", "memory", "restarts")
WELL = ("running", "starting")
NOT_RUNNING = 3


@dataclasses.dataclass(frozen=True)
class Row:
    """One program. `uptime` in seconds, `memory` is PSS in bytes, `restarts` since it was started on purpose."""

    program: str
    state: str
    pid: int | None
    port: int | None
    uptime: float | None
    memory: int
    restarts: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> int:
    opened = data.require(given.data_dir)
    supervisor = Supervisor(opened)
    if not supervisor.is_running():
        print(json.dumps({"programs": []}) if given.json else "Natter is not running. Start it with ./natter up")
        return NOT_RUNNING
    rows = survey(opened, supervisor)
    shown = {"programs": [dataclasses.asdict(row) for row in rows]}
    print(json.dumps(shown, indent=2) if given.json else table(rows, opened))
    return 0 if all(row.state in WELL for row in rows) else NOT_RUNNING


def survey(opened: Data, supervisor: Supervisor) -> list[Row]:
    """One row per program, the supervisor first."""
    settings = opened.settings()
    rows = [_row("supervisor", "running", supervisor.pid(), settings["ports"]["supervisor"], 0)]
    for info in supervisor.all():
        name = info["name"]
        starts = launch.starts_file(opened.folder, name)
        restarts = len(starts.read_text().splitlines()) - 1 if starts.exists() else 0
        port = settings["port"] if name == "gateway" else settings["ports"].get(name)
        rows.append(_row(name, info["statename"].lower(), info["pid"], port, max(0, restarts)))
    return rows


def table(rows: list[Row], opened: Data) -> str:
    """The rows for people, with the total of their memory."""
    settings = opened.settings()
    total = _megabytes(sum(row.memory for row in rows))
    shown = [COLUMNS, *(_texts(row) for row in rows), ("total", "", "", "", "", total, "")]
    widths = [max(len(line[column]) for line in shown) for column in range(len(COLUMNS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in shown]
    return "\n".join([f"http://{settings['host']}:{settings['port']}  data in {opened.folder}", "", *lines])


def _row(name: str, state: str, pid: int, port: int | None, restarts: int) -> Row:
    # All programs are children of the supervisor: there, only itself counts.
    memory = processes.cost(pid, with_children=name != "supervisor").pss_bytes if pid else 0
    uptime = processes.uptime_seconds(pid) if pid else None
    return Row(name, state, pid or None, port, None if uptime is None else round(uptime, 1), memory, restarts)


def _texts(row: Row) -> tuple[str, ...]:
    uptime = "-" if row.uptime is None else _duration(row.uptime)
    numbers = (str(row.pid or "-"), str(row.port or "-"), uptime, _megabytes(row.memory), str(row.restarts))
    return (row.program, row.state, *numbers)


def _megabytes(count: int) -> str:
    return f"{count / 2**20:.1f} MB"


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} s"
