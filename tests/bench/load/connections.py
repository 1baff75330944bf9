"""WebSocket connections of pretended people, as in connections.c: opened, greeted by a script, read, opened again.

Everything happens in one thread on one epoll. `turn` waits for what the sockets say and tells the listener.
"""

import random
import select
import socket
import time

from tests.bench.load import wire
from tests.bench.load.histogram import Histogram

CLOSED, CONNECTING, UPGRADING, GREETING, READY = range(5)
PATIENCE = 20.0
PAUSE, SHORTEST_RANGE, LONGEST_PAUSE = 0.5, 1.0, 30.0
RESET = b"\1\0\0\0\0\0\0\0"
"""SO_LINGER: on, no seconds."""


class Connection:
    """`steps` are what is expected and what is said then. Of senders only: `template`, `asked_at`, `due`."""

    def __init__(self, path, script):
        self.path, self.steps = path, list(zip(script[::2], script[1::2], strict=True))
        self.socket, self.stage, self.step, self.inbox, self.outbox = None, CLOSED, 0, b"", b""
        self.attempts, self.again_at, self.dropped_at, self.begun_at = 0, 0.0, None, 0.0
        self.template, self.asked_at, self.due = None, None, []


class Connections:
    """`on_frame` is told of each text frame of a greeted connection, and when it came (monotonic)."""

    def __init__(self):
        self.epoll, self.all, self.by_descriptor, self.watched = select.epoll(), [], {}, {}
        self.host, self.port, self.keep_alive = "127.0.0.1", 0, None
        self.ready = self.in_flight = 0
        self.on_frame = lambda connection, text, now: None
        self.reset()

    def reset(self):
        """Count anew."""
        self.opened = self.refused = self.lost = self.last_code = 0
        self.until_ready = Histogram()

    def watch(self, descriptor, on_readable):
        """One more descriptor to look at meanwhile."""
        self.watched[descriptor] = on_readable
        self.epoll.register(descriptor, select.EPOLLIN)

    def say(self, connection, text):
        self._put(connection, wire.TEXT, text)

    # -- coming and going

    def open_due(self, at_once):
        """Begin to open those that are due, at most `at_once` of them on the way."""
        now = time.monotonic()
        for connection in self.all:
            if connection.stage == CLOSED and connection.again_at <= now and self.in_flight < at_once:
                self._begin(connection)
            elif connection.stage not in (CLOSED, READY) and now - connection.begun_at > PATIENCE:
                self._fail(connection, 110)

    def drop_all(self):
        """Cut every line at once; each comes back by the client's rule: a random pause that grows with the attempts."""
        now = time.monotonic()
        for connection in self.all:
            if connection.socket is not None:
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._let_go(connection)
            connection.attempts, connection.dropped_at = 0, now
            connection.again_at = now + random.uniform(0, SHORTEST_RANGE)

    def _begin(self, connection):
        connection.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.stage, connection.step, connection.begun_at = CONNECTING, 0, time.monotonic()
        self.in_flight += 1
        if connection.dropped_at is None:
            connection.dropped_at = connection.begun_at
        self.by_descriptor[connection.socket.fileno()] = connection
        connection.socket.connect_ex((self.host, self.port))
        self.epoll.register(connection.socket.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _let_go(self, connection):
        if connection.stage == READY:
            self.ready -= 1
        elif connection.stage != CLOSED:
            self.in_flight -= 1
        if connection.socket is not None:
            self.by_descriptor.pop(connection.socket.fileno(), None)
            connection.socket.close()
        connection.socket, connection.stage, connection.asked_at = None, CLOSED, None
        connection.inbox = connection.outbox = b""

    def _fail(self, connection, code, pause=None):
        if connection.stage == READY:
            self.lost += 1
        else:
            self.refused += 1
        self.last_code = code
        self._let_go(connection)
        connection.attempts += 1
        now = time.monotonic()
        longest = min(LONGEST_PAUSE, max(SHORTEST_RANGE, PAUSE * 2 ** min(connection.attempts, 6)))
        if connection.dropped_at is None:
            connection.dropped_at = now
        connection.again_at = now + (random.uniform(0, longest) if pause is None else pause)

    def _greet(self, connection):
        while connection.stage == GREETING:
            if connection.step == len(connection.steps):
                connection.stage, connection.attempts = READY, 0
                self.in_flight, self.ready, self.opened = self.in_flight - 1, self.ready + 1, self.opened + 1
                self.until_ready.add(time.monotonic() - connection.dropped_at)
                connection.dropped_at = None
            elif connection.steps[connection.step][0]:
                return
            else:
                self._take_step(connection)

    def _take_step(self, connection):
        said = connection.steps[connection.step][1]
        connection.step += 1
        if said:
            self.say(connection, said)

    # -- bytes

    def turn(self, seconds):
        """Serve whatever has something to say, after waiting at most `seconds` for it."""
        for descriptor, events in self.epoll.poll(seconds):
            if descriptor in self.watched:
                self.watched[descriptor]()
                continue
            connection = self.by_descriptor.get(descriptor)
            if connection is not None and events & (select.EPOLLOUT | select.EPOLLERR):
                self._write(connection)
            if connection is not None and connection.socket and events & (select.EPOLLIN | select.EPOLLHUP):
                self._read(connection)

    def _put(self, connection, opcode, payload):
        connection.outbox += wire.masked(opcode, payload)
        self._flush(connection)

    def _flush(self, connection):
        try:
            if connection.outbox:
                connection.outbox = connection.outbox[connection.socket.send(connection.outbox) :]
        except BlockingIOError:
            pass
        except OSError:
            self._fail(connection, 1006)
            return
        interest = select.EPOLLIN | (select.EPOLLOUT if connection.outbox else 0)
        self.epoll.modify(connection.socket.fileno(), interest)

    def _write(self, connection):
        if connection.stage == CONNECTING:
            if error := connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self._fail(connection, error)
                return
            connection.stage = UPGRADING
            connection.outbox = wire.request(self.host, self.port, connection.path)
        self._flush(connection)

    def _read(self, connection):
        try:
            got = connection.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self._fail(connection, 1006)
            return
        now = time.monotonic()
        connection.inbox += got
        if connection.stage == UPGRADING and not self._upgrade(connection):
            return
        data, at = connection.inbox, 0
        while connection.stage >= GREETING and (frame := wire.parse(data, at)):
            opcode, payload, at = frame
            self._take(connection, opcode, payload, now)
        if connection.stage >= GREETING:
            connection.inbox = data[at:]

    def _upgrade(self, connection):
        if b"\r\n\r\n" not in connection.inbox:
            return False
        head, connection.inbox = connection.inbox.split(b"\r\n\r\n", 1)
        if head[9:12] != b"101":
            self._fail(connection, int(head[9:12] or 0))
            return False
        connection.stage = GREETING
        self._greet(connection)
        return True

    def _take(self, connection, opcode, payload, now):
        if opcode == wire.CLOSE:
            reason = payload[2:].decode(errors="replace")
            pause = int(reason[2:]) / 1000 if reason.startswith("r=") and reason[2:].isdigit() else None
            self._fail(connection, int.from_bytes(payload[:2]), pause)
        elif opcode == wire.PING:
            self._put(connection, wire.PONG, payload)
        elif opcode == wire.TEXT and self.keep_alive and payload == self.keep_alive[0]:
            self.say(connection, self.keep_alive[1])
        elif opcode == wire.TEXT and connection.stage == GREETING:
            if connection.steps[connection.step][0] in payload:
                self._take_step(connection)
                self._greet(connection)
        elif opcode == wire.TEXT:
            self.on_frame(connection, payload, now)
