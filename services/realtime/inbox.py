"""The inbox: what clients say, handed to the part that deals with it.

The listener of all sockets. Runs in the loop itself, so nothing here waits: whatever asks another service begins a
greenlet of its own.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from services.common import frames
from services.realtime import floods, refusals, wire
from services.realtime.connections import NEW, READY, Connection
from services.realtime.newcomers import Newcomers

EARLY_LIMIT = 16
"""Frames kept for a client that does not wait for `ready`."""

_PONG = wire.text(frames.encode(frames.Pong()))


Handler = Callable[[Connection, Any], None]


class _Ref(msgspec.Struct):
    ref: str | None = None


class Inbox:
    """`handlers` deal with each kind of frame, `on_act` is told of every frame but a ping, `on_gone` of the end."""

    def __init__(
        self,
        newcomers: Newcomers,
        hello: Handler,
        handlers: dict[type[msgspec.Struct], Handler],
        on_act: Callable[[Connection], None],
        on_gone: Callable[[Connection, int], None],
    ):
        self._newcomers, self._hello, self._handlers = newcomers, hello, handlers
        self._on_act, self._on_gone = on_act, on_gone

    # -- the socket's listener

    def on_message(self, connection: Connection, payload: bytes | None) -> None:
        """Count it, understand it, pass it on."""
        retry = floods.count(connection)
        if retry:
            self._refuse_flood(connection, payload, retry)
            return
        try:
            if payload is None:
                raise msgspec.ValidationError("Frames are text, not binary")
            frame = frames.decode(payload)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            refusals.tell(connection, "invalid_frame", f"{error}.", ref=_ref(payload))
            return
        if connection.stage == READY:
            self._handle(connection, frame)
        else:
            self._greet(connection, frame)

    def on_control(self, connection: Connection) -> None:
        if floods.count(connection) == float("inf"):
            connection.close_deaf(refusals.TOO_FAST, "too many frames")

    def on_close(self, connection: Connection, code: int) -> None:
        self._newcomers.forget(connection)
        self._on_gone(connection, code)

    # -- before and after `ready`

    def ready(self, connection: Connection) -> None:
        """The connection has become READY: deal with what it said too early."""
        early, connection.early = connection.early, None
        for frame in early or ():
            self._handle(connection, frame)

    def _greet(self, connection: Connection, frame: frames.IncomingFrame) -> None:
        if connection.stage == NEW:
            if isinstance(frame, frames.Hello):
                self._newcomers.forget(connection)
                self._hello(connection, frame)
            else:
                connection.close(refusals.UNAUTHENTICATED, "the first frame must be a hello")
            return
        early = connection.early = connection.early or []
        if len(early) >= EARLY_LIMIT:
            refusals.tell(connection, "too_fast", "Wait for ready.", ref=getattr(frame, "ref", None), retry=1.0)
        else:
            early.append(frame)

    def _handle(self, connection: Connection, frame: frames.IncomingFrame) -> None:
        if isinstance(frame, frames.Ping):
            connection.put(_PONG)
            return
        self._on_act(connection)
        handler = self._handlers.get(type(frame))
        if handler is None:
            refusals.tell(connection, "invalid_frame", "This connection has said hello already.")
        else:
            handler(connection, frame)

    def _refuse_flood(self, connection: Connection, payload: bytes | None, retry: float) -> None:
        if retry == float("inf"):
            connection.close_deaf(refusals.TOO_FAST, "too many frames")
        else:
            refusals.tell(connection, "too_fast", "Too many frames. Wait a moment.", ref=_ref(payload), retry=retry)


def _ref(payload: bytes | None) -> str | None:
    """The ref of a frame that is refused, when it has one that can be given back."""
    try:
        ref = msgspec.json.decode(payload or b"", type=_Ref).ref
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        return None
    return ref if ref is not None and len(ref) <= 64 else None
