"""The load generator: builds load/*.c once, runs it, and says in Python what its commands are (load/main.c).

One process with one thread pretends to be thousands of clients; without a C compiler several processes in Python do
(load/main.py). Their own CPU stands in every report, so that a generator that is the bottleneck is seen.
"""

import hashlib
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy import places
from deploy.failure import Failure
from tests.bench.histograms import Histogram

SOURCES = Path(__file__).resolve().parent / "load"
BUILT = places.ENVIRONMENT / "natter-load"
FLAGS = ("-O2", "-std=gnu11", "-Wall", "-Wextra")
ANSWER_SECONDS = 30.0
SATURATED_SHARE = 0.9
NUMBERS_EACH = 10**9
"""So that no two processes give a message the same number."""


@dataclass(frozen=True)
class Talk:
    """How one server is spoken to.

    `path` of the socket; `keep_alive`: a text that wants an answer, and the answer; the rest says how frames begin that
    carry messages, acknowledge one, refuse one (empty: there are none).
    """

    path: str
    delivered: str = ""
    acked: str = ""
    refused: str = ""
    keep_alive: tuple[str, str] | None = None


@dataclass(frozen=True)
class Run:
    """What one run brought; `heard` counts deliveries from the end of the warm-up on, for the CPU of one.

    `own_share`: of a core, by the busiest process of the generator.
    """

    sent: int
    acked: int
    refused: int
    heard: int
    delivered: int
    unanswered: int
    lost: int
    seconds: float
    own_share: float
    cpu_seconds: float
    delivery: Histogram
    ack: Histogram

    @property
    def is_saturated(self) -> bool:
        """Whether the generator itself had no core left: then it measured itself."""
        return self.own_share > SATURATED_SHARE


@dataclass(frozen=True)
class Opened:
    """How opening all lines went: `refused` attempts were made again, `until_ready` is counted from the first one."""

    ready: int
    refused: int
    seconds: float
    until_ready: Histogram


