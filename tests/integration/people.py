"""People for integration tests: what a stranger would write against the public interface with requests and websockets.

Nothing here imports Natter. A `Person` is an account with its REST calls, a `Device` one open socket that applies the
protocol's rule for readers: only seq == applied + 1, older ones are dropped, a jump or a gap is fetched.
"""

import itertools
import json
import time
import uuid
from contextlib import ExitStack
from socket import SHUT_RDWR

import requests
from websockets.sync.client import connect

PASSWORD = "correct horse battery staple"
SECONDS = 15.0

_numbers = itertools.count(1)


class Person:
    """One account on a running Natter at `url`, registered with `more`; raises for answers that are not expected."""

    def __init__(self, url, name=None, **more):
        self.url = url
        self.username = f"{name or 'person'}-{uuid.uuid4().hex[:10]}"
        self.http = requests.Session()
        answer = self.call(
            "POST",
            "/api/auth/register",
            {"username": self.username, "display_name": (name or "Person").title(), "password": PASSWORD, **more},
            status=201,
        )
        self.user_id, self.token = answer["user"]["id"], answer["access_token"]

    def call(self, method, path, body=None, *, status=200):
        """One request as this person; `status` may be a number or several."""
        headers = {"Authorization": f"Bearer {self.token}"} if hasattr(self, "token") else {}
        answer = self.http.request(method, self.url + path, json=body, headers=headers, timeout=SECONDS)
        expected = status if isinstance(status, tuple) else (status,)
        assert answer.status_code in expected, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None

    def refusal(self, method, path, body=None):
        """The status and error code of a request that should be refused."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.http.request(method, self.url + path, json=body, headers=headers, timeout=SECONDS)
        return answer.status_code, answer.json()["error"]["code"]

    def open_direct(self, other):
        return self.call(
            "POST", "/api/chat/conversations", {"kind": "direct", "user_id": other.user_id}, status=(200, 201)
        )["id"]

    def open_group(self, title, *others):
        body = {"kind": "group", "title": title, "member_ids": [other.user_id for other in others]}
        return self.call("POST", "/api/chat/conversations", body, status=201)["id"]

    def conversation(self, conversation_id):
        return self.call("GET", f"/api/chat/conversations/{conversation_id}")

    def post(self, conversation_id, body, client_message_id=None):
        """Send over REST; answers the ack."""
        path = f"/api/chat/conversations/{conversation_id}/messages"
        return self.call(
            "POST", path, {"client_message_id": client_message_id or uuid.uuid4().hex, "body": body}, status=(200, 201)
        )

    def history(self, conversation_id):
        """All messages, oldest first, through pages of 50."""
        messages, before = [], None
        while True:
            path = f"/api/chat/conversations/{conversation_id}/messages?limit=50" + (
                f"&before={before}" if before else ""
            )
            page = self.call("GET", path)
            messages = page["messages"] + messages
            before = page["next"]
            if before is None:
                return messages

    def events(self, conversation_id, after=0):
        """All events after a seq, through pages of 200."""
        found = []
        while True:
            page = self.call("GET", f"/api/chat/conversations/{conversation_id}/events?after={after}&limit=200")
            found += page["events"]
            if page["next"] is None:
                return found
            after = page["events"][-1]["seq"]

    def notifications(self):
        return self.call("GET", "/api/notify/notifications?limit=100")["notifications"]

    def device(self, name=None, cursors=None):
        return Device(self, name or f"device-{next(_numbers)}", cursors or {})


class Device:
    """One socket of a person. `applied` holds the events of each conversation in the order they were applied."""

    def __init__(self, person, name, cursors):
        self.person, self.name = person, name
        self.cursors = dict(cursors)
        self.applied = {}
        self.frames = []
        self.epoch = None
        self._refs = itertools.count(1)
        self.connect()

    def connect(self):
        """Open the socket and read until everything missed is there."""
        address = self.person.url.replace("http", "ws", 1) + "/ws"
        self._line = ExitStack()
        self.socket = self._line.enter_context(
            connect(address, open_timeout=SECONDS, close_timeout=2, compression=None, max_size=None)
        )
        hello = {"type": "hello", "token": self.person.token, "device_id": self.name, "cursors": self.cursors}
        if self.epoch:
            hello["epoch"] = self.epoch
        self.say(hello)
        ready = self.wait_for("ready")
        self.epoch = ready["epoch"]
        self.ready = ready
        for head in ready["conversations"]:
            self.cursors.setdefault(head["id"], head["last_seq"])
        self.wait_for("caught")

    def drop(self):
        """Lose the line without a goodbye."""
        self.socket.socket.shutdown(SHUT_RDWR)
        self._line.close()

    def close(self):
        self._line.close()

    def say(self, frame):
        self.socket.send(json.dumps(frame))

    def read(self, seconds=SECONDS):
        """The next frame, applied; raises TimeoutError when none comes."""
        frame = json.loads(self.socket.recv(timeout=seconds))
        self.frames.append(frame)
        if frame["type"] == "event":
            self.apply(frame)
        elif frame["type"] == "gap":
            for event in self.person.events(frame["conversation_id"], after=frame["from"] - 1):
                self.apply(event)
        elif frame["type"] == "joined":
            self.cursors.setdefault(frame["conversation_id"], 0)
        return frame

    def apply(self, event):
        conversation_id, seq = event["conversation_id"], event["seq"]
        cursor = self.cursors.setdefault(conversation_id, 0)
        if seq <= cursor:
            return
        if seq > cursor + 1:
            for missed in self.person.events(conversation_id, after=cursor):
                self.apply(missed)
            return
        self.applied.setdefault(conversation_id, []).append(event)
        self.cursors[conversation_id] = seq

    def wait_for(self, kind, seconds=SECONDS, **fields):
        """Read until a frame of this type with these fields has come; answers it."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{self.name}: no {kind} frame {fields} within {seconds} s")
            try:
                frame = self.read(left)
            except TimeoutError:
                continue
            if frame["type"] == kind and all(frame.get(name) == value for name, value in fields.items()):
                return frame

    def wait_until(self, is_true, seconds=SECONDS):
        """Read frames until the condition holds."""
        deadline = time.monotonic() + seconds
        while not is_true():
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{self.name}: the condition did not come true within {seconds} s")
            try:
                self.read(left)
            except TimeoutError:
                continue

    def send(self, conversation_id, body, client_message_id=None):
        """Send over the socket and wait for the ack."""
        ref = f"r{next(self._refs)}"
        self.say(
            {
                "type": "send",
                "ref": ref,
                "conversation_id": conversation_id,
                "client_message_id": client_message_id or uuid.uuid4().hex,
                "body": body,
            }
        )
        return self.wait_for("ack", ref=ref)

    def seqs(self, conversation_id):
        return [event["seq"] for event in self.applied.get(conversation_id, [])]

    def bodies(self, conversation_id):
        return [
            event["data"]["body"]
            for event in self.applied.get(conversation_id, [])
            if event["kind"] == "message.created"
        ]
