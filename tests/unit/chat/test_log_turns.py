"""Turns: who keeps losing the place gets the conversation for a moment, and only the conversation."""

import pytest

from services.chat.turns import ASK_EVERY, LEFT_SECONDS, Turns
from services.chat.waiting import Waiting
from services.common import ids, subjects
from services.common.bus import Message
from tests.unit.chat.processes import send

HOT, QUIET = ids.new_id(), ids.new_id()


class Wire:
    """Carries what one process says to all, as NATS does: to the speaker too."""

    def __init__(self):
        self.ears = []
        self.said = []

    def subscribe(self, subject, callback):
        assert subject == subjects.TURNS
        self.ears.append(callback)

    def publish(self, subject, data):
        self.said.append(subject)
        for hear in self.ears:
            hear(Message(data, subject))


class Clock:
    seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def quick(wire, clock):
    return Turns(wire, clock)


@pytest.fixture
def slow(wire, clock):
    return Turns(wire, clock)


def a_proposal(conversation_id, tries=0):
    waiting = Waiting(send(conversation_id, ids.new_id()))
    waiting.tries = tries
    return waiting


def test_who_lost_a_few_times_is_left_the_conversation_for_a_moment(quick, slow, clock):
    hot, quiet = a_proposal(HOT), a_proposal(QUIET)
    slow.ask([a_proposal(HOT, tries=ASK_EVERY)])
    assert quick.divide([hot, quiet]) == ([quiet], [hot])
    assert slow.divide([hot, quiet]) == ([hot, quiet], [])
    clock.seconds += LEFT_SECONDS
    assert quick.divide([hot, quiet]) == ([hot, quiet], [])


def test_one_lost_place_is_no_reason_to_ask(slow, wire):
    slow.ask([a_proposal(HOT, tries=1)])
    assert wire.said == []


def test_a_conversation_is_asked_for_once_however_many_wait_in_it(slow, wire):
    slow.ask([a_proposal(HOT, tries=ASK_EVERY) for _ in range(10)])
    assert wire.said == [subjects.turn(HOT)]
