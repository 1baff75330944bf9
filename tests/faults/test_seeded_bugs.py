"""`./natter verify` must be able to fail: each seeded bug turns it red for the right reason; without one it is green.

One stack is restarted with other bugs each time; the last ones leave a database that only they can have made. The log
is read over REST: these bugs must be seen from outside. Bugs that do not get in each other's way share a run, and each
must be named by what is said of nothing else.
"""

import re

import pytest

from tests.faults.seeded_bugs import BUGS
from tests.faults.verifying import LONGEST_SECONDS, verify

RED = {
    "drop_one": ("W", "the line jumped from"),
    "deliver_twice": ("W", "came again"),
    "swap_two": ("W", "the line jumped from"),
    "ack_before_write": ("I1", "an acknowledged message is not in the log|at another place than the acknowledged one"),
    "skip_idempotency_index": ("I2", "one send is stored"),
    # Not below: its holes never close, so verify waits its full time; begun early, in conftest.py.
    "allocate_first": ("I2", "has a hole|is used twice"),
    "serve_truncated": ("I12", "a file came otherwise than it was sent"),
    "forget_membership": ("I12", "a file was given to somebody who does not belong to its conversation"),
    "keep_deleted": ("I12", "a file of a deleted message is still given"),
    "skip_words": ("I13", "a message is not found by what it says"),
}
"""Which invariant must be named, and how: W is the rule of the wire (deploy/verification/invariants)."""
TOGETHER = (
    ("drop_one", "ack_before_write"),
    ("swap_two", "serve_truncated", "forget_membership", "keep_deleted", "skip_words"),
    ("deliver_twice", "skip_idempotency_index"),
)


def is_named(bug, violations):
    invariant, sentence = RED[bug]
    return any(re.search(sentence, what) for what in violations.get(invariant, ()))


@pytest.mark.fault("red")
def test_without_a_bug_it_is_green(planted, tmp_path):
    code, violations, said = verify(planted(), tmp_path)
    assert (code, violations) == (0, {}), said


@pytest.mark.fault("red")
@pytest.mark.parametrize("bugs", TOGETHER, ids="+".join)
def test_seeded_bugs_are_found_and_named(planted, tmp_path, bugs):
    code, violations, said = verify(planted("+".join(bugs)), tmp_path)
    assert code == 1, said
    assert [bug for bug in bugs if not is_named(bug, violations)] == [], said


@pytest.mark.fault("red")
def test_every_bug_is_tried():
    assert {*(bug for bugs in TOGETHER for bug in bugs), "allocate_first"} == RED.keys()
    assert RED.keys() == BUGS.keys() - {"skew_clock"}


@pytest.mark.fault("red")
def test_numbers_that_are_taken_before_they_are_written_are_found_and_named(allocating):
    code, violations, said = allocating.wait_for_verdict()
    assert code == 1, said
    assert is_named("allocate_first", violations), said


@pytest.mark.fault("red")
def test_a_stack_that_dies_for_good_has_a_report_that_says_so(allocating):
    allocating.join(LONGEST_SECONDS)
    code, result, said = allocating.last_words
    assert code == 1, said
    assert "UNFINISHED" in said
    assert not result["is_judged"]
    assert result["gone"]
    assert result["ledger"]["acked"] > 0
