"""Saying no to a client: an `error` frame, or the end of the connection with a delay to come back after."""

import random

from services.common import frames
from services.common.errors import Problem
from services.realtime.connections import Connection

RESTART, UNAUTHENTICATED, FORBIDDEN, TOO_FAST, BUSY = 1012, 4401, 4403, 4429, 4503
BUSY_SECONDS = (1.0, 15.0)


def refuse(connection: Connection, problem: Problem, ref: str | None = None) -> None:
    """Answer a frame that is not acted upon."""
    tell(connection, problem.code, problem.message, ref=ref, field=problem.field, retry=problem.retry)


def tell(
    connection: Connection,
    code: str,
    message: str,
    *,
    ref: str | None = None,
    field: str | None = None,
    retry: float | None = None,
) -> None:
    connection.say(frames.encode(frames.ErrorFrame(code=code, message=message, ref=ref, field=field, retry=retry)))


def close_busy(connection: Connection, seconds: float | None = None) -> None:
    """Send the client away for so long, or for a random while, so that not all of them come back together."""
    if seconds is None:
        seconds = random.uniform(*BUSY_SECONDS)  # noqa: S311 - spreading load, no secret
    connection.close(BUSY, delay(seconds))


def delay(seconds: float) -> str:
    """The reason of a close frame that says when to come back."""
    return f"r={round(seconds * 1000)}"
