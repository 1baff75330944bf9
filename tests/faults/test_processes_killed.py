"""Processes that die while people talk over their sockets: what was acknowledged stays, once, in order, everywhere."""

import pytest

from deploy.verification.nemesis.kills import Kill, Pause
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.integration.people import Person

SPEAKERS = 12
KILLS = 5


@pytest.fixture
def group(stack):
    """Twelve people in one group: its id, the people, a speaker of each and two listeners; nobody has begun."""
    people = [Person(stack.url, f"p{number}") for number in range(SPEAKERS)]
    conversation_id = people[0].open_group("Plans", *people[1:])
    speakers = [Speaker(person, conversation_id) for person in people]
    listeners = [Listener(person, conversation_id) for person in people[:2]]
    return conversation_id, people, speakers, listeners


def begin(*threads):
    for thread in threads:
        thread.start()


@pytest.mark.fault("F1")
def test_realtime_killed_in_the_middle_of_sends_loses_and_doubles_nothing(local, group, checker):
    conversation_id, people, speakers, listeners = group
    begin(*speakers, *listeners)
    killed = []
    for number in range(KILLS):
        wait_for_acks(speakers, 20)
        kill = Kill("realtime", number)
        kill.begin(local, None)
        kill.heal(local, None)
        killed += kill.record["killed"]
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
    assert len(set(killed)) == KILLS
    # Else nothing was on its way when they died, and this test says little.
    assert sum(speaker.unknown for speaker in speakers) > 0


@pytest.mark.fault("F3")
def test_nothing_is_acknowledged_while_the_database_stands_still_and_all_is_there_afterwards(local, group, checker):
    conversation_id, people, speakers, listeners = group
    begin(*speakers, *listeners)
    wait_for_acks(speakers, 20)
    pause = Pause("mongo")
    pause.begin(local, None)
    try:
        # What had reached the database before it stood still may still be answered, one message a speaker.
        before = {speaker: len(speaker.acks) for speaker in speakers}
        with pytest.raises(AssertionError, match="more acks"):
            wait_for_acks(speakers, SPEAKERS + 1, seconds=4)
        assert all(len(speaker.acks) <= before[speaker] + 1 for speaker in speakers)
    finally:
        pause.heal(local, None)
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
