"""Messages that come at every moment of a greeting: none is left out and none is told twice."""

import random
import threading

import pytest

from tests.integration.people import Person

ROUNDS = 120
LATEST_SECONDS = 0.03


@pytest.mark.fault("F11")
def test_what_is_sent_at_any_moment_of_a_hello_is_told_once(stack):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    conversation_id = ana.open_direct(ben)
    chance = random.Random(11)
    replayed = live = 0
    cursor = 0
    for number in range(ROUNDS):
        # Some time between before the handshake and after the end of the replay.
        sending = threading.Timer(chance.uniform(0, LATEST_SECONDS), ana.post, (conversation_id, f"{number}"))
        sending.start()
        device = ben.device(f"device-{number}", cursors={conversation_id: cursor})
        caught_at = len(device.frames)
        device.wait_until(lambda device=device, last=number + 1: device.cursors[conversation_id] >= last)
        sending.join()
        told = [frame["seq"] for frame in device.frames if frame["type"] == "event"]
        assert told == list(range(cursor + 1, number + 2)), f"round {number}"
        in_replay = sum(1 for frame in device.frames[:caught_at] if frame["type"] == "event")
        replayed, live = replayed + in_replay, live + len(told) - in_replay
        device.close()
        # Every other round begins where this one began, so that there is something to replay.
        cursor = number + 1 if number % 2 else cursor
    # Else only one side of the race was ever met.
    assert replayed > ROUNDS // 4
    assert live > ROUNDS // 10
