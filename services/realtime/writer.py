"""The writer: what the sockets of this process owe the kernel, paid once a turn of the loop.

Sockets add themselves when they have something to write. All of it is written at the end of the turn, so several
frames become one write per connection. After a turn that took long the writer rests in proportion: the busier the
process, the more frames share a write. It also counts what could not be written, over all sockets, and closes the
largest outboxes when that grows beyond the limit.
"""

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.realtime.sockets import Socket

REST_FACTOR = 6.0
"""Seconds of rest per second of writing."""
REST_LIMIT_SECONDS = 0.015
BLOCKED_LIMIT_BYTES = 256 * 1024 * 1024


class Writer:
    """One per process. `start` it after the fork, with gevent's loop (`get_hub().loop`)."""

    loop: Any

    def __init__(self, blocked_limit_bytes: int = BLOCKED_LIMIT_BYTES):
        self.blocked: set[Socket] = set()
        self.blocked_bytes = 0
        self._blocked_limit_bytes = blocked_limit_bytes
        self._owing: list[Socket] = []
        self._is_scheduled = False
        self._rests_until = 0.0
        self._timer: Any = None

    def start(self, loop: Any) -> None:
        self.loop = loop

    def add(self, socket: "Socket") -> None:
        """The socket has frames for this turn; call once until it is flushed."""
        self._owing.append(socket)
        if not self._is_scheduled:
            self._schedule()

    def grow(self, size: int) -> None:
        """`size` more bytes wait in a blocked socket (fewer, if negative)."""
        self.blocked_bytes += size
        if size > 0 and self.blocked_bytes > self._blocked_limit_bytes:
            while self.blocked and self.blocked_bytes > self._blocked_limit_bytes * 0.9:
                largest = max(self.blocked, key=lambda socket: socket.size)
                if not largest.is_open:
                    break
                largest.close_slow()

    def _schedule(self) -> None:
        self._is_scheduled = True
        rest = self._rests_until - time.monotonic()
        if rest <= 0.0005:
            self.loop.run_callback(self._flush)
            return
        self._timer = self.loop.timer(rest)
        self._timer.start(self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.close()
            self._timer = None
        begun_at = time.monotonic()
        owing, self._owing = self._owing, []
        self._is_scheduled = False
        for socket in owing:
            socket.flush()
        ended_at = time.monotonic()
        self._rests_until = ended_at + min(REST_LIMIT_SECONDS, (ended_at - begun_at) * REST_FACTOR)
