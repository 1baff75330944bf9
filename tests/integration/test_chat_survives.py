"""What was acknowledged stays, once and in order, and is announced, while processes are killed on a running Natter."""

import itertools
import os
import signal
import threading
import uuid

import pytest
import requests

from tests.integration.chat_ears import Ears
from tests.integration.people import Person
from tests.stack import wait_for

CHAT = "/api/chat/conversations"


@pytest.fixture(autouse=True)
def recovered(stack):
    """What the test before has killed is back: people can be found and talked to."""
    stack.wait_until_ready()
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    body = {"kind": "direct", "user_id": ben.user_id}
    headers = {"Authorization": f"Bearer {ana.token}"}
    wait_for(lambda: ana.http.post(stack.url + CHAT, json=body, headers=headers, timeout=10).ok, "recovery", 30)


class Sender(threading.Thread):
    """Sends on and on as a good client does: one at a time, the same client_message_id until there is an ack."""

    def __init__(self, person, conversation_id, name):
        super().__init__(daemon=True)
        self.person, self.conversation_id, self.sender = person, conversation_id, name
        self.http = requests.Session()
        self.acks = {}
        self.retries = 0
        self.failure = None
        self._stopped = threading.Event()

    def run(self):
        try:
            for number in itertools.count():
                if self._stopped.is_set():
                    return
                self._send(f"{self.sender} {number}")
        except AssertionError as failure:
            self.failure = failure

    def stop(self):
        self._stopped.set()
        self.join(30)
        assert not self.is_alive(), "a send was never acknowledged"
        assert self.failure is None, self.failure

    def _send(self, body):
        send = {"client_message_id": uuid.uuid4().hex, "body": body}
        for _ in range(200):
            try:
                answer = self.http.post(
                    f"{self.person.url}{CHAT}/{self.conversation_id}/messages",
                    json=send,
                    headers={"Authorization": f"Bearer {self.person.token}"},
                    timeout=12,
                )
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code in (200, 201):
                self.acks[body] = answer.json()
                return
            assert answer is None or answer.status_code in (502, 503, 504), answer.text
            self.retries += 1
            self._stopped.wait(0.1)
        raise AssertionError(f"no ack for {body}")


@pytest.mark.fault("F2", "F3", "F4")
@pytest.mark.parametrize(
    ("program", "times"),
    [("chat", 3), ("nats", 2), ("mongo", 1), ("restart", 1)],
    ids=["chat killed", "NATS killed", "database killed", "chat restarted"],
)
def test_every_acknowledged_message_is_there_once_and_was_announced(stack, checker, program, times):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    conversations = [ana.open_direct(ben), ana.open_group("Plans", ben)]
    with Ears(stack.nats_url("realtime")) as ears:
        senders = [
            Sender(person, conversation_id, f"{person.username}-{place}")
            for place, conversation_id in enumerate(conversations)
            for person in (ana, ben)
        ]
        for sender in senders:
            sender.start()
        for _ in range(times):
            acked = sum(len(sender.acks) for sender in senders)
            wait_for(lambda acked=acked: sum(len(one.acks) for one in senders) > acked + 20, "twenty more acks", 60)
            if program == "chat":
                kill_workers(stack)
            elif program == "restart":
                stack.restart("chat")
            else:
                stack.kill(program)
        acked = sum(len(sender.acks) for sender in senders)
        wait_for(lambda: sum(len(one.acks) for one in senders) > acked + 20, "acks after the last death", 60)
        for sender in senders:
            sender.stop()

        for conversation_id in conversations:
            history = {message["message_no"]: message for message in ana.history(conversation_id)}
            sent = {
                body: ack for one in senders if one.conversation_id == conversation_id for body, ack in one.acks.items()
            }
            assert len(history) == len(sent)
            assert sorted(history) == list(range(1, len(sent) + 1))
            for body, ack in sent.items():
                assert history[ack["message_no"]]["body"] == body
                assert history[ack["message_no"]]["seq"] == ack["seq"]
            if program != "nats":
                # An ear that was disconnected itself cannot have heard all.
                everything = {ack["seq"] for ack in sent.values()}
                wait_for(lambda: set(ears.heard(conversation_id)) >= everything, "all announced", 10)  # noqa: B023
            assert checker.check(conversation_id) == []
    if program == "chat":
        # Else the kills met nothing and this test says little. The other two are gone for so short that chat waits.
        assert sum(sender.retries for sender in senders) > 0


def kill_workers(stack):
    """The processes that hold the queues; gunicorn's first process starts new ones."""
    for pid in stack.worker_pids("chat"):
        os.kill(pid, signal.SIGKILL)


def test_what_nats_missed_is_announced_when_it_is_back(stack):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    conversation_id = ana.open_direct(ben)
    bodies = ["before", "while away 1", "while away 2", "after"]
    ana.post(conversation_id, bodies[0])
    frozen = stack.pause("nats")
    try:
        for body in bodies[1:3]:
            ana.post(conversation_id, body)
    finally:
        stack.go_on(frozen)
    with Ears(stack.nats_url("realtime")) as ears:
        last = ana.post(conversation_id, bodies[3])
        wait_for(lambda: last["seq"] in ears.heard(conversation_id), "announced again", 20)
        heard = ears.heard(conversation_id)
        assert heard == sorted(heard)
    assert [message["body"] for message in ben.history(conversation_id)] == bodies
