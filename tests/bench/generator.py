"""The load generator: builds load/*.c once, runs it, and says in Python what its commands are (load/main.c).

One process with one thread pretends to be thousands of clients. Its own CPU stands in every report, so that a
generator that is the bottleneck is seen.
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
    """What one run brought; `heard` counts deliveries from the end of the warm-up on, for the CPU of one."""

    sent: int
    acked: int
    refused: int
    heard: int
    delivered: int
    unanswered: int
    lost: int
    seconds: float
    own_share: float
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


class Generator:
    """One running generator for one server; use it as a context."""

    def __init__(self, port: int, talk: Talk):
        self.talk, self.connections = talk, 0
        self._process = subprocess.Popen([build()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._unread = b""
        self._tell("target", "127.0.0.1", port)
        self._tell("marks", talk.delivered, talk.acked, talk.refused)
        if talk.keep_alive:
            self._tell("keep_alive", *talk.keep_alive)

    def __enter__(self) -> "Generator":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def connect(self, *script: str) -> int:
        """One more connection, which does not open yet; answers its number. `script`: expect, say, expect, say …"""
        self._tell("connect", self.talk.path, *script)
        self.connections += 1
        return self.connections - 1

    def sender(self, number: int, template: str) -> None:
        """This connection speaks; %N in the template becomes a number, %B the body."""
        self._tell("sender", number, template)

    def body(self, size: int) -> None:
        self._tell("body", size)

    def open(self, at_once: int = 100, seconds: float = 60.0) -> Opened:
        """Open everything that is closed. Raises Failure when not all came to be ready in time."""
        self._tell("open", at_once, seconds)
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
        """Start a run; `end_run` waits for it. Rate 0: every sender goes on as soon as it has its ack."""
        self._tell("run", rate, warm, seconds, grace, receivers)
        self._run_seconds = warm + seconds + grace

    def stop_run(self) -> None:
        self._tell("stop")

    def end_run(self, on_warm: Callable[[], None] = lambda: None) -> Run:
        """What the run brought; `on_warm` is called when the warm-up is over."""
        if not self._answer(self._run_seconds + ANSWER_SECONDS).get("warm"):
            raise AssertionError("the generator said something else than that it is warm")
        on_warm()
        report = self._answer(self._run_seconds + ANSWER_SECONDS)
        numbers = {
            name: report[name] for name in ("sent", "acked", "refused", "heard", "delivered", "unanswered", "lost")
        }
        return Run(
            **numbers,
            seconds=report["seconds"],
            own_share=report["cpu_seconds"] / report["seconds"],
            delivery=Histogram.of_report(report["delivery"]),
            ack=Histogram.of_report(report["ack"]),
        )

    def _opened(self, seconds: float) -> Opened:
        report = self._answer(seconds + ANSWER_SECONDS)
        until_ready = Histogram.of_report(report["until_ready"])
        return Opened(report["ready"], report["refused"], report["seconds"], until_ready)

    def _tell(self, *fields: object) -> None:
        self._process.stdin.write("\t".join(map(str, fields)).encode() + b"\n")

    def _answer(self, seconds: float) -> dict:
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


def build() -> str:
    """The built generator; it is compiled when its sources changed. Raises Failure without a C compiler."""
    sources = sorted(SOURCES.glob("*.[ch]"))
    stamp = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    stamp_path = BUILT.with_suffix(".stamp")
    if BUILT.exists() and stamp_path.exists() and stamp_path.read_text() == stamp:
        return str(BUILT)
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise Failure("there is no C compiler for the load generator", "install one, such as the package gcc")
    files = [str(path) for path in sources if path.suffix == ".c"]
    done = subprocess.run(
        [compiler, *FLAGS, "-o", str(BUILT), *files], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise Failure(f"the load generator could not be compiled:\n{done.stderr}", "mend that or report it")
    stamp_path.write_text(stamp)
    return str(BUILT)
