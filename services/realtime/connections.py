"""A connection: a socket and whose it is.

Made by routes/sockets.py, kept by the hub, filled in by hellos.py; the other use-cases keep their small notes about
it here. One object of slots and nothing that an idle connection does not need: there are tens of thousands.
"""

import time
from typing import TYPE_CHECKING, Any

from services.realtime import wire
from services.realtime.floods import BURST
from services.realtime.sockets import Listener, Socket
from services.realtime.writer import Writer

if TYPE_CHECKING:
    from services.realtime.sends import Lane
    from services.realtime.users import LocalUser

NEW, GREETING, READY = 0, 1, 2


class Connection(Socket):
    """`stage`: NEW until a hello came, GREETING until `ready` was put, then READY."""

    __slots__ = (
        "acted_at",
        "allowance",
        "connection_id",
        "counted_at",
        "early",
        "expires_at",
        "is_away",
        "lanes",
        "looking_at",
        "reads",
        "session_id",
        "stage",
        "typed_at",
        "user",
        "watching",
    )

    def __init__(self, descriptor: int, connection_id: str, listener: Listener, writer: Writer):
        self.connection_id = connection_id
        self.stage = NEW
        self.user: LocalUser | None = None
        self.session_id = ""
        self.expires_at = 0.0
        self.acted_at = self.counted_at = time.monotonic()
        self.allowance = float(BURST)
        self.is_away = False
        # Made when needed:
        self.early: list[Any] | None = None
        self.lanes: dict[str, Lane] | None = None
        self.reads: dict[str, int] | None = None
        self.typed_at: dict[str, float] | None = None
        self.watching: frozenset[str] | None = None
        self.looking_at: str | None = None
        super().__init__(descriptor, listener, writer)

    def say(self, payload: bytes) -> None:
        """Put one JSON text that is meant for this connection alone."""
        self.put(wire.text(payload))
