"""The plan of faults: repeatable, whole in time, and rich enough to mean something."""

from collections import Counter
from random import Random

import pytest

from deploy.failure import Failure
from deploy.verification.nemesis import label, plan
from deploy.verification.nemesis.plans import KINDS, LEAST_QUIET_SECONDS


def shown(planned):
    return [(one.at_seconds, one.lasts_seconds, label(one.fault)) for one in planned]


def test_the_same_seed_makes_the_same_plan_and_another_one_another():
    assert shown(plan(7, 120)) == shown(plan(7, 120))
    assert shown(plan(7, 120)) != shown(plan(8, 120))


@pytest.mark.parametrize("seed", range(20))
def test_everything_is_healed_before_the_quiet_end(seed):
    planned = plan(seed, 120)
    assert planned == sorted(planned, key=lambda one: one.at_seconds)
    assert all(one.at_seconds + one.lasts_seconds <= 120 - LEAST_QUIET_SECONDS for one in planned)


@pytest.mark.parametrize("seed", range(20))
def test_two_minutes_hold_several_real_kills_and_every_kind_of_fault(seed):
    names = Counter(one.fault.name for one in plan(seed, 120))
    assert names["kill"] >= 4
    assert {"kill", "pause", "rolling restart"} <= set(names)
    assert names.keys() & {"wipe", "flush", "reload"}
    assert names.keys() & {"black hole", "delay", "throttle", "refuse"}


def test_a_long_run_meets_every_fault_there_is():
    met = {label(one.fault) for one in plan(1, 1_800)}
    assert met >= {label(make(Random(0))) for kind in KINDS for make in kind}


def test_a_plan_may_be_limited_to_some_faults():
    assert {label(one.fault) for one in plan(1, 30, only=["kill chat*"])} == {"kill chat", "kill chat worker"}


def test_an_unknown_fault_is_refused_with_the_names_of_all():
    with pytest.raises(Failure, match="kill chat worker"):
        plan(1, 30, only=["kill everybody"])
