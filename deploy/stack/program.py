"""A program of the stack: how it is run, how one knows that it is ready, how it is stopped.

Each part (mongo.py, nats.py, ...) makes its own; supervisor.py runs them, readiness.py waits for them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Program:
    """`is_ready` answers without waiting long and never raises; `after_start` runs once it is ready."""

    name: str
    command: tuple[str, ...]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], bool] = _always
    after_start: Callable[[], None] | None = None
    ready_seconds: float = 60.0
    stop_signal: str = "TERM"
    stop_seconds: int = 15


def fingerprint(*texts: str) -> str:
    """For a program that reads its configuration once: a part of its environment that changes when a text does.

    With other variables it is another program to the supervisor, and `up` restarts it.
    """
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
