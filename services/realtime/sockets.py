"""A socket: one WebSocket's descriptor, after the handshake.

Made by routes/sockets.py as a Connection; told what to write by the hub and the use-cases; tells its listener what
came. Nothing here waits: reading happens when the loop says that bytes are there, writing when the kernel takes them,
and what it does not take stays in a bounded outbox. While idle it holds no greenlet and no buffer.
"""

import os
import time
from typing import Any, Protocol

from services.common import logs
from services.realtime import wire
from services.realtime.writer import Writer

log = logs.get_logger("sockets")

OUTBOX_FRAMES = 256
OUTBOX_BYTES = 1024 * 1024
READ_BYTES = 65_536
GOODBYE_SECONDS = 20.0
"""How long a close frame may wait for a slow reader, or for the peer's answer to it."""
DEAF_SECONDS = 1.0
"""How long a peer whom we do not listen to any more may take to read our close frame."""

TOO_SLOW = 4008
LOST = 1006
_READABLE, _WRITABLE = 1, 2


class Listener(Protocol):
    """Who is told what happens to a socket; none of it may block."""

    def on_message(self, socket: Any, payload: bytes | None) -> None:
        """A whole text message; None for a binary one."""

    def on_control(self, socket: Any) -> None:
        """A ping or pong came."""

    def on_close(self, socket: Any, code: int) -> None:
        """Nothing more is delivered. Called once; 1006 when the peer vanished."""


