"""One reading for all who ask at the same time, begun after each of them had asked."""

import gevent
import pytest
from gevent.event import Event

from services.chat.shared_looks import SharedLook, SharedReads


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


class Shelf:
    """Numbers by name, read when it is let; remembers what was asked of it."""

    def __init__(self, **numbers):
        self.numbers, self.asked, self.gates = numbers, [], []

    def __call__(self, keys):
        self.asked.append(set(keys))
        found = {key: self.numbers[key] for key in keys if key in self.numbers}
        gate = Event()
        self.gates.append(gate)
        gate.wait(timeout=5.0)
        return found

    def let_on(self):
        self.gates[-1].set()
        gevent.sleep(0.001)


def test_what_many_ask_for_during_a_reading_is_read_together_and_each_gets_its_own():
    shelf = Shelf(a=1, b=2, c=3)
    look = SharedReads(shelf)
    first = gevent.spawn(look, ["a"])
    gevent.sleep(0.001)
    shelf.numbers["a"] = 7
    others = [gevent.spawn(look, keys) for keys in (["a", "b"], ["b"], ["c", "nowhere"])]
    gevent.sleep(0.001)
    shelf.let_on()
    shelf.let_on()
    gevent.joinall([first, *others], timeout=5.0)
    assert first.value == {"a": 1}
    assert [each.value for each in others] == [{"a": 7, "b": 2}, {"b": 2}, {"c": 3}]
    assert shelf.asked == [{"a"}, {"a", "b", "c", "nowhere"}]


def test_who_asks_when_a_reading_has_begun_gets_nothing_of_it():
    """What was true when they asked may not be in it."""
    shelf = Shelf(a=1)
    look = SharedReads(shelf)
    early = gevent.spawn(look, ["a"])
    gevent.sleep(0.001)
    shelf.numbers["a"] = 2
    late = gevent.spawn(look, ["a"])
    gevent.sleep(0.001)
    shelf.let_on()
    shelf.numbers["a"] = 3
    shelf.let_on()
    gevent.joinall([early, late], timeout=5.0)
    assert (early.value, late.value) == ({"a": 1}, {"a": 2})
