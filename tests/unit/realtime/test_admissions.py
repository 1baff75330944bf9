"""Admission: a bounded number at once that follows chat, a bounded queue in order, and a place for who is sent away."""

import itertools

import gevent
import pytest
from gevent.event import Event

from services.realtime import admissions
from services.realtime.admissions import Admission
from tests.unit.realtime.world import turn


class Scene:
    def __init__(self, **limits):
        self.now = 100.0
        self.admission = Admission(**limits, monotonic=lambda: self.now)
        self.entered, self.ends = [], []

    def come(self, name):
        end = Event()
        self.ends.append(end)

        def visit():
            with self.admission:
                self.entered.append(name)
                end.wait()

        greenlet = gevent.spawn(visit)
        turn()
        return greenlet

    def leave(self, number, seconds=0.01):
        self.now += seconds
        self.ends[number].set()
        turn()
        turn()


def test_so_many_at_once_and_the_rest_in_order():
    scene = Scene(at_once=2, queue=3)
    for name in "abcde":
        assert not scene.admission.is_full
        scene.come(name)
    assert scene.entered == ["a", "b"]
    assert scene.admission.is_full
    scene.leave(1)
    assert scene.entered == ["a", "b", "c"]
    assert not scene.admission.is_full
    for number in (0, 2, 3, 4):
        scene.leave(number)
    assert scene.entered == list("abcde")
    assert scene.admission.inside == 0


def test_a_failure_inside_frees_the_place():
    admission = Admission(at_once=1, queue=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), admission:
            raise ZeroDivisionError
    assert admission.inside == 0


def test_who_is_ended_while_waiting_leaves_no_hole():
    scene = Scene(at_once=1, queue=5)
    scene.come("a")
    waiting = scene.come("b")
    scene.come("c")
    waiting.kill()
    scene.leave(0)
    assert scene.entered == ["a", "c"]
    # Given the turn and ended before it could be taken.
    last = scene.come("d")
    scene.ends[2].set()
    last.kill()
    turn()
    scene.come("e")
    assert scene.entered[-1] == "e"


def test_fewer_at_once_while_chat_is_slow_and_more_when_it_is_brisk_again():
    scene = Scene(at_once=64, queue=10)
    assert scene.admission.allowed == 64
    for _ in range(200):
        scene.admission.answered(1.0)
    assert scene.admission.allowed == admissions.FEWEST
    for number in range(admissions.FEWEST + 2):
        scene.come(number)
    assert len(scene.entered) == admissions.FEWEST
    for _ in range(3_000):
        scene.admission.answered(0.001)
    assert scene.admission.allowed == 64
    scene.leave(0)
    assert len(scene.entered) == admissions.FEWEST + 2


def test_who_is_sent_away_gets_a_place_of_their_own_at_the_pace_of_the_gate():
    scene = Scene(at_once=1, queue=100)
    for number in range(101):
        scene.come(number)
    assert scene.admission.is_full
    for number in range(90):
        scene.leave(number, 0.05)
    delays = [scene.admission.book() for _ in range(100)]
    # Half the queue at 20 a second is 2.5 s; then one after the other.
    assert 2 < delays[0] < 3
    steps = [late - early for early, late in itertools.pairwise(delays)]
    assert all(0.04 < step < 0.06 for step in steps)


def test_delays_are_neither_nothing_nor_for_ever():
    scene = Scene(at_once=1, queue=1)
    assert scene.admission.book() == admissions.SHORTEST_SECONDS
    assert max(scene.admission.book() for _ in range(10_000)) == admissions.LONGEST_SECONDS
