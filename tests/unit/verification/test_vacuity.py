"""A run in which too little happened proves nothing, and says what was missing."""

import msgspec
import pytest

from deploy.verification import ledger, plan, planning, vacuity
from deploy.verification import records as told
from deploy.verification.history import digest
from tests.unit.verification.good_run import GROUP, GoodRun

PLAN = planning.make(plan.Wanted(seed=1, seconds=120))
SHORT = planning.make(plan.Wanted(seed=1, seconds=10))
GOOD = msgspec.structs.replace(
    ledger.draw_up(GoodRun().evidence()), acked=200, unknown=20, resumes_with_replay=20, duplicates_suppressed=10,
    changed=20, deleted=5, carried=40, resumed=10, fetched=80, denied=20, found=40,
    gaps_repaired=1, unread_recounted=5, kills=3,
)  # fmt: skip


def test_a_run_in_which_enough_happened_counts():
    assert vacuity.lacks(GOOD, PLAN, has_faults=True) == []


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ({"acked": 199}, "199 acknowledged sends"),
        ({"unknown": 19}, "outcome was unknown"),
        ({"resumes_with_replay": 19}, "resumes"),
        ({"duplicates_suppressed": 9}, "duplicates"),
        ({"changed": 19}, "19 edits"),
        ({"deleted": 4}, "4 deleted"),
        ({"carried": 39}, "39 files of acknowledged"),
        ({"resumed": 9}, "9 uploads"),
        ({"fetched": 79}, "79 files that came"),
        ({"denied": 19}, "19 files that were denied"),
        ({"found": 39}, "39 messages that were found"),
        ({"gaps_repaired": 0}, "no gap"),
        ({"unread_recounted": 0}, "no unread count"),
        ({"kills": 2}, "2 processes were killed"),
    ],
)
def test_what_did_not_happen_often_enough_is_named(spoiled, said):
    (lack,) = vacuity.lacks(msgspec.structs.replace(GOOD, **spoiled), PLAN, has_faults=True)
    assert said in lack


def test_kills_are_only_needed_with_faults():
    assert vacuity.lacks(msgspec.structs.replace(GOOD, kills=0), PLAN, has_faults=False) == []


def test_a_short_run_needs_less_but_not_nothing():
    some = msgspec.structs.replace(
        GOOD, acked=17, unknown=2, resumes_with_replay=2, duplicates_suppressed=1, gaps_repaired=0
    )
    assert vacuity.lacks(some, SHORT, has_faults=False) == []
    assert len(vacuity.lacks(msgspec.structs.replace(some, unknown=0, acked=3), SHORT, has_faults=False)) == 2


@pytest.mark.parametrize(
    ("record", "kills"),
    [
        ({"killed": [1], "successors": [2]}, 1),
        ({"killed": [1], "successors": []}, 0),
        ({"killed": [1], "successors": [1]}, 0),
        ({"restarted": [1], "successors": [2]}, 0),
        ({"paused": [1]}, 0),
    ],
)
def test_a_kill_counts_when_another_process_came_in_its_place(record, kills):
    run = GoodRun()
    run.write(told.FaultHealed, name="some", target="chat", began_at=0.1, record=record)
    assert ledger.draw_up(run.evidence()).kills == kills


def test_the_ledger_counts_what_happened():
    run = GoodRun()
    names = {"user_id": "u-ana", "conversation_id": GROUP, "client_message_id": "m-1"}
    run.write(told.Unanswered, **names, why="the line was lost")
    run.write(told.Invoked, **names, device_id="d", body=digest("body 1"), door="rest", attempt=2, copies=2)
    run.write(told.Acked, **names, seq=1, message_no=1, is_duplicate=True, door="rest")
    run.write(told.Fetched, device_id="d-ben", conversation_id=GROUP, after=0, count=200, why="gap")
    run.write(told.Received, connection=2, event=run.log[GROUP][0], is_replay=True)
    drawn = ledger.draw_up(run.evidence())
    assert (drawn.sent, drawn.attempts, drawn.acked, drawn.refused, drawn.stored) == (31, 33, 30, 1, 30)
    assert (drawn.unknown, drawn.unknown_stored, drawn.resent, drawn.duplicates_suppressed) == (1, 1, 1, 1)
    assert (drawn.gaps_repaired, drawn.resumes_with_replay, drawn.read_again) == (1, 1, 1)
    assert [row.connections for row in drawn.devices] == [1, 1, 1]
