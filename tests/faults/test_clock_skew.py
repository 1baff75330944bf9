"""Clocks that are wrong: ten minutes apart in two chat processes, then back by an hour, while people talk."""

import json

import pytest

from deploy.verification.nemesis import LocalStack
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.integration.people import Person

TEN_MINUTES, HOUR = 600, 3_600


@pytest.mark.fault("F10")
def test_the_log_stays_in_order_and_its_times_never_go_back(planted, tmp_path):
    offsets = tmp_path / "offsets"
    stack = planted("skew_clock", NATTER_CLOCK_OFFSETS=str(offsets))
    workers = LocalStack(stack.data).programs()["chat"][1:]
    people = [Person(stack.url, f"p{number}") for number in range(6)]
    conversation_id = people[0].open_group("Plans", *people[1:])
    speakers = [Speaker(person, conversation_id) for person in people]
    listeners = [Listener(person, conversation_id) for person in people[:2]]
    for thread in (*speakers, *listeners):
        thread.start()
    for skews in ((TEN_MINUTES, -TEN_MINUTES), (-HOUR, TEN_MINUTES), (-HOUR, -HOUR), (0, 0)):
        wait_for_acks(speakers, 20)
        offsets.write_text(json.dumps(dict(zip(map(str, workers), skews, strict=False))))
    wait_for_acks(speakers, 20)
    events = assert_whole(people[0], conversation_id, speakers, listeners)
    times = [event["at"] for event in events]
    assert times == sorted(times)
    # Else no clock was wrong, and this test says little.
    assert times[-1] > events[0]["at"]
    assert len(workers) >= 1
