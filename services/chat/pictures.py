"""Pictures: which files are some, by their first bytes, and having them redrawn in a process of their own.

Called by uploads.py. A thread that decodes cannot be stopped and shares our memory and secrets; a process can, and
does not (redrawing.py). How many run and how many wait is bounded.
"""

import subprocess
import sys
from pathlib import Path

import msgspec
from gevent.lock import BoundedSemaphore

from services.common import logs
from services.common.errors import InvalidInput, Unavailable

PROGRAM = Path(__file__).with_name("redrawing.py")
SECONDS = 30.0
HEAD_BYTES = 16
"""So many first bytes tell a picture."""

_KINDS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"))

log = logs.get_logger("pictures")


class Redrawn(msgspec.Struct, frozen=True):
    """Two files are in the folder: `picture` of this type and size in pixels, and `thumbnail`, a WebP."""

    content_type: str
    width: int
    height: int
    placeholder: str


def kind_of(head: bytes) -> str | None:
    """JPEG, PNG, GIF or WEBP, whatever the file is called; None: no picture that we redraw."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for mark, kind in _KINDS if head.startswith(mark)), None)


class Pictures:
    """At most `running` pictures at a time in this process and `waiting` more in line."""

    def __init__(self, running: int = 1, waiting: int = 8, seconds: float = SECONDS):
        self._turns, self._limit, self._seconds = BoundedSemaphore(running), running + waiting, seconds
        self._busy = 0

    def redraw(self, kind: str, source: Path, folder: Path) -> Redrawn:
        """Raises InvalidInput for what is no sound picture or too large, Unavailable when the line is full."""
        if self._busy >= self._limit:
            raise Unavailable("Too many pictures come in at once. Try again in a moment.", retry=3.0)
        self._busy += 1
        try:
            with self._turns:
                return self._run(kind, source, folder)
        finally:
            self._busy -= 1

    def _run(self, kind: str, source: Path, folder: Path) -> Redrawn:
        # -I: nothing of our folders or the environment; no variables, since some of ours are secrets.
        command = [sys.executable, "-I", "-B", str(PROGRAM), kind, str(source), str(folder)]
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and names that we made
                command,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            log.warning("a picture took too long", kind=kind)
            raise _unusable("This picture takes too long to read.") from error
        if done.returncode != 0:
            # The system ended it: too much memory or time.
            log.info("a picture could not be redrawn", kind=kind, code=done.returncode)
            raise _unusable("This picture is damaged or too large to be read.")
        told = msgspec.json.decode(done.stdout, type=_Told)
        if told.problem is not None:
            raise _unusable(told.problem)
        return msgspec.json.decode(done.stdout, type=Redrawn)


class _Told(msgspec.Struct):
    problem: str | None = None


def _unusable(message: str) -> InvalidInput:
    return InvalidInput(message, code="unusable_picture", field="file")
