"""What operators do while people talk: nobody is cut off without a word, and nothing is lost."""

import pytest

from deploy.verification.nemesis.restarts import ReloadGateway, RollingRestart
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.integration.people import Person

RESTART = 1012


def talk(stack, count):
    people = [Person(stack.url, f"p{number}") for number in range(count)]
    conversation_id = people[0].open_group("Plans", *people[1:])
    speakers = [Speaker(person, conversation_id) for person in people]
    listeners = [Listener(person, conversation_id) for person in people for _ in range(3)]
    for thread in (*speakers, *listeners):
        thread.start()
    wait_for_acks(speakers, 20)
    return conversation_id, people, speakers, listeners


@pytest.mark.fault("F13")
@pytest.mark.parametrize("service", ["realtime", "chat"])
def test_a_service_restarted_worker_by_worker_says_goodbye_and_loses_nothing(stack, local, checker, service):
    conversation_id, people, speakers, listeners = talk(stack, 6)
    roll = RollingRestart(service)
    roll.begin(local, None)
    roll.heal(local, None)
    assert len(set(roll.record["restarted"])) == len(set(roll.record["successors"])) > 0
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
    closes = [code for thread in (*speakers, *listeners) for code in thread.closes]
    if service == "realtime":
        assert len(closes) >= len(listeners), "nobody was sent away"
    assert set(closes) <= {RESTART}


@pytest.mark.fault("F13")
def test_a_reloaded_gateway_loses_nothing(stack, local, checker):
    conversation_id, people, speakers, listeners = talk(stack, 3)
    reload = ReloadGateway()
    reload.begin(local, None)
    reload.heal(local, None)
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
