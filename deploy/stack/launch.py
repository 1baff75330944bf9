"""Becomes a program of the stack, after ending what a killed predecessor of the same name left behind.

The supervisor runs `python -m deploy.stack.launch NAME`. Needed because the children of a killed master
(nginx's workers) live on and keep its port, so that no successor could start. Also counts the starts, for `status`.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

ID_VARIABLE = "NATTER_STACK_ID"
NAME_VARIABLE = "NATTER_PROGRAM"
END_SECONDS = 5.0


def main() -> None:
    name, stack = sys.argv[1], Path(os.environ["NATTER_STACK_DIR"])
    program = json.loads(program_file(stack, name).read_text())
    end(living(os.environ[ID_VARIABLE], stack, name))
    with open(starts_file(stack, name), "a") as file:
        file.write(f"{time.time():.3f}\n")
    os.chdir(work_folder(stack, name))
    command, variables = program["command"], {**os.environ, **program["environment"], NAME_VARIABLE: name}
    os.execve(command[0], command, variables)  # noqa: S606


def program_file(data: Path, name: str) -> Path:
    """Command and variables of a program: here and not in the supervisor's file, where not every value can stand."""
    return data / "run" / f"{name}.json"


def starts_file(data: Path, name: str) -> Path:
    """One line for each start of a program since it was last started on purpose."""
    return data / "run" / f"{name}.starts"


def work_folder(data: Path, name: str) -> Path:
    """Where a program is at home: the second mark of its processes."""
    folder = data / "work" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def living(stack_id: str, data: Path, name: str | None = None) -> list[int]:
    """Pids of the stack's processes (of one program), but for this one and its parents."""
    marks = [f"{ID_VARIABLE}={stack_id}".encode()] + ([f"{NAME_VARIABLE}={name}".encode()] if name else [])
    home = (data / "work" / (name or "")).resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in (os.getpid(), os.getppid()):
            continue
        try:
            variables = (entry / "environ").read_bytes()
            at = Path(os.readlink(entry / "cwd"))
        except OSError:
            continue  # another user's, or gone
        # nginx writes its title over its variables; then the folder tells. (A shell that somebody left standing in
        # that folder has variables, without our mark.)
        is_wiped = b"PATH=" not in variables
        if all(mark in variables.split(b"\0") for mark in marks) or (is_wiped and at.is_relative_to(home)):
            found.append(int(entry.name))
    return found


def end(pids: list[int], gently_seconds: float = 0.0) -> None:
    """End these processes: asked first when there is time for it, then killed. Returns when they are gone."""
    if gently_seconds:
        _signal(pids, signal.SIGTERM)
        pids = _wait(pids, gently_seconds)
    _signal(pids, signal.SIGKILL)
    _wait(pids, END_SECONDS)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _wait(pids: list[int], seconds: float) -> list[int]:
    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


if __name__ == "__main__":
    main()