class Process:
    """One process of the generator: commands go in as lines, answers come out as lines of JSON."""

    def __init__(self, command: list[str]):
        self._process = subprocess.Popen(
            command, cwd=places.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._unread = b""

    def tell(self, *fields: object) -> None:
        left = memoryview("\t".join(map(str, fields)).encode() + b"\n")
        while left:
            left = left[self._process.stdin.write(left) :]

    def answer(self, seconds: float) -> dict:
        """The next answer. Raises Failure when none comes in time."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                raise Failure("the load generator does not answer", "run the benchmark again")
            got = os.read(self._process.stdout.fileno(), 65_536)
            if not got:
                raise Failure(f"the load generator ended ({self._process.wait(5)})", "see above what it said")
            self._unread += got
        line, self._unread = self._unread.split(b"\n", 1)
        return json.loads(line)

    def end(self) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


class Generator:
    """A generator for one server; use it as a context. Connections are dealt out to its processes in turn."""

    def __init__(self, port: int, talk: Talk, commands: list[list[str]] | None = None):
        self.talk, self.connections = talk, 0
        self._parts = [Process(command) for command in commands or programs()]
        self._senders = [0] * len(self._parts)
        self._tell("target", "127.0.0.1", port)
        self._tell("marks", talk.delivered, talk.acked, talk.refused)
        if talk.keep_alive:
            self._tell("keep_alive", *talk.keep_alive)

    def __enter__(self) -> "Generator":
        return self

    def __exit__(self, *_: object) -> None:
        for part in self._parts:
            part.end()

    def connect(self, *script: str) -> int:
        """One more connection, which does not open yet; answers its number. `script`: expect, say, expect, say …"""
        self._parts[self.connections % len(self._parts)].tell("connect", self.talk.path, *script)
        self.connections += 1
        return self.connections - 1

    def sender(self, number: int, template: str) -> None:
        """This connection speaks; %N in the template becomes a number, %B the body."""
        place, own_number = number % len(self._parts), number // len(self._parts)
        self._parts[place].tell("sender", own_number, template)
        self._senders[place] += 1

    def body(self, size: int) -> None:
        self._tell("body", size)

    def open(self, at_once: int = 100, seconds: float = 60.0) -> Opened:
        """Open everything that is closed. Raises Failure when not all came to be ready in time."""
        self._tell("open", max(1, at_once // len(self._parts)), seconds)
        opened = self._opened(seconds)
        if opened.ready < self.connections:
            raise Failure(
                f"only {opened.ready} of {self.connections} connections were ready", "look at the server's log"
            )
        return opened

    def begin_drop(self, seconds: float) -> None:
        """Cut all lines at once; they come back by the rule that clients have. `end_drop` waits for it."""
        self._tell("drop", seconds)
        self._drop_seconds = seconds

    def end_drop(self) -> Opened:
        """Who is back after at most the seconds that were given."""
        return self._opened(self._drop_seconds)

    def begin_run(self, rate: float, seconds: float, *, warm: float = 2.0, grace: float = 5.0, receivers: int = 0):
        """Start a run; `end_run` waits for it. Rate 0: every sender goes on as soon as it has its ack.

        `receivers`: how often each message should be heard; the run ends when that is so, or after `grace`.
        """
        for part, senders in zip(self._parts, self._senders, strict=True):
            part.tell("run", rate * senders / max(1, sum(self._senders)), warm, seconds, grace, receivers)
        self._run_seconds = warm + seconds + grace

    def stop_run(self) -> None:
        self._tell("stop")

    def end_run(self, on_warm: Callable[[], None] = lambda: None) -> Run:
        """What the run brought; `on_warm` is called when the warm-up is over."""
        for part in self._parts:
            if not part.answer(self._run_seconds + ANSWER_SECONDS).get("warm"):
                raise AssertionError("the generator said something else than that it is warm")
        on_warm()
        reports = [part.answer(self._run_seconds + ANSWER_SECONDS) for part in self._parts]
        names = ("sent", "acked", "refused", "heard", "delivered", "unanswered", "lost")
        return Run(
            **{name: sum(report[name] for report in reports) for name in names},
            seconds=max(report["seconds"] for report in reports),
            own_share=max(report["cpu_seconds"] / report["seconds"] for report in reports),
            cpu_seconds=sum(report["cpu_seconds"] for report in reports),
            delivery=_together(reports, "delivery"),
            ack=_together(reports, "ack"),
        )

    def _opened(self, seconds: float) -> Opened:
        reports = [part.answer(seconds + ANSWER_SECONDS) for part in self._parts]
        return Opened(
            sum(report["ready"] for report in reports),
            sum(report["refused"] for report in reports),
            max(report["seconds"] for report in reports),
            _together(reports, "until_ready"),
        )

    def _tell(self, *fields: object) -> None:
        for part in self._parts:
            part.tell(*fields)


def _together(reports: list[dict], name: str) -> Histogram:
    return sum((Histogram.of_report(report[name]) for report in reports), Histogram())


def programs() -> list[list[str]]:
    """The commands of the generator's processes: the compiled one, or as many in Python as there are cores."""
    if compiler() is not None:
        return [[build()]]
    return in_python(os.cpu_count() or 1)


def in_python(count: int) -> list[list[str]]:
    return [[str(places.PYTHON), "-m", "tests.bench.load.main", str(part * NUMBERS_EACH)] for part in range(count)]


def compiler() -> str | None:
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)


def build() -> str:
    """The built generator; it is compiled when its sources changed. Raises Failure without a C compiler."""
    sources = sorted(SOURCES.glob("*.[ch]"))
    stamp = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    stamp_path = BUILT.with_suffix(".stamp")
    if BUILT.exists() and stamp_path.exists() and stamp_path.read_text() == stamp:
        return str(BUILT)
    found = compiler()
    if found is None:
        raise Failure("there is no C compiler for the load generator", "install one, such as the package gcc")
    files = [str(path) for path in sources if path.suffix == ".c"]
    done = subprocess.run(
        [found, *FLAGS, "-o", str(BUILT), *files], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise Failure(f"the load generator could not be compiled:\n{done.stderr}", "mend that or report it")
    stamp_path.write_text(stamp)
    return str(BUILT)