class Socket:
    """Owns the descriptor. `size`: bytes in the outbox. `heard_at`: when the peer last said anything (monotonic)."""

    __slots__ = (
        "__weakref__",
        "_descriptor",
        "_goodbye",
        "_is_deaf",
        "_listener",
        "_offset",
        "_reader",
        "_reading",
        "_their_goodbye",
        "_waiting",
        "_writer",
        "_writing",
        "heard_at",
        "incomplete_since",
        "is_open",
        "size",
    )

    def __init__(self, descriptor: int, listener: Listener, writer: Writer):
        os.set_blocking(descriptor, False)
        self._descriptor, self._listener, self._writer = descriptor, listener, writer
        self._reader: wire.Reader | None = None
        self._waiting: list[bytes] | None = None
        self._offset = self.size = 0
        self._writing: Any = None
        self._goodbye: Any = None
        self._is_deaf = self._their_goodbye = False
        self.is_open = True
        self.heard_at = time.monotonic()
        self.incomplete_since = 0.0
        self._reading = writer.loop.io(descriptor, _READABLE)
        self._reading.start(self._on_readable)

    # -- out

    def put(self, frame: bytes) -> None:
        """Write this frame at the end of the turn, or when the peer has read enough; too slow a peer is closed."""
        if not self.is_open:
            return
        waiting = self._waiting
        if waiting is None:
            self._waiting = [frame]
            self.size = len(frame)
            self._writer.add(self)
        elif self._writing is None and len(waiting) < OUTBOX_FRAMES and self.size < OUTBOX_BYTES:
            waiting.append(frame)
            self.size += len(frame)
        else:
            self._put_behind(frame)

    def put_droppable(self, frame: bytes) -> None:
        """The same for what may get lost: dropped while the outbox is more than half full."""
        if not self.is_half_full:
            self.put(frame)

    @property
    def is_half_full(self) -> bool:
        waiting = self._waiting
        return waiting is not None and (len(waiting) * 2 > OUTBOX_FRAMES or self.size * 2 > OUTBOX_BYTES)

    @property
    def is_gone(self) -> bool:
        """Whether the descriptor was let go."""
        return self._descriptor < 0

    @property
    def is_blocked(self) -> bool:
        """Whether the peer's window is full."""
        return self._writing is not None

    def _put_behind(self, frame: bytes) -> None:
        if self._writing is None:
            # Much was put in one turn: that is no slow reader yet. See what the kernel takes, then look again.
            self._write()
            if self._writing is None:
                self.put(frame)
                return
        waiting = self._waiting
        if waiting is None or len(waiting) >= OUTBOX_FRAMES or self.size + len(frame) > OUTBOX_BYTES:
            self.close_slow()
            return
        waiting.append(frame)
        self.size += len(frame)
        self._writer.grow(len(frame))

    def flush(self) -> None:
        """Called by the writer at the end of the turn."""
        if self._waiting is not None and self._writing is None:
            self._write()

    def _write(self) -> None:
        waiting = self._waiting
        if waiting is None or self._descriptor < 0:
            return
        try:
            if len(waiting) == 1 and not self._offset:
                written = os.write(self._descriptor, waiting[0])
            else:
                written = os.writev(self._descriptor, [memoryview(waiting[0])[self._offset :], *waiting[1:]])
        except BlockingIOError:
            written = 0
        except OSError:
            self.abort()
            return
        was_blocked = self._writing is not None
        self.size -= written
        if was_blocked:
            self._writer.grow(-written)
        if self.size == 0:
            self._waiting, self._offset = None, 0
            self._unblock()
            if not self.is_open:
                self._after_goodbye()
            return
        written += self._offset
        done = 0
        while written >= len(waiting[done]):
            written -= len(waiting[done])
            done += 1
        del waiting[:done]
        self._offset = written
        if not was_blocked:
            self._block()

    def _block(self) -> None:
        self._writing = self._writer.loop.io(self._descriptor, _WRITABLE)
        self._writing.start(self._write)
        self._writer.blocked.add(self)
        self._writer.grow(self.size)

    def _unblock(self) -> None:
        if self._writing is not None:
            self._writing.stop()
            self._writing.close()
            self._writing = None
            self._writer.blocked.discard(self)

    # -- in

    def _on_readable(self) -> None:
        try:
            data = os.read(self._descriptor, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.abort()
            return
        if not self._hears:
            return
        self.heard_at = time.monotonic()
        reader = self._reader or wire.Reader()
        came = False
        try:
            for opcode, payload in reader.read(data):
                came = True
                self._take(opcode, payload)
                if not self._hears:
                    return
        except wire.Broken as broken:
            self.close_deaf(broken.code, broken.reason)
            return
        except Exception as error:  # a fault of ours ends this socket, not the loop
            log.exception("frame failed", error)
            self.close(wire.SERVER_ERROR, "internal error")
            return
        if reader.is_empty:
            self._reader = None
            self.incomplete_since = 0.0
        else:
            if came or self._reader is None:
                self.incomplete_since = self.heard_at
            self._reader = reader

    @property
    def _hears(self) -> bool:
        return not self._is_deaf and self._descriptor >= 0

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == wire.CLOSE:
            code = wire.close_code(payload)
            self._is_deaf = self._their_goodbye = True
            if self.is_open:
                self.close(wire.NORMAL if code == wire.NO_CODE else code)
            else:
                self._after_goodbye()
        elif not self.is_open:
            pass
        elif opcode == wire.TEXT:
            self._listener.on_message(self, payload)
        elif opcode == wire.BINARY:
            self._listener.on_message(self, None)
        else:
            self._listener.on_control(self)
            if opcode == wire.PING:
                self.put_droppable(wire.pong(payload))

    # -- the end

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye behind what is already waiting; the descriptor goes when the peer answers, or after a while."""
        if self.is_open:
            self._close(code, reason, self._waiting or [])

    def close_slow(self) -> None:
        """Give up a peer that does not read: what waits is dropped but for a frame that is half written."""
        if self.is_open:
            self._close(TOO_SLOW, "too slow", (self._waiting or [])[: 1 if self._offset else 0])

    def close_deaf(self, code: int, reason: str) -> None:
        """Give up a peer that says too much, or nothing that can be understood: what else it says is thrown away."""
        self._is_deaf = True
        self.close(code, reason)

    def _close(self, code: int, reason: str, first: list[bytes]) -> None:
        self.is_open = False
        self._waiting = [*first, wire.close(code, reason)]
        before, self.size = self.size, sum(map(len, self._waiting)) - self._offset
        if self._writing is not None:
            self._writer.grow(self.size - before)
        self._goodbye = self._writer.loop.timer(GOODBYE_SECONDS)
        self._goodbye.start(self.abort)
        self._listener.on_close(self, code)
        if self._writing is None:
            self._write()

    def _after_goodbye(self) -> None:
        """Both have said goodbye, or the peer never will in a way that we could hear."""
        if self._waiting is not None or not self._is_deaf:
            return
        if self._their_goodbye:
            self.abort()
            return
        # Closing a descriptor with unread bytes resets the line, which would tear our close frame out of the peer's
        # hands: throw away what they say for a moment more.
        if self._goodbye is not None:
            self._goodbye.stop()
            self._goodbye.close()
        self._goodbye = self._writer.loop.timer(DEAF_SECONDS)
        self._goodbye.start(self.abort)

    def abort(self) -> None:
        """Let go of the descriptor at once."""
        if self._descriptor < 0:
            return
        was_open, self.is_open = self.is_open, False
        if self._writing is not None:
            self._writer.grow(-self.size)
        self._unblock()
        self._reading.stop()
        self._reading.close()
        if self._goodbye is not None:
            self._goodbye.stop()
            self._goodbye.close()
            self._goodbye = None
        os.close(self._descriptor)
        self._descriptor = -1
        self._waiting, self._reader, self.size = None, None, 0
        if was_open:
            self._listener.on_close(self, LOST)
