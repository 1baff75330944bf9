"""Sockets: bytes in, frames out, nobody waits for anybody; at the other end is a real socket."""

import os
import socket

import gevent
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.realtime import sockets, wire
from services.realtime.sockets import OUTBOX_FRAMES, Socket
from services.realtime.writer import Writer
from tests.unit.realtime.world import Client, eventually, turn


class Ear:
    """A listener that remembers."""

    def __init__(self):
        self.messages, self.codes, self.controls = [], [], 0

    def on_message(self, heard, payload):
        self.messages.append(payload)

    def on_control(self, heard):
        self.controls += 1

    def on_close(self, heard, code):
        self.codes.append(code)


class Line:
    """Stands in for a World, so that a Client can dial a bare Socket."""

    def __init__(self, **limits):
        self.ear, self.writer = Ear(), Writer(**limits)
        self.writer.start(gevent.get_hub().loop)
        self.realtime = self
        self.clients = []

    def adopt(self, descriptor):
        return Socket(descriptor, self.ear, self.writer)

    def dial(self, kind=socket.SOCK_STREAM):
        client = Client(self, kind)
        self.clients.append(client)
        return client

    def close(self):
        """Hang up; nothing of it may be left."""
        for client in self.clients:
            client.socket.close()
        eventually(lambda: all(client.connection.is_gone for client in self.clients))
        assert (self.writer.blocked_bytes, self.writer.blocked) == (0, set())


@pytest.fixture
def line(failures):
    made = Line()
    yield made
    made.close()
    assert not failures


def test_frames_of_one_turn_are_one_write(line):
    # On a socket of packets every write is a packet.
    client = line.dial(socket.SOCK_SEQPACKET)
    frames = [wire.text(b'{"type":"%d"}' % number) for number in range(5)]
    for frame in frames[:3]:
        client.connection.put(frame)
    eventually(client.read)
    for frame in frames[3:]:
        client.connection.put(frame)
    # After a turn that took long the writer rests first.
    eventually(client.read)
    assert client.writes == [b"".join(frames[:3]), b"".join(frames[3:])]


def test_more_frames_in_one_turn_than_an_outbox_holds_are_no_slowness(line):
    client = line.dial()
    for number in range(3 * OUTBOX_FRAMES):
        client.connection.put(wire.text(b'{"type":"%d"}' % number))
    client.read_until(lambda: len(client.frames) == 3 * OUTBOX_FRAMES)
    assert [frame["type"] for frame in client.frames] == [str(number) for number in range(3 * OUTBOX_FRAMES)]


def test_what_the_kernel_takes_in_parts_arrives_whole(line):
    client = line.dial()
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    texts = [b'{"type":"%d","x":"%s"}' % (number, b"a" * 200_000) for number in range(5)]
    for text in texts:
        client.connection.put(wire.text(text))
        turn()
    assert client.connection.is_blocked
    client.read_until(lambda: len(client.frames) == 5, size=997, seconds=20)
    assert [len(frame["x"]) for frame in client.frames] == [200_000] * 5
    assert not client.connection.is_blocked
    assert client.connection.size == 0
    assert line.writer.blocked_bytes == 0


def test_a_stalled_reader_is_closed_as_too_slow_and_delays_nobody(line):
    stalled, others = line.dial(), [line.dial() for _ in range(3)]
    frame = wire.text(b'{"type":"x","x":"%s"}' % (b"a" * 1000))
    told = 0
    while not line.ear.codes:
        told += 1
        assert told < 20_000
        for client in (stalled, *others):
            client.connection.put(frame)
        gevent.sleep(0)
        for client in others:
            client.read()
    assert line.ear.codes == [4008]
    for client in others:
        client.read_until(lambda client=client: len(client.frames) == told)
    # What the kernel had taken is still good, then comes the goodbye.
    assert stalled.wait_closed() == 4008
    assert 0 < len(stalled.frames) < told
    assert all(frame["x"] == "a" * 1000 for frame in stalled.frames)
    eventually(lambda: stalled.connection.is_gone)
    assert line.writer.blocked_bytes == 0


def block(client):
    """Fill the line until the kernel takes no more; answers what to read away to free it."""
    while not client.connection.is_blocked:
        client.connection.put(wire.text(b'{"type":"x","x":"%s"}' % (b"a" * 50_000)))
        turn()


