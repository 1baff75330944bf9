"""WebSocket frames as bytes (RFC 6455): how the server's frames are written, how a client's bytes are read.

Called by sockets.py, and by all who make frames. Knows nothing of sockets or of JSON. wsproto does the same with
objects that live as long as the connection; a `Reader` exists only while a message is incomplete, so an idle connection
holds none. tests/unit/realtime/test_wire.py proves that both understand every stream of bytes alike.
"""

from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator
from struct import Struct

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_CONTINUATION = 0x0
_KNOWN = frozenset((_CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG))

NORMAL, GOING_AWAY, PROTOCOL_ERROR, NO_CODE, BAD_TEXT, TOO_BIG, SERVER_ERROR = 1000, 1001, 1002, 1005, 1007, 1009, 1011

MESSAGE_LIMIT = 65_536
"""Bytes of one message from a client."""
FRAGMENT_LIMIT = 256
"""Frames that one message may come in."""
CONTROL_LIMIT = 125

_short, _long = Struct("!H"), Struct("!Q")
_utf8 = getincrementaldecoder("utf-8")


class Broken(Exception):
    """The bytes are no WebSocket any more: close with `code`."""

    def __init__(self, code: int, reason: str):
        super().__init__(reason)
        self.code, self.reason = code, reason


def text(payload: bytes) -> bytes:
    """One whole text frame, unmasked as servers write them."""
    size = len(payload)
    if size <= CONTROL_LIMIT:
        return bytes((0x80 | TEXT, size)) + payload
    if size <= 0xFFFF:
        return bytes((0x80 | TEXT, 126)) + _short.pack(size) + payload
    return bytes((0x80 | TEXT, 127)) + _long.pack(size) + payload


def close(code: int, reason: str = "") -> bytes:
    payload = _short.pack(code) + reason.encode()[: CONTROL_LIMIT - 2]
    return bytes((0x80 | CLOSE, len(payload))) + payload


def ping() -> bytes:
    return bytes((0x80 | PING, 0))


def pong(payload: bytes) -> bytes:
    return bytes((0x80 | PONG, len(payload))) + payload


def close_code(payload: bytes) -> int:
    """What the peer's close frame says; NO_CODE when it says nothing. Raises Broken."""
    if not payload:
        return NO_CODE
    if len(payload) == 1:
        raise Broken(PROTOCOL_ERROR, "half a close code")
    code: int = _short.unpack_from(payload)[0]
    if not (1000 <= code < 5000) or code in (1004, 1005, 1006, 1015) or 1015 < code < 3000:
        raise Broken(PROTOCOL_ERROR, "close code out of range")
    check_text(payload[2:])
    return code


def check_text(payload: bytes) -> None:
    """Raises Broken unless the bytes are UTF-8."""
    try:
        payload.decode()
    except UnicodeDecodeError as error:
        raise Broken(BAD_TEXT, "not UTF-8") from error


class Reader:
    """Cuts a client's bytes into messages; keeps what is incomplete."""

    __slots__ = ("_buffer", "_decoder", "_fragments", "_opcode", "_size")

    def __init__(self) -> None:
        self._buffer = b""
        self._opcode = 0
        self._decoder: IncrementalDecoder | None = None
        self._fragments: list[bytes] | None = None
        self._size = 0

    @property
    def is_empty(self) -> bool:
        """Nothing is incomplete: the reader can be thrown away."""
        return not self._buffer and self._fragments is None

    def read(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Each complete (opcode, payload) in order: whole text and binary messages, control frames. Raises Broken."""
        buffer = self._buffer + data if self._buffer else data
        self._buffer = b""
        offset, end = 0, len(buffer)
        while True:
            header = self._header(buffer, offset, end)
            if header is None:
                break
            opcode, is_final, start, size = header
            if end - start < size:
                break
            payload = _unmask(buffer[start - 4 : start], buffer[start : start + size])
            offset = start + size
            if opcode >= CLOSE:
                # Whoever takes control frames may stop reading: keep the rest in order.
                yield opcode, payload
            elif (message := self._join(opcode, is_final, payload)) is not None:
                yield message
        self._buffer = buffer[offset:]

    def _header(self, buffer: bytes, offset: int, end: int) -> tuple[int, bool, int, int] | None:
        """(opcode, is final, where the payload starts, its size), or None while bytes are missing."""
        if end - offset < 2:
            return None
        first, second = buffer[offset], buffer[offset + 1]
        opcode, is_final, size = first & 0x0F, bool(first & 0x80), second & 0x7F
        if first & 0x70 or opcode not in _KNOWN:
            raise Broken(PROTOCOL_ERROR, "unknown kind of frame")
        if opcode >= CLOSE and (not is_final or size > CONTROL_LIMIT):
            raise Broken(PROTOCOL_ERROR, "control frames are short and whole")
        start = offset + 2
        if size == 126:
            if end - start < 2:
                return None
            size = _short.unpack_from(buffer, start)[0]
            start += 2
            if size <= CONTROL_LIMIT:
                raise Broken(PROTOCOL_ERROR, "size written too long")
        elif size == 127:
            if end - start < 8:
                return None
            size = _long.unpack_from(buffer, start)[0]
            start += 8
            if size <= 0xFFFF or size >> 63:
                raise Broken(PROTOCOL_ERROR, "size written wrongly")
        if not second & 0x80:
            raise Broken(PROTOCOL_ERROR, "clients mask their frames")
        if opcode < CLOSE and self._size + size > MESSAGE_LIMIT:
            raise Broken(TOO_BIG, f"more than {MESSAGE_LIMIT} bytes")
        return opcode, is_final, start + 4, size

    def _join(self, opcode: int, is_final: bool, payload: bytes) -> tuple[int, bytes] | None:
        """The message that this frame completes, or None."""
        fragments = self._fragments
        if (opcode == _CONTINUATION) != (fragments is not None):
            raise Broken(PROTOCOL_ERROR, "fragments out of order")
        if fragments is None:
            if is_final:
                if opcode == TEXT:
                    check_text(payload)
                return opcode, payload
            fragments = self._fragments = []
            self._opcode, self._decoder = opcode, _utf8() if opcode == TEXT else None
        fragments.append(payload)
        self._size += len(payload)
        if self._decoder is not None:
            _check_part(self._decoder, payload, is_final)
        if not is_final:
            if len(fragments) >= FRAGMENT_LIMIT:
                raise Broken(TOO_BIG, f"more than {FRAGMENT_LIMIT} fragments")
            return None
        self._fragments, self._decoder, self._size = None, None, 0
        return self._opcode, b"".join(fragments)


def _check_part(decoder: IncrementalDecoder, payload: bytes, is_final: bool) -> None:
    # A character may be cut between two fragments, so each part is checked as far as it goes.
    try:
        decoder.decode(payload, is_final)
    except UnicodeDecodeError as error:
        raise Broken(BAD_TEXT, "not UTF-8") from error


def _unmask(key: bytes, payload: bytes) -> bytes:
    size = len(payload)
    if key == b"\0\0\0\0" or not size:
        return payload
    # One exclusive-or of two long numbers: no loop over bytes in Python.
    repeated = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(repeated, "little")).to_bytes(size, "little")
