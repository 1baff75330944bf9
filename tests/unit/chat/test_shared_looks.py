"""One reading for all who ask at the same time, begun after each of them had asked."""

import gevent
import pytest
from gevent.event import Event

from services.chat.shared_looks import SharedLook


def turn():
    """Let everybody go as far as they can; whoever began earlier goes first."""
    for _ in range(10):
        gevent.sleep(0)


class Source:
    """Reads a number that grows, each time when it is let."""

    def __init__(self):
        self.number, self.gates, self.failure = 0, [], None

    def __call__(self):
        number, gate = self.number, Event()
        self.gates.append(gate)
        gate.wait(timeout=5.0)
        if self.failure:
            raise self.failure
        return number

    def let_on(self):
        self.gates[-1].set()
        turn()


@pytest.fixture
def source():
    return Source()


def test_who_asks_during_a_reading_gets_the_next_one_with_all_others(source):
    look = SharedLook(source)
    first = gevent.spawn(look)
    turn()
    source.number = 1
    others = [gevent.spawn(look) for _ in range(20)]
    turn()
    source.let_on()
    source.let_on()
    gevent.joinall([first, *others], timeout=5.0)
    assert first.value == 0
    assert [each.value for each in others] == [1] * 20
    assert len(source.gates) == 2


def test_when_a_reading_fails_all_who_waited_for_it_are_told_and_the_next_one_is_tried(source):
    look = SharedLook(source)
    source.failure = ValueError("away")
    first = gevent.spawn(look)
    turn()
    others = [gevent.spawn(look) for _ in range(20)]
    turn()
    source.let_on()
    source.let_on()
    gevent.joinall([first, *others], timeout=5.0)
    assert [repr(each.exception) for each in [first, *others]] == ["ValueError('away')"] * 21
    source.failure, source.number = None, 3
    again = gevent.spawn(look)
    turn()
    source.let_on()
    assert again.get(timeout=5.0) == 3
    assert len(source.gates) == 3