def test_past_half_the_outbox_what_may_get_lost_is_dropped(line):
    client = line.dial()
    block(client)
    while not client.connection.is_half_full:
        client.connection.put(wire.text(b'{"type":"event"}'))
    client.connection.put_droppable(wire.text(b'{"type":"typing"}'))
    client.connection.put(wire.text(b'{"type":"last"}'))
    client.wait_for("last")
    assert not client.find("typing")
    assert client.connection.is_open
    client.connection.put_droppable(wire.text(b'{"type":"typing"}'))
    client.wait_for("typing")


def test_the_bytes_of_all_outboxes_are_limited_and_the_largest_goes_first(failures):
    line = Line(blocked_limit_bytes=600_000)
    small, large = line.dial(), line.dial()
    for client in (small, large):
        block(client)
    for _ in range(100):
        large.connection.put(wire.text(b"a" * 9_000))
        if not large.connection.is_open:
            break
    assert (large.connection.is_open, small.connection.is_open) == (False, True)
    assert line.writer.blocked_bytes <= 600_000
    line.close()
    assert not failures


def test_a_goodbye_comes_behind_what_was_said_before_it(line):
    client = line.dial()
    client.connection.put(wire.text(b'{"type":"last"}'))
    client.connection.close(1012, "r=5")
    client.connection.put(wire.text(b'{"type":"too late"}'))
    assert client.wait_closed() == 1012
    assert (client.reason, [frame["type"] for frame in client.frames]) == ("r=5", ["last"])
    eventually(lambda: client.connection.is_gone)
    assert line.ear.codes == [1012]


def test_the_clients_goodbye_is_answered(line):
    client = line.dial()
    client.send_bytes(bytes(client.protocol.close(1000, "bye")))
    assert client.wait_closed() == 1000
    eventually(lambda: client.connection.is_gone)
    assert line.ear.codes == [1000]


def test_a_cut_line_is_noticed(line):
    client = line.dial()
    client.socket.close()
    eventually(lambda: client.connection.is_gone)
    assert line.ear.codes == [1006]
    client.connection.put(wire.text(b"{}"))
    client.connection.close(1012)


def test_who_never_answers_a_goodbye_is_cut_off(line, monkeypatch):
    monkeypatch.setattr(sockets, "GOODBYE_SECONDS", 0.05)
    client = line.dial()
    client.connection.close(1012)
    eventually(lambda: client.connection.is_gone)


def test_a_broken_stream_is_told_so_although_more_comes_in(line):
    client = line.dial()
    client.send_bytes(b"GET / HTTP/1.1\r\n\r\n" * 1000)
    assert client.wait_closed() == 1002
    client.send_bytes(b"x" * 200_000)
    client.socket.close()
    eventually(lambda: client.connection.is_gone)
    assert line.ear.messages == []


def test_pings_are_answered_and_fragments_joined(line):
    client = line.dial()
    client.send_bytes(bytes(client.protocol.send_data("ab", fin=False)))
    client.send_bytes(bytes(client.protocol.ping(b"x")))
    turn()
    assert client.connection.incomplete_since
    client.send_bytes(bytes(client.protocol.send_data("cd", fin=True)))
    eventually(lambda: line.ear.messages == [b"abcd"])
    eventually(client.read)
    assert client.writes == [wire.pong(b"x")]
    assert not client.connection.incomplete_since


def test_an_error_of_ours_ends_one_socket_only(line):
    def fail(heard, payload):
        raise RuntimeError("a fault")

    client, other = line.dial(), line.dial()
    line.ear.on_message = fail
    client.send_text("{}")
    assert client.wait_closed() == 1011
    assert other.connection.is_open


def test_an_idle_socket_holds_no_buffer(line):
    client = line.dial()
    client.send_text("{}" * 1000)
    client.connection.put(wire.text(b'{"type":"x"}'))
    client.wait_for("x")
    assert client.connection._reader is None
    assert client.connection._waiting is None
    assert client.connection._writing is None


@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_hurts_only_its_sender(failures, chunks):
    line = Line()
    hostile, other = line.dial(), line.dial()
    for chunk in chunks:
        hostile.send_bytes(chunk)
        gevent.sleep(0)
    other.send_text("{}")
    eventually(lambda: b"{}" in line.ear.messages)
    other.connection.put(wire.text(b'{"type":"x"}'))
    other.wait_for("x")
    before = len(os.listdir("/proc/self/fd"))
    hostile.socket.close()
    other.socket.close()
    eventually(lambda: hostile.connection.is_gone and other.connection.is_gone)
    assert len(os.listdir("/proc/self/fd")) == before - 4
    assert not failures
