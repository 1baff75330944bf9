"""Structured logs: one JSON object a line on standard output, an event text with fields.

`log.info("message stored", conversation_id=..., seq=...)`. Never bodies, tokens or passwords. The request id of the
HTTP request, frame or bus message being handled is added to each line and follows a message through all services.

A worker writes what an operator wants to see some lines at a time, since whoever collects the lines pays for each
write; a warning or worse is written at once, with all that came before it.
"""

import sys
import traceback
from contextvars import ContextVar
from typing import Any

import gevent
import msgspec

from services.common import clock

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

GATHER_SECONDS = 0.05
WRITE_BYTES = 4096
"""What one write puts into a pipe in one piece (PIPE_BUF): several workers share the descriptor."""

_encoder = msgspec.json.Encoder(enc_hook=str)
_state: dict[str, Any] = {"service": "natter", "threshold": LEVELS["info"], "stream": sys.stdout, "gathers": False}
_waiting: list[bytes] = []


def configure(service: str, level: str = "info") -> None:
    """Set the name written in each line and the lowest level that is written."""
    _state.update(service=service, threshold=LEVELS[level.lower()])


def gather() -> None:
    """From now on lines may wait for others; for a worker, after the fork."""
    _state["gathers"] = True


def flush() -> None:
    """Write what waits, in pieces of whole lines."""
    piece = bytearray()
    for line in _waiting:
        if piece and len(piece) + len(line) > WRITE_BYTES:
            _put(piece)
            piece = bytearray()
        piece += line
    _waiting.clear()
    if piece:
        _put(piece)


def _put(piece: bytearray) -> None:
    stream = _state["stream"]
    stream.write(piece.decode())
    stream.flush()


class Logger:
    """Writes lines that name the part of the service they come from."""

    def __init__(self, part: str):
        self.part = part

    def debug(self, event: str, **fields: Any) -> None:
        self._write("debug", event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """What an operator wants to see."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """What may need a look."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """What needs a person."""
        self._write("error", event, fields)

    def exception(self, event: str, error: BaseException, **fields: Any) -> None:
        """An error nobody expected, with its stack."""
        stack = "".join(traceback.format_exception(error))
        self._write("error", event, {**fields, "error": repr(error), "stack": stack})

    def _write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        if LEVELS[level] < _state["threshold"]:
            return
        line = {"at": clock.iso(clock.now()), "level": level, "service": _state["service"], "part": self.part}
        line["event"] = event
        if current := request_id.get():
            line["request_id"] = current
        _waiting.append(_encoder.encode({**line, **fields}) + b"\n")
        if not _state["gathers"] or LEVELS[level] >= LEVELS["warning"]:
            flush()
        elif len(_waiting) == 1:
            gevent.spawn_later(GATHER_SECONDS, flush)


def get_logger(part: str) -> Logger:
    return Logger(part)
