"""Counting attempts: some freely, then with growing pauses. The Redis one passes the same body in integration."""

import pytest

from services.auth import local_limits
from services.auth.limits import Allowance, Claim, LimitsWithFallback
from services.auth.local_limits import LocalLimits
from services.common.cache import CacheError
from tests.unit.auth.fakes import Clock

THREE = Claim(Allowance("three", 3, 600, 8), "somebody")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limits(clock):
    return LocalLimits(clock.monotonic)


def test_pauses_grow_up_to_the_longest(clock, limits):
    for _ in range(3):
        assert limits.take([THREE]) == 0
    pauses = []
    for _ in range(6):
        assert limits.take([THREE]) == 0
        pauses.append(limits.take([THREE]))
        clock.forward(pauses[-1])
    assert pauses == [1, 2, 4, 8, 8, 8]


def test_waiting_attempts_do_not_make_the_wait_longer(clock, limits):
    for _ in range(4):
        limits.take([THREE])
    assert [limits.take([THREE]) for _ in range(100)] == [1] * 100
    clock.forward(1)
    assert limits.take([THREE]) == 0


def test_a_window_that_has_passed_is_forgotten(clock, limits):
    for _ in range(4):
        limits.take([THREE])
    clock.forward(600)
    assert [limits.take([THREE]) for _ in range(4)] == [0] * 4


class Away:
    def __init__(self):
        self.asked = 0

    def take(self, claims):
        self.asked += 1
        raise CacheError("away")

    give_back = forget = take


def test_without_redis_each_process_counts_for_itself(clock):
    shared = Away()
    limits = LimitsWithFallback(shared, LocalLimits(clock.monotonic), clock.monotonic)
    assert [limits.take([THREE]) for _ in range(5)] == [0, 0, 0, 0, 1]
    limits.give_back([THREE])
    limits.forget(THREE)
    assert limits.take([THREE]) == 0
    assert shared.asked == 1, "a Redis that is away is not asked each time"


def test_redis_is_asked_again_after_a_while(clock):
    shared, back = Away(), LocalLimits(clock.monotonic)
    limits = LimitsWithFallback(shared, LocalLimits(clock.monotonic), clock.monotonic)
    limits.take([THREE])
    limits._shared = back
    clock.forward(6)
    for _ in range(4):
        limits.take([THREE])
    assert back.take([THREE]) == 1


def test_strangers_cannot_fill_the_memory(clock, limits, monkeypatch):
    monkeypatch.setattr(local_limits, "SUBJECTS_LIMIT", 100)
    for number in range(1_000):
        limits.take([Claim(THREE.allowance, f"stranger {number}")])
    assert len(limits._counts) == 100
