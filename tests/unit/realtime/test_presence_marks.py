"""Presence marks: many arrivals and departures are few questions to Redis, and only changes are announced."""

import gevent
import pytest

from services.realtime import presence_marks
from services.realtime.errands import Errands
from services.realtime.presence_marks import PresenceMarks
from tests.unit.realtime.fakes import FakePresenceStore, an_id
from tests.unit.realtime.world import eventually

ANA, BEN = an_id(1), an_id(2)


class Line:
    def __init__(self, connection_id):
        self.connection_id, self.is_away, self.is_open = connection_id, False, True


class CountingStore(FakePresenceStore):
    def __init__(self):
        super().__init__()
        self.calls = []

    def __getattribute__(self, name):
        if name in ("find", "switch", "retire"):
            self.calls.append(name)
        return super().__getattribute__(name)


class Scene:
    def __init__(self):
        self.store, self.announced, self.errands = CountingStore(), [], Errands()
        self.marks = PresenceMarks(
            self.store, self.errands, lambda user_id, presence: self.announced.append((user_id, presence.state))
        )

    def work(self):
        """Do the errands that wait."""
        done = []
        self.errands.run(lambda: done.append(True), lambda: done.append(True))
        worker = gevent.spawn(self.errands._work)
        eventually(lambda: done)
        worker.kill()


@pytest.fixture
def scene():
    return Scene()


def test_a_storm_is_a_few_questions(scene):
    lines = [Line(f"c{number}") for number in range(300)]
    for number, line in enumerate(lines):
        scene.marks.keep(line, an_id(number % 100))
    scene.work()
    assert len(scene.store.calls) <= 4
    assert sorted(scene.announced) == [(an_id(number), "online") for number in range(100)]


def test_many_that_come_one_after_the_other_share_the_next_round(scene, monkeypatch):
    monkeypatch.setattr(presence_marks, "MANY_PER_SECOND", 1)
    scene.marks.keep(Line("first"), ANA)
    scene.work()
    asked = len(scene.store.calls)
    later = [Line(f"c{number}") for number in range(20)]
    for line in later:
        scene.marks.keep(line, BEN)
        scene.work()
    assert len(scene.store.calls) == asked
    eventually(lambda: not scene.errands._queue.empty())
    scene.work()
    assert len(scene.store.entries[BEN]) == 20
    assert scene.announced == [(ANA, "online"), (BEN, "online")]


def test_only_what_changed_is_announced(scene):
    scene.marks.keep(Line("phone"), ANA)
    scene.work()
    scene.marks.keep(Line("laptop"), ANA)
    scene.work()
    assert scene.announced == [(ANA, "online")]


def test_away_is_announced_when_no_connection_is_left_that_is_not(scene):
    phone, laptop = Line("phone"), Line("laptop")
    scene.marks.keep(phone, ANA)
    scene.marks.keep(laptop, ANA)
    scene.work()
    phone.is_away = True
    scene.marks.keep(phone, ANA)
    scene.work()
    laptop.is_away = True
    scene.marks.keep(laptop, ANA)
    scene.work()
    laptop.is_away = False
    scene.marks.keep(laptop, ANA)
    scene.work()
    assert scene.announced == [(ANA, "online"), (ANA, "away"), (ANA, "online")]


def test_who_is_gone_before_it_was_told_is_present_for_a_moment_and_no_longer(scene):
    line = Line("phone")
    scene.marks.keep(line, ANA)
    line.is_open = False
    scene.marks.retire(line, ANA)
    scene.work()
    assert scene.announced == [(ANA, "online")]
    lapses_at, is_away = scene.store.entries[ANA]["phone"]
    assert not is_away
    other = Line("other")
    scene.marks.keep(other, BEN)
    scene.work()
    assert lapses_at < scene.store.entries[BEN]["other"][0] - 30


def test_while_redis_is_away_marks_are_dropped_and_later_ones_are_told(scene):
    scene.store.is_away = True
    scene.marks.keep(Line("phone"), ANA)
    scene.work()
    scene.store.is_away = False
    scene.errands._away_until = 0.0
    scene.marks.keep(Line("laptop"), BEN)
    scene.work()
    assert scene.announced == [(BEN, "online")]
