"""People who talk while things go wrong, each in a thread, and the judgement over what became of their words.

A `Speaker` sends over its socket as the protocol asks: one message on the way, and the same client_message_id again
when the line was lost before the answer came. A `Listener` reads and comes back. `assert_whole` compares all of them
with the log.
"""

import threading
import time
import uuid

from tests.integration.returning import LOST, read_until_level, reconnect
from tests.stack import wait_for

ANSWER_SECONDS = 12.0
TRIES = 100
FRAMES_PER_SECOND = 18
"""Below what the server allows."""


class Speaker(threading.Thread):
    """`acks` by client_message_id, in the order of sending; `unknown`: answers that were lost; `refusals` to retry."""

    def __init__(self, person, conversation_id, copies=1):
        super().__init__(daemon=True)
        self.conversation_id, self._copies = conversation_id, copies
        self.device = person.device(f"{person.username}-speaks")
        self.acks, self.said = {}, {}
        self.unknown = self.refusals = 0
        self.closes = []
        self.failure = None
        self._is_over = threading.Event()

    def run(self):
        try:
            while not self._is_over.is_set():
                self._say(f"{self.device.name} {len(self.said)}")
                self._is_over.wait(self._copies / FRAMES_PER_SECOND)
        except Exception as failure:
            self.failure = failure

    def stop(self):
        self._is_over.set()
        self.join(60)
        assert not self.is_alive(), f"{self.device.name}: a send was never answered"
        if self.failure is not None:
            raise AssertionError(f"{self.device.name} failed") from self.failure

    def _say(self, body):
        client_message_id = uuid.uuid4().hex
        self.said[client_message_id] = body
        for _ in range(TRIES):
            try:
                answer = self._ask(client_message_id, body)
            except LOST as lost:
                self.closes.append(code_of(lost))
                self.unknown += 1
                reconnect(self.device)
                continue
            except TimeoutError:
                self.unknown += 1
                continue
            if answer["type"] == "ack":
                self.acks[client_message_id] = answer
                return
            assert answer.get("retry") is not None, f"refused for good: {answer}"
            self.refusals += 1
            self._is_over.wait(min(answer["retry"], 0.3))
        raise AssertionError(f"{body}: no ack after {TRIES} tries")

    def _ask(self, client_message_id, body):
        """Send, as often as wanted at once, and answer the first answer."""
        ref = uuid.uuid4().hex
        frame = {
            "type": "send",
            "ref": ref,
            "conversation_id": self.conversation_id,
            "client_message_id": client_message_id,
            "body": body,
        }
        for _ in range(self._copies):
            self.device.say(frame)
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            heard = self.device.read(max(0.01, deadline - time.monotonic()))
            if heard["type"] in ("ack", "error") and heard.get("ref") == ref:
                return heard


class Listener(threading.Thread):
    """A device of a person that hears a conversation from its beginning; `closes` are the codes of its lost lines."""

    def __init__(self, person, conversation_id):
        super().__init__(daemon=True)
        self.conversation_id = conversation_id
        self.device = person.device(f"{person.username}-listens-{uuid.uuid4().hex[:4]}", cursors={conversation_id: 0})
        self.closes = []
        self.failure = None
        self._is_over = threading.Event()

    def run(self):
        try:
            while not self._is_over.is_set():
                try:
                    self.device.read(0.3)
                except TimeoutError:
                    continue
                except LOST as lost:
                    self.closes.append(code_of(lost))
                    reconnect(self.device)
        except Exception as failure:
            self.failure = failure

    def stop(self, count, seconds=40):
        """Read on until `count` events are there."""
        self._is_over.set()
        self.join(40)
        assert not self.is_alive(), f"{self.device.name} hangs"
        if self.failure is not None:
            raise AssertionError(f"{self.device.name} failed") from self.failure
        read_until_level(self.device, self.conversation_id, count, seconds)


def code_of(lost):
    """The close code that the server gave, or 1006 when the line broke."""
    received = getattr(lost, "rcvd", None)
    return received.code if received is not None else 1006


def wait_for_acks(speakers, more, seconds=60):
    """Return when the speakers have so many more acks together than now: they are in the middle of talking."""
    before = sum(len(speaker.acks) for speaker in speakers)

    def are_there():
        for speaker in speakers:
            if speaker.failure is not None:
                raise AssertionError(f"{speaker.device.name} failed") from speaker.failure
        return sum(len(speaker.acks) for speaker in speakers) >= before + more

    wait_for(are_there, f"{more} more acks", seconds)


def assert_whole(person, conversation_id, speakers, listeners=()):
    """Every acknowledged message stands once at its place, nothing else does, and every listener has applied all."""
    for speaker in speakers:
        speaker.stop()
    events = person.events(conversation_id)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    sent = [event for event in events if event["kind"] == "message.created"]
    assert [event["message_no"] for event in sent] == list(range(1, len(sent) + 1))
    stored = {event["client_message_id"]: event for event in sent}
    assert len(stored) == len(sent), "a message is stored twice"
    said = {cid: body for speaker in speakers for cid, body in speaker.said.items()}
    assert all(said[cid] == event["data"]["body"] for cid, event in stored.items() if cid in said)
    for speaker in speakers:
        assert list(speaker.acks) == list(speaker.said), "an answer is missing"
        seqs = [ack["seq"] for ack in speaker.acks.values()]
        assert seqs == sorted(seqs), "a sender's own order is lost"
        for cid, ack in speaker.acks.items():
            place = (stored[cid]["seq"], stored[cid]["message_no"])
            assert place == (ack["seq"], ack["message_no"]), "acknowledged at another place"
    for listener in listeners:
        listener.stop(len(events))
        assert listener.device.seqs(conversation_id) == [event["seq"] for event in events], listener.device.name
    return events
