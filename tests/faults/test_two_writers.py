"""One hot conversation, written by both chat processes at once, while somebody reads on behind the newest event."""

import threading

import pytest

from tests.faults.metrics import counted
from tests.integration.people import Person
from tests.integration.test_chat_survives import Sender
from tests.stack import wait_for

WRITERS = 16
MESSAGES = 400


class Follower(threading.Thread):
    """Asks for what follows the last event it knows, on and on; `seen` is what it was told, in that order."""

    def __init__(self, person, conversation_id):
        super().__init__(daemon=True)
        self.person, self.conversation_id = person, conversation_id
        self.seen, self.is_over = [], threading.Event()

    def run(self):
        while not self.is_over.is_set():
            self.seen += self.person.events(self.conversation_id, after=self.seen[-1] if self.seen else 0)
            self.seen = [event if isinstance(event, int) else event["seq"] for event in self.seen]


def lost_places(stack):
    return counted(stack, "chat", "natter_chat_append_retries_total")


@pytest.mark.fault("F20")
def test_a_reader_never_skips_an_event_while_two_processes_write(stack, checker):
    people = [Person(stack.url, f"w{number}") for number in range(4)]
    conversation_id = people[0].open_group("Hot", *people[1:])
    before = lost_places(stack)
    follower = Follower(Person(stack.url, "reader"), conversation_id)
    people[0].call(
        "POST",
        f"/api/chat/conversations/{conversation_id}/members",
        {"user_id": follower.person.user_id},
        status=(200, 201),
    )
    writers = [Sender(people[number % 4], conversation_id, f"writer {number}") for number in range(WRITERS)]
    for thread in (follower, *writers):
        thread.start()
    wait_for(lambda: sum(len(writer.acks) for writer in writers) >= MESSAGES, "all messages", 60)
    for writer in writers:
        writer.stop()
    events = people[0].events(conversation_id)
    wait_for(lambda: follower.seen and follower.seen[-1] == events[-1]["seq"], "the reader at the end", 20)
    follower.is_over.set()
    follower.join(20)
    assert follower.seen == [event["seq"] for event in events] == list(range(1, len(events) + 1))
    acked = {ack["seq"]: body for writer in writers for body, ack in writer.acks.items()}
    stored = {event["seq"]: event["data"]["body"] for event in events if event["kind"] == "message.created"}
    assert acked == stored
    assert checker.check(conversation_id) == []
    # Else the two never met, and this test says little.
    assert lost_places(stack) > before
