"""Having pictures redrawn, each in a process of its own. Called by auth's images.py and chat's pictures.py.

A thread that decodes cannot be stopped and shares our memory and secrets; a process can, and does not (program.py). How
many run and how many wait is bounded.
"""

import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import msgspec
from gevent.lock import BoundedSemaphore

from services.common import logs
from services.common.errors import InvalidInput, Unavailable

PROGRAM = Path(__file__).with_name("program.py")
SECONDS = 30.0

log = logs.get_logger("pictures")


class Redrawing:
    """At most `running` pictures at a time in this process and `waiting` more in line.

    `drawing` is the file that says what becomes of them; `field` and `code` stand in the refusal of an unsound one.
    """

    def __init__(
        self,
        drawing: Path,
        *,
        pixels_limit: int,
        field: str,
        code: str | None = None,
        running: int = 1,
        waiting: int = 8,
        seconds: float = SECONDS,
    ):
        self._drawing, self._pixels_limit, self._field, self._code = drawing, pixels_limit, field, code
        self._turns, self._limit, self._seconds = BoundedSemaphore(running), running + waiting, seconds
        self._busy = 0

    def run(self, kind: str, source: bytes | IO[bytes], *arguments: str) -> bytes:
        """What the drawing said of it, as JSON. Raises InvalidInput for what is no sound picture or too large, and
        Unavailable when the line is full.
        """
        if self._busy >= self._limit:
            raise Unavailable("Too many pictures come in at once. Try again in a moment.", retry=3.0)
        self._busy += 1
        try:
            with self._turns:
                return self._run(kind, source, arguments)
        finally:
            self._busy -= 1

    def _run(self, kind: str, source: bytes | IO[bytes], arguments: tuple[str, ...]) -> bytes:
        # -I: nothing of our folders or the environment; no variables, since some of ours are secrets.
        command = [
            sys.executable,
            "-I",
            "-B",
            str(PROGRAM),
            str(self._drawing),
            str(self._pixels_limit),
            kind,
            *arguments,
        ]
        given: dict[str, Any] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
        try:
            done: subprocess.CompletedProcess[bytes] = subprocess.run(  # noqa: S603 - our own program, and names that we made
                command,
                env={},
                **given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            log.warning("a picture took too long", kind=kind)
            raise self._unusable("This picture takes too long to read.") from error
        if done.returncode != 0:
            # The system ended it: too much memory or time.
            log.info("a picture could not be redrawn", kind=kind, code=done.returncode)
            raise self._unusable("This picture is damaged or too large to be read.")
        problem = msgspec.json.decode(done.stdout, type=_Told).problem
        if problem is not None:
            raise self._unusable(problem)
        return done.stdout

    def _unusable(self, message: str) -> InvalidInput:
        return InvalidInput(message, code=self._code, field=self._field)


class _Told(msgspec.Struct):
    problem: str | None = None
