"""The client's side of WebSocket (RFC 6455), as in wire.c: handshake, masked frames out, frames in. No extensions."""

import os

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def request(host, port, path):
    """The request that asks for a WebSocket."""
    return _REQUEST.format(path=path, host=host, port=port).encode()


def masked(opcode, payload):
    """A whole frame, of at most 65,535 bytes, as clients must send it."""
    size, key = len(payload), os.urandom(4)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2)
    mask = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(payload) ^ int.from_bytes(mask)).to_bytes(size)


def parse(data, at):
    """Opcode, payload and where the next frame begins; None while the first one is not complete."""
    if len(data) - at < 2:
        return None
    size, begin = data[at + 1] & 127, at + 2
    if size >= 126:
        wide = 2 if size == 126 else 8
        begin += wide
        if len(data) < begin:
            return None
        size = int.from_bytes(data[begin - wide : begin])
    if len(data) < begin + size:
        return None
    return data[at] & 15, data[begin : begin + size], begin + size
