"""Tells a waiting person what is being done, how long it has taken, and about how much is left.

Used by every step that may take longer than a moment. On a terminal one line is rewritten in place; elsewhere (a log,
a pipe) a line is written at most every five seconds.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

LINE_EVERY_SECONDS = 5.0
REDRAW_EVERY_SECONDS = 0.2


class Step:
    """One thing being done. `total` is in any unit; `usual_seconds` says how long it takes when nothing is counted."""

    def __init__(self, title: str, total: int, usual_seconds: float, out: TextIO):
        self._title, self._total, self._usual_seconds, self._out = title, total, usual_seconds, out
        self._begun_at = time.monotonic()
        self._shown_at = self._begun_at
        self._done = 0

    def at(self, done: int, label: str = "") -> None:
        """`done` of the total is finished, `label` is being worked on; shown when it is time to."""
        self._done = max(self._done, done)
        pause = REDRAW_EVERY_SECONDS if self._out.isatty() else LINE_EVERY_SECONDS
        if time.monotonic() - self._shown_at >= pause:
            self._shown_at = time.monotonic()
            self._write(f"{self._count()}, {self._elapsed():.0f} s so far{self._left()} {label}".rstrip())

    def finish(self) -> None:
        self._write(f"done in {self._elapsed():.1f} s", last=True)

    def _count(self) -> str:
        return f"{self._done} of {self._total}" if self._total else "working"

    def _elapsed(self) -> float:
        return time.monotonic() - self._begun_at

    def _left(self) -> str:
        if self._total and self._done:
            left = self._elapsed() * (self._total - self._done) / self._done
        elif self._usual_seconds > self._elapsed():
            left = self._usual_seconds - self._elapsed()
        else:
            return ""
        return f", about {max(1, left):.0f} s left"

    def _write(self, text: str, last: bool = False) -> None:
        line = f"  {self._title}: {text}"
        if self._out.isatty():
            self._out.write(f"\r\033[K{line[:100]}" + ("\n" if last else ""))
        else:
            self._out.write(line + "\n")
        self._out.flush()


@contextmanager
def step(title: str, total: int = 0, usual_seconds: float = 0.0, out: TextIO | None = None) -> Iterator[Step]:
    """Show a step while the block runs; a block that raises leaves its last line standing."""
    shown = Step(title, total, usual_seconds, out or sys.stdout)
    try:
        yield shown
    except BaseException:
        if shown._out.isatty():
            shown._out.write("\n")
        raise
    shown.finish()
