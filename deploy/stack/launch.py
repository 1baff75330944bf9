"""Becomes a program of the stack, after ending what a killed predecessor of the same name left behind.

The supervisor runs `python -m deploy.stack.launch NAME COMMAND...`. Needed because the children of a killed master
(nginx's workers) live on and keep its port, so that no successor could start. Also counts the starts, for `status`.
"""

import os
import signal
import sys
import time
from pathlib import Path

ID_VARIABLE = "NATTER_STACK_ID"
NAME_VARIABLE = "NATTER_PROGRAM"
END_SECONDS = 5.0


def main() -> None:
    name, command = sys.argv[1], sys.argv[2:]
    end(living(os.environ[ID_VARIABLE], name))
    with open(starts_file(Path(os.environ["NATTER_STACK_DIR"]), name), "a") as file:
        file.write(f"{time.time():.3f}\n")
    # nginx writes its title over the first variables, so they are room for it and not our marks.
    os.execve(command[0], command, {"NATTER_TITLE_ROOM": "." * 256, **os.environ, NAME_VARIABLE: name})  # noqa: S606


def starts_file(data: Path, name: str) -> Path:
    """One line for each start of a program since it was last started on purpose."""
    return data / "run" / f"{name}.starts"


def living(stack_id: str, name: str | None = None) -> list[int]:
    """Pids of the stack's processes (of one program), but for this one; found by the mark in their environment."""
    wanted = [f"{ID_VARIABLE}={stack_id}".encode()]
    if name:
        wanted.append(f"{NAME_VARIABLE}={name}".encode())
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # another user's, or gone
        if all(mark in variables for mark in wanted):
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
    while (left := [pid for pid in pids if _is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


if __name__ == "__main__":
    main()
