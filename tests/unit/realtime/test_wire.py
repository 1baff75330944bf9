"""The wire: our reader understands every stream of bytes as wsproto does."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode, ParseFailed

from services.realtime import wire


def ours(chunks):
    """([(opcode, payload)], code of the failure or None, whether anything is left over)."""
    reader, found = wire.Reader(), []
    try:
        for chunk in chunks:
            for opcode, payload in reader.read(chunk):
                if opcode == wire.CLOSE:
                    wire.close_code(payload)
                    return [*found, (opcode, None)], None, False
                found.append((opcode, payload))
    except wire.Broken as broken:
        return found, broken.code, False
    return found, None, not reader.is_empty


def theirs(chunks):
    protocol, found, parts = FrameProtocol(client=False, extensions=[]), [], []
    try:
        for chunk in chunks:
            protocol.receive_bytes(chunk)
            for frame in protocol.received_frames():
                if frame.opcode is Opcode.CLOSE:
                    return [*found, (wire.CLOSE, None)], None
                payload = frame.payload.encode() if isinstance(frame.payload, str) else bytes(frame.payload)
                if frame.opcode.iscontrol():
                    found.append((int(frame.opcode), payload))
                    continue
                parts.append(payload)
                if frame.message_finished:
                    found.append((int(frame.opcode), b"".join(parts)))
                    parts = []
    except ParseFailed as failed:
        return found, int(failed.code)
    return found, None


def client_frame(opcode, payload, fin=True, key=b"\x01\x02\x03\x04", rsv=0):
    size = len(payload)
    head = bytes([(0x80 if fin else 0) | rsv | opcode])
    if size <= 125:
        head += bytes([0x80 | size])
    elif size <= 0xFFFF:
        head += bytes([0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + size.to_bytes(8, "big")
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


payloads = st.one_of(st.binary(max_size=12), st.text(max_size=200).map(str.encode), st.just(b"\xe2\x82"))
opcodes = st.sampled_from([0, 0, 1, 1, 1, 2, 8, 9, 10, 3, 15])
frames = st.builds(
    client_frame,
    opcodes,
    payloads,
    fin=st.sampled_from([True, True, False]),
    key=st.binary(min_size=4, max_size=4),
    rsv=st.sampled_from([0, 0, 0, 0, 0x40]),
)
streams = st.one_of(
    st.lists(frames, max_size=6).map(b"".join),
    st.binary(max_size=80),
    st.tuples(st.lists(frames, max_size=3).map(b"".join), st.binary(max_size=10)).map(b"".join),
)


def cut(stream, places):
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in itertools.pairwise(edges) if end > start]


@given(streams, st.lists(st.integers(0, 10_000), max_size=8))
@settings(deadline=None)
def test_every_stream_means_what_wsproto_says_however_it_is_cut(stream, places):
    messages, failure = theirs([stream])
    own, own_failure, is_incomplete = ours(cut(stream, places))
    if own_failure is None and failure is not None:
        # wsproto complains about a frame's head or an unfinished text at once, we do when the frame is complete.
        assert is_incomplete
        assert own == messages
    elif own_failure is not None and failure is None:
        # And the other way round: we refuse a bad head at its second byte, wsproto when it has all of it.
        assert own == messages
        assert theirs([stream + bytes(20)])[1] is not None
    else:
        assert own == messages
        if failure == CloseReason.INVALID_FRAME_PAYLOAD_DATA:
            assert own_failure in (1002, 1007)


@given(st.binary(max_size=70_000))
@settings(deadline=None)
def test_what_the_server_writes_is_what_a_client_reads(payload):
    text = payload.hex().encode()[:70_000]
    client = FrameProtocol(client=True, extensions=[])
    client.receive_bytes(wire.text(text) + wire.ping() + wire.pong(b"x") + wire.close(4008, "too slow"))
    found = list(client.received_frames())
    assert "".join(frame.payload for frame in found if frame.opcode is Opcode.TEXT).encode() == text
    assert [frame.opcode for frame in found][-3:] == [Opcode.PING, Opcode.PONG, Opcode.CLOSE]
    assert found[-1].payload == (4008, "too slow")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_messages_up_to_the_limit_arrive_whole(size):
    payload = bytes(97 + index % 26 for index in range(size))
    assert ours(cut(client_frame(1, payload), [7, 1000, 70_000])) == ([(1, payload)], None, False)


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (client_frame(1, b"a" * 65_537), 1009),
        (client_frame(1, b"a" * 40_000, fin=False) + client_frame(0, b"a" * 40_000), 1009),
        (client_frame(1, b"a", fin=False) + client_frame(0, b"a", fin=False) * 300, 1009),
        (client_frame(1, b"\xff"), 1007),
        (client_frame(1, b"a", fin=False) + client_frame(0, b"\xff"), 1007),
        (client_frame(1, b"a", rsv=0x40), 1002),
        (client_frame(0, b"a"), 1002),
        (client_frame(9, b"a" * 126), 1002),
        (b"\x81\x01a", 1002),
        (client_frame(8, b"\x03"), 1002),
        (client_frame(8, (1005).to_bytes(2, "big")), 1002),
        (client_frame(8, (1000).to_bytes(2, "big") + b"\xff"), 1007),
    ],
)
def test_what_is_no_websocket_is_refused_with_the_right_code(stream, code):
    assert ours([stream])[1] == code


def test_a_huge_frame_is_refused_before_it_is_read():
    head = bytes([0x81, 0x80 | 127]) + (2**40).to_bytes(8, "big")
    assert ours([head])[1] == 1009
