"""The plan: the same seed gives the same one, and it holds what a run needs to prove something."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.verification import plan, planning
from services.common import mentions

LIMIT = 4_000
wanted = st.builds(
    plan.Wanted,
    seed=st.integers(0, 1_000_000),
    seconds=st.floats(5, 120),
    senders=st.integers(2, 8),
    receivers=st.integers(1, 8),
    devices=st.integers(1, 3),
    rate=st.floats(1, 60),
)


@settings(max_examples=25, deadline=None)
@given(wanted)
def test_the_same_seed_gives_the_same_plan(asked):
    assert msgspec.json.encode(planning.make(asked)) == msgspec.json.encode(planning.make(asked))


@settings(max_examples=25, deadline=None)
@given(wanted)
def test_everything_planned_is_possible(asked):
    planned = planning.make(asked)
    names = [f"verify-0a1b2c3d-{place}" for place in range(len(planned.people))]
    for send in planned.sends:
        assert 0 <= send.at <= asked.seconds
        assert planned.people[send.person].is_sender
        assert send.person in planned.talks[send.talk].members
        body = plan.body(asked.seed, send, names)
        assert len(body) == send.length
        assert set(send.mentions) <= {plan.EVERYBODY, *planned.talks[send.talk].members}
        assert len(mentions.spoken(body)) == len(send.mentions)
        assert (send.length > LIMIT) == (send.fault == "too long")
        assert body.strip() == ("" if send.fault == "blank" else body)
        for file in send.files:
            assert (planning.SMALLEST_FILE <= file.size <= planning.LARGEST_FILE) != file.is_picture
            assert all(0 < share <= 1 for share in file.breaks)
    own = {send.number: (send.person, send.talk) for send in planned.sends}
    for touch in planned.touches:
        assert touch.send is None or own[touch.send] == (touch.person, touch.talk)
    for act in (*planned.breaks, *planned.slows):
        assert act.device < planned.people[act.person].devices
    for change in planned.changes:
        # Who opened a conversation stays, to take the others back.
        assert change.person in planned.talks[change.talk].members[1:]


def test_another_seed_gives_another_plan():
    assert planning.make(plan.Wanted(seed=1)) != planning.make(plan.Wanted(seed=2))


@pytest.mark.parametrize("seed", range(5))
def test_a_minute_holds_everything_that_can_go_wrong(seed):
    planned = planning.make(plan.Wanted(seed=seed))
    assert planned.expects_gap
    assert {send.door for send in planned.sends} == {"socket", "rest"}
    assert sum(send.copies > 1 for send in planned.sends) > 20
    assert sum(send.drops_line and send.door == "socket" for send in planned.sends) > 15
    assert {send.fault for send in planned.sends} == {"", "blank", "too long"}
    assert sum(bool(send.mentions) for send in planned.sends) > 100
    assert any(plan.EVERYBODY in send.mentions for send in planned.sends)
    assert any(touch.mentions for touch in planned.touches)
    carried = [file for send in planned.sends for file in send.files]
    assert sum(file.is_picture for file in carried) > 8
    assert sum(bool(file.breaks) for file in carried) > 25
    assert {1.0, 0.3} <= {share for file in carried for share in file.breaks}
    assert sum(touch.send is not None for touch in planned.touches) > 10
    assert {change.change for change in planned.changes} == {"add", "remove"}
    assert planned.latecomers
    assert planned.slows


def test_a_short_run_does_not_promise_a_gap():
    assert not planning.make(plan.Wanted(seed=1, seconds=10)).expects_gap
