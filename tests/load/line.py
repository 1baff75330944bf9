"""One device's WebSocket that wants to be open: hello with cursors, replay, sends with their acks, back after a drop.

Called by locustfile.py; runs in greenlets. The rules of docs/protocol.md: one unacknowledged send per conversation, the
same client_message_id again after a reconnect, holes fetched over REST, delays of the server obeyed.
"""

import collections
import json
import random
import struct
import time
import uuid

import gevent
import websocket
from gevent.event import AsyncResult, Event
from gevent.lock import BoundedSemaphore

from tests.load import pauses
from tests.load.cursors import Cursors
from tests.load.person import NotPossible

OPEN_SECONDS = 15.0
# Pongs come every 20 seconds: a line that is silent for longer is dead.
SILENCE_SECONDS = 40.0
EARLY_BY = 0.8
HOLE_SECONDS = 0.25
SEND_SECONDS = 30.0
ACK_SECONDS = 15.0
LOST = {"type": "lost"}


class Refused(Exception):
    """The server answered a send with an error that trying again does not cure."""


class Closed(Exception):
    """The server closed the line for a reason that should not happen."""


class Line:
    """`hears(event, is_replay)` gets each event once, in order; `reports(name, seconds, failure)` how long things took.

    `url` is that of the socket, `person` says the token and fetches what is missing.
    """

    def __init__(self, url, person, hears, reports):
        self._url, self._person, self._hears, self._reports = url, person, hears, reports
        self._random = random.Random()
        self._cursors, self._epoch = Cursors(), None
        self._socket, self._is_wanted = None, True
        self._is_open, self._is_replay, self._was_level = Event(), True, False
        self._ready_at = 0.0
        self._acks = {}
        self._turns = collections.defaultdict(BoundedSemaphore)
        self._filling = set()
        self._life = gevent.spawn(self._live)

    def wait(self):
        """Until it is level for the first time. Raises Closed."""
        if not self._is_open.wait(OPEN_SECONDS):
            raise Closed("no connection")

    def stop(self):
        self._is_wanted = False
        self.drop()
        self._life.kill()

    def drop(self):
        """The network is gone, without a word."""
        if self._socket is not None:
            self._socket.shutdown()

    def say(self, frame):
        """Whether it went out. For frames that may be lost."""
        try:
            if self._is_open.is_set():
                self._socket.send(json.dumps(frame))
                return True
        except (OSError, websocket.WebSocketException):
            pass
        return False

    def send(self, conversation_id, body, client_message_id):
        """Returns when the message is acknowledged. Raises Refused."""
        frame = {"type": "send", "ref": client_message_id, "conversation_id": conversation_id, "body": body}
        frame["client_message_id"] = client_message_id
        begun, ends_at = time.perf_counter(), time.monotonic() + SEND_SECONDS
        failure = None
        try:
            with self._turns[conversation_id]:
                self._send(frame, ends_at)
        except Refused as refused:
            failure = refused
            raise
        finally:
            self._reports("send", time.perf_counter() - begun, failure)

    def _send(self, frame, ends_at):
        while time.monotonic() < ends_at:
            if not self._is_open.wait(max(0.0, ends_at - time.monotonic())):
                break
            waiting = self._acks[frame["ref"]] = AsyncResult()
            answer = None
            if self.say(frame):
                answer = waiting.wait(min(ACK_SECONDS, max(0.0, ends_at - time.monotonic())))
            self._acks.pop(frame["ref"], None)
            if answer is None:
                self.drop()
                gevent.sleep(0.1)
            elif answer["type"] == "ack":
                return
            elif answer["type"] == "error" and answer.get("retry") is None:
                raise Refused(f"{answer['code']}: {answer['message']}")
            elif answer["type"] == "error":
                gevent.sleep(min(answer["retry"], SEND_SECONDS))
        raise Refused(f"no ack in {SEND_SECONDS:g} s")

    # -- life

    def _live(self):
        attempt = 0
        while self._is_wanted:
            code, reason = self._once()
            attempt = 0 if self._was_level else attempt + 1
            seconds = pauses.after_close(code, reason, attempt, self._random)
            if seconds is None:
                return
            if code == pauses.NOT_AUTHENTICATED:
                self._person.refused()
            gevent.sleep(seconds)

    def _once(self):
        """One connection from its opening to its end; answers the code and reason of its close."""
        begun, self._was_level = time.perf_counter(), False
        end = {"code": 1006, "reason": ""}
        pulse = None
        try:
            frame = self._greet()
            if frame["type"] == "ready":
                pulse = gevent.spawn(self._pulse, frame["heartbeat_seconds"] * EARLY_BY)
                self._reports("connect", time.perf_counter() - begun, None)
                frame = self._read(frame)
            end = {**end, **frame}
        except (OSError, websocket.WebSocketException, NotPossible) as error:
            if not self._was_level and self._is_wanted:
                self._reports("connect", time.perf_counter() - begun, error)
        finally:
            if pulse is not None:
                pulse.kill()
            self._lost()
        if end["code"] not in pauses.CALM:
            self._reports("close", 0.0, Closed(f"{end['code']} {end['reason']}".strip()))
        return end["code"], end["reason"]

    def _greet(self):
        """Open the line and say hello; answers the first frame that comes."""
        self._socket = websocket.create_connection(
            self._url, timeout=OPEN_SECONDS, enable_multithread=True, suppress_origin=True
        )
        hello = {"type": "hello", "token": self._person.token, "device_id": self._person.device_id}
        hello["cursors"] = self._cursors.applied
        if self._epoch:
            hello["epoch"] = self._epoch
        self._socket.send(json.dumps(hello))
        return self._next()

    def _read(self, ready):
        """All frames until the last, which is answered: the close."""
        self._epoch = ready["epoch"]
        for head in ready["conversations"]:
            self._cursors.begin(head["id"], head["last_seq"])
        self._socket.settimeout(SILENCE_SECONDS)
        self._is_replay, self._ready_at = True, time.perf_counter()
        while (frame := self._next())["type"] != "closed":
            self._take(frame)
        return frame

    def _next(self):
        """The next frame; {"type": "closed", code, reason} at the end."""
        opcode, data = self._socket.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            code = struct.unpack("!H", data[:2])[0] if len(data) >= 2 else 1006
            return {"type": "closed", "code": code, "reason": data[2:].decode(errors="replace")}
        return json.loads(data)

    def _pulse(self, seconds):
        """Heard of often enough, and by a token that holds."""
        said = self._person.token
        while True:
            gevent.sleep(seconds)
            self.say({"type": "ping"})
            try:
                token = self._person.token
            except NotPossible:  # counted by locust; the next pulse asks again
                continue
            if token != said and self.say({"type": "token", "token": token}):
                said = token

    def _lost(self):
        self._is_open.clear()
        if self._socket is not None:
            self._socket.shutdown()
        self._socket = None
        for waiting in list(self._acks.values()):
            waiting.set(LOST)

    # -- frames

    def _take(self, frame):
        kind = frame["type"]
        if kind == "event":
            self._event(frame)
        elif kind == "caught":
            self._reports("catch up", time.perf_counter() - self._ready_at, None)
            self._is_replay, self._was_level = False, True
            self._is_open.set()
        elif kind == "joined":
            self._cursors.begin(frame["conversation_id"], frame["last_seq"])
        elif kind == "gap":
            gevent.spawn(self._fill, frame["conversation_id"], frame["to"])
        elif kind in ("ack", "error") and frame.get("ref") in self._acks:
            self._acks[frame["ref"]].set(frame)

    def _event(self, event, is_replay=None):
        conversation_id = event["conversation_id"]
        for due in self._cursors.take(event):
            self._hears(due, self._is_replay if is_replay is None else is_replay)
        if self._cursors.has_hole(conversation_id) and conversation_id not in self._filling:
            gevent.spawn_later(HOLE_SECONDS, self._fill, conversation_id, None)

    def _fill(self, conversation_id, to):
        """Fetch what is missing, up to `to` or until there is no hole; what does not come waits for the next event."""
        if conversation_id in self._filling:
            return
        self._filling.add(conversation_id)
        try:
            while self._cursors.has_hole(conversation_id) or (to or 0) > self._cursors.applied[conversation_id]:
                events = self._person.events(conversation_id, self._cursors.applied[conversation_id])
                if not events:
                    return
                for event in events:
                    self._event(event, is_replay=True)
        finally:
            self._filling.discard(conversation_id)


def new_message_id():
    return uuid.uuid4().hex
