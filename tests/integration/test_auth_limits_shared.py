"""Counting attempts in Redis and in the process: one body, both run it, against the real clock."""

import time
import uuid

import pytest
from redis import Redis

from services.auth.limits import Allowance, Claim
from services.auth.local_limits import LocalLimits
from services.auth.stores.shared_limits import SharedLimits
from tests.stack import wait_for


@pytest.fixture(params=["local", "shared"])
def limits(request):
    if request.param == "local":
        yield LocalLimits()
        return
    stack = request.getfixturevalue("stack")
    with Redis.from_url(stack.redis_url("auth"), decode_responses=True) as redis:
        yield SharedLimits(redis)


def claim(free=3, window_seconds=600, longest_seconds=60, name="test"):
    return Claim(Allowance(name, free, window_seconds, longest_seconds), uuid.uuid4().hex)


def test_free_attempts_are_free_and_then_one_waits(limits):
    mine, others = claim(), claim()
    assert [limits.take([mine]) for _ in range(4)] == [0] * 4
    assert 0 < limits.take([mine]) <= 1
    assert limits.take([others]) == 0


def test_after_the_pause_there_is_one_more_and_a_longer_pause(limits):
    mine = claim(free=1)
    assert [limits.take([mine]) for _ in range(2)] == [0, 0]
    assert 0 < limits.take([mine]) <= 1
    wait_for(lambda: limits.take([mine]) == 0, "the next attempt", 5)
    assert 1 < limits.take([mine]) <= 2


def test_pauses_have_an_end(limits):
    mine = claim(free=0, longest_seconds=1)
    for _ in range(3):
        wait_for(lambda: limits.take([mine]) == 0, "the next attempt", 5)
        assert limits.take([mine]) <= 1


def test_what_is_given_back_was_no_attempt(limits):
    mine = claim(free=2)
    for _ in range(10):
        assert limits.take([mine]) == 0
        limits.give_back([mine])


def test_what_is_forgotten_begins_anew(limits):
    mine = claim(free=1)
    while limits.take([mine]) == 0:
        pass
    limits.forget(mine)
    assert limits.take([mine]) == 0


def test_all_claims_are_granted_or_none_is_counted(limits):
    narrow, wide = claim(free=0), claim(free=2, name="wide")
    assert limits.take([narrow]) == 0
    for _ in range(5):
        assert limits.take([narrow, wide]) > 0
        assert limits.take([wide, narrow]) > 0
    assert [limits.take([wide]) for _ in range(3)] == [0] * 3


def test_a_refusal_leaves_no_gate_closed(limits):
    over, closed = claim(free=0, longest_seconds=60), claim(free=0, name="other")
    limits.take([closed])
    assert limits.take([over, closed]) > 0
    assert limits.take([over]) == 0


def test_a_window_ends(limits):
    mine = claim(free=0, window_seconds=1, longest_seconds=1)
    limits.take([mine])
    begun = time.monotonic()
    wait_for(lambda: limits.take([mine]) == 0, "the next window", 5)
    assert time.monotonic() - begun < 4
