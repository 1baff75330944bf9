"""Knowing whether a program of the stack answers, and waiting for it with a deadline.

The questions are short and never raise, so that they can be asked again and again.
"""

import http.client
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.failure import Failure
from deploy.stack.program import Program

ASK_SECONDS = 1.0
PAUSE_SECONDS = 0.05
LAST_LINES = 8


def greets(port: int, question: bytes, greeting: bytes) -> Callable[[], bool]:
    """Ready when a connection to the port brings an answer with these bytes in it."""

    def ask() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), ASK_SECONDS) as line:
                line.settimeout(ASK_SECONDS)
                line.sendall(question)
                return greeting in line.recv(512)
        except OSError:
            return False

    return ask


def answers(port: int, path: str) -> Callable[[], bool]:
    """Ready when GET answers 200."""

    def ask() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ASK_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask


def wait(programs: Iterable[Program], has_given_up: Callable[[str], str | None], log: Callable[[str], Path]) -> None:
    """Return when all answer. Raises Failure with what the first that does not in time said since it was started."""
    begun_at = time.monotonic()
    waiting = list(programs)
    while waiting:
        for program in list(waiting):
            if program.is_ready():
                waiting.remove(program)
                if program.after_start:
                    program.after_start()
                continue
            why = has_given_up(program.name)
            if why is None and time.monotonic() - begun_at > program.ready_seconds:
                why = f"did not become ready within {program.ready_seconds:.0f} s"
            if why:
                raise failure(program.name, why, log(program.name))
        if waiting:
            time.sleep(PAUSE_SECONDS)


def failure(name: str, why: str, log: Path) -> Failure:
    """The sentence for a program that does not come up, with the last lines of its log."""
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:] if log.exists() else []
    said = "\n  " + "\n  ".join(lines) if lines else " nothing"
    return Failure(f"{name} {why}; the last it said was{said}\n", "mend what it complains about, then ./natter up", log)
