"""A WebSocket by hand, for visitors who do not behave: they read when they like and send what they like."""

import base64
import json
import os
import socket
import struct
from urllib.parse import urlsplit

SECONDS = 15.0
TEXT, CLOSE, PING = 0x1, 0x8, 0x9
TINY_WINDOW = 4096


class RawLine:
    """A line after its handshake. Nothing is read but by `hear`; `said_code` is the server's close code, once heard."""

    def __init__(self, url, window=None):
        address = urlsplit(url)
        self.socket = socket.socket()
        if window:
            # Before connecting, or the kernel has promised more already.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(SECONDS)
        self.socket.connect((address.hostname, address.port))
        self.said_code = None
        self._read = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = self._take_until(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head

    def greet(self, person, **fields):
        """Say hello and hear everything up to `caught`."""
        self.say({"type": "hello", "token": person.token, "device_id": "raw", **fields})
        while self.hear()["type"] != "caught":
            pass
        return self

    def say(self, frame):
        self.send(json.dumps(frame).encode())

    def send(self, payload, opcode=TEXT, is_last=True):
        """One frame with whatever in it."""
        self.socket.sendall(masked(payload, opcode, is_last))

    def hear(self):
        """The next text frame, decoded; None when the server closed or the line is gone."""
        while self.said_code is None:
            try:
                opcode, payload = self._frame()
            except OSError:
                return None
            if opcode == CLOSE:
                self.said_code = struct.unpack("!H", payload[:2])[0]
            elif opcode == TEXT:
                return json.loads(payload)
            else:
                assert opcode == PING, f"a frame of kind {opcode}: the stream is broken"
        return None

    def close(self):
        self.socket.close()

    def _frame(self):
        first, second = self._take(2)
        assert first & 0xF0 == 0x80, f"first byte {first:#x}: the stream is broken"
        assert not second & 0x80, "masked by the server: the stream is broken"
        size = second
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        return first & 0x0F, self._take(size)

    def _take(self, size):
        while len(self._read) < size:
            self._receive()
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _take_until(self, end):
        while end not in self._read:
            self._receive()
        taken, self._read = self._read.split(end, 1)
        return taken

    def _receive(self):
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionError("the line is gone")
        self._read += piece


def masked(payload, opcode=TEXT, is_last=True):
    """A frame as clients must send it; the mask is all zeros, which changes nothing."""
    size = len(payload)
    head = bytes([opcode | (0x80 if is_last else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65_536:
        head += bytes([0x80 | 126]) + struct.pack("!H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack("!Q", size)
    return head + b"\0\0\0\0" + payload
