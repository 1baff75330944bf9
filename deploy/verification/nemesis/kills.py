"""Processes that die or stand still, in the middle of whatever they do.

A kill counts only when the process is gone and another one has taken its place under another id; both are recorded.
"""

import contextlib
import os
import signal
from typing import Any

from deploy.stack import launch
from deploy.verification.nemesis.fault import wait_for
from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.proxy import Proxy


class Kill:
    """kill -9 of a program's first process, or of one of its workers (`worker` counts from 0, beyond the last anew)."""

    name = "kill"
    lasts_seconds = (0.5, 1.5)

    def __init__(self, program: str, worker: int | None = None):
        self._program, self._worker = program, worker
        self.target = program if worker is None else f"{program} worker"
        self.record: dict[str, Any] = {"killed": [], "successors": []}
        self._before: list[int] = []

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        self._before = _whole(stack, self._program, self._worker is not None)
        victim = _one_of(self._before, self._worker)
        os.kill(victim, signal.SIGKILL)
        self.record["killed"].append(victim)
        wait_for(lambda: not launch.is_alive(victim), f"the end of {self.target}")

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        def successors() -> list[int]:
            now = stack.programs().get(self._program, [])
            new = [pid for pid in now if pid not in self._before]
            return new if self._worker is not None or new[:1] == now[:1] else []

        self.record["successors"] = wait_for(successors, f"a successor of {self.target}")
        stack.wait_until_ready()


class Pause:
    """A program with all its workers, or one worker, stands still and then goes on as if nothing had been."""

    name = "pause"
    lasts_seconds = (2.0, 5.0)

    def __init__(self, program: str, worker: int | None = None):
        self._program, self._worker = program, worker
        self.target = program if worker is None else f"{program} worker"
        self.record: dict[str, Any] = {"paused": []}

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        family = _whole(stack, self._program, self._worker is not None)
        frozen = family if self._worker is None else [_one_of(family, self._worker)]
        for pid in frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                self.record["paused"].append(pid)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        for pid in self.record["paused"]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        stack.wait_until_ready()


def _whole(stack: LocalStack, program: str, with_workers: bool) -> list[int]:
    """The program's processes once it has any (and a worker, if one is wanted): it may be just coming back."""
    least = 2 if with_workers else 1

    def family() -> list[int]:
        found = stack.programs().get(program, [])
        return found if len(found) >= least else []

    return list(wait_for(family, f"a running {program}"))


def _one_of(family: list[int], worker: int | None) -> int:
    first, *workers = family
    return first if worker is None else workers[worker % len(workers)]
