"""Structured logs: one JSON object a line on standard output, an event text with fields.

`log.info("message stored", conversation_id=..., seq=...)`. Never bodies, tokens or passwords. The request id of the
HTTP request, frame or bus message being handled is added to each line and follows a message through all services.
"""

import sys
import traceback
from contextvars import ContextVar
from typing import Any

import msgspec

from services.common import clock

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_encoder = msgspec.json.Encoder(enc_hook=str)
_state: dict[str, Any] = {"service": "natter", "threshold": LEVELS["info"], "stream": sys.stdout}


def configure(service: str, level: str = "info") -> None:
    """Set the name written in each line and the lowest level that is written."""
    _state.update(service=service, threshold=LEVELS[level.lower()])


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
        stream = _state["stream"]
        # One write a line: several workers share the descriptor.
        stream.write(_encoder.encode({**line, **fields}).decode() + "\n")
        stream.flush()


def get_logger(part: str) -> Logger:
    return Logger(part)
