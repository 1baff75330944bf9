"""One realtime process in memory, and clients at the other end of real socket pairs."""

import gc
import json
import os
import socket
import time

import gevent
from wsproto.frame_protocol import FrameProtocol, Opcode

from services.realtime.settings import RealtimeSettings
from services.realtime.wiring import Realtime
from tests.unit.realtime.fakes import FakeBus, FakeChat, FakeLookStore, FakePresenceStore, FakeTokens

SECONDS = 5.0


def eventually(is_true, what="the condition", seconds=SECONDS):
    """Let the loop turn until it is true."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"{what} did not come true"
        gevent.sleep(0.002)


def turn():
    """Let everything that can happen now happen."""
    for _ in range(10):
        gevent.sleep(0)
    gevent.sleep(0.002)


class World:
    """`chat`, `bus`, the stores and `tokens` are the outside; `realtime` is what is tested."""

    def __init__(self, **settings):
        self.bus = FakeBus()
        self.chat, self.tokens = FakeChat(self.bus), FakeTokens()
        self.presences, self.looks = FakePresenceStore(), FakeLookStore()
        chosen = RealtimeSettings(nats_url="", redis_url="", **settings)
        self.realtime = Realtime(chosen, self.bus, self.chat, self.presences, self.looks, self.tokens.verify)
        self.realtime.start()
        self.clients = []

    @property
    def hub(self):
        return self.realtime.hub

    def dial(self, kind=socket.SOCK_STREAM):
        """A connection that has said nothing yet."""
        client = Client(self, kind)
        self.clients.append(client)
        return client

    def connect(self, user_id, cursors=None, **more):
        """A connection that is level with its conversations."""
        client = self.dial()
        client.hello(user_id, cursors, **more)
        client.wait_for("caught")
        return client

    def close(self):
        for client in self.clients:
            client.socket.close()
        eventually(lambda: not self.hub.connections, "all connections gone")
        # Its greenlets would run for ever.
        gevent.killall([each for each in gc.get_objects() if isinstance(each, gevent.Greenlet) and not each.dead])


class Client:
    """`frames`: all JSON frames that came. `code`: of the close frame, 1006 when the line was just cut."""

    def __init__(self, world, kind=socket.SOCK_STREAM):
        ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
        ours.setblocking(False)
        self.socket = ours
        self.connection = world.realtime.adopt(os.dup(theirs.fileno()))
        theirs.close()
        self.protocol = FrameProtocol(client=True, extensions=[])
        self.frames, self.writes = [], []
        self.code = self.reason = None

    def say(self, **frame):
        self.send_text(json.dumps(frame))

    def send_text(self, text):
        self.send_bytes(bytes(self.protocol.send_data(text)))

    def send_bytes(self, data):
        while data:
            try:
                data = data[self.socket.send(data) :]
            except BlockingIOError:
                gevent.sleep(0.001)
            except OSError:
                return

    def hello(self, user_id, cursors=None, **more):
        self.say(type="hello", token=user_id, device_id="device", cursors=cursors or {}, **more)

    def read(self, size=1_000_000):
        """Take in what has come; answers whether anything did."""
        try:
            data = self.socket.recv(size)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.code = self.code or 1006
            return False
        self.writes.append(data)
        self.protocol.receive_bytes(data)
        for frame in self.protocol.received_frames():
            if frame.opcode is Opcode.TEXT:
                self._text = getattr(self, "_text", "") + frame.payload
                if frame.message_finished:
                    self.frames.append(json.loads(self._text))
                    self._text = ""
            elif frame.opcode is Opcode.CLOSE:
                self.code, self.reason = int(frame.payload[0]), frame.payload[1]
                self.send_bytes(bytes(self.protocol.close(self.code)))
        return True

    def read_until(self, is_true, size=1_000_000, seconds=SECONDS):
        """Take in what comes until it is true."""

        def found():
            self.read(size)
            return is_true()

        eventually(found, seconds=seconds)

    def read_all(self):
        turn()
        while self.read():
            pass
        return self.frames

    def wait_for(self, kind, seconds=SECONDS, **fields):
        """The first frame like this, those that came before included."""

        def found():
            self.read()
            return self.find(kind, **fields)

        eventually(found, f"{kind} {fields} among {self.frames[-5:]}, close {self.code} {self.reason}:", seconds)
        return self.find(kind, **fields)[0]

    def find(self, kind, **fields):
        return [
            frame
            for frame in self.frames
            if frame["type"] == kind and all(frame.get(name) == value for name, value in fields.items())
        ]

    def wait_closed(self, seconds=SECONDS):
        def closed():
            self.read()
            return self.code is not None

        eventually(closed, "close", seconds)
        return self.code

    def seqs(self, conversation_id):
        return [frame["seq"] for frame in self.find("event", conversation_id=conversation_id)]
