"""`./natter verify` must be able to fail: each seeded bug turns it red for the right reason; without one it is green.

One stack is restarted with another bug each time; the last one leaves a database that only it can have made. The log is
read over REST: these bugs must be seen from outside.
"""

import pytest

from tests.faults.verifying import LONGEST_SECONDS, sentences, verify

RED = {
    "drop_one": "W",
    "deliver_twice": "W",
    "swap_two": "W",
    "ack_before_write": "I1",
    "skip_idempotency_index": "I2",
    # Not below: its holes never close, so verify waits its full time; begun early, in conftest.py.
    "allocate_first": "I2",
}
"""Which invariant must be named: W is the rule of the wire (deploy/verification/invariants)."""
TOGETHER = {
    "serve_truncated": "a file came otherwise than it was sent",
    "forget_membership": "a file was given to somebody who does not belong to its conversation",
    "keep_deleted": "a file of a deleted message is still given",
    "skip_words": "a message is not found by what it says",
}
"""Bugs that do not get in each other's way share a run; what must be said of each."""


@pytest.mark.fault("red")
def test_without_a_bug_it_is_green(planted, tmp_path):
    code, found, said = verify(planted(), tmp_path)
    assert (code, found) == (0, set()), said


@pytest.mark.fault("red")
@pytest.mark.parametrize("bug", [bug for bug in RED if bug != "allocate_first"])
def test_a_seeded_bug_is_found_and_named(planted, tmp_path, bug):
    code, found, said = verify(planted(bug), tmp_path)
    assert code == 1, said
    assert RED[bug] in found, said


@pytest.mark.fault("red")
def test_bugs_of_files_and_search_are_found_and_named(planted, tmp_path):
    code, found, said = verify(planted("+".join(TOGETHER)), tmp_path)
    assert code == 1, said
    assert found == {"I12", "I13"}, said
    assert set(TOGETHER.values()) <= sentences(tmp_path), said


@pytest.mark.fault("red")
def test_numbers_that_are_taken_before_they_are_written_are_found_and_named(allocating):
    code, found, said = allocating.wait_for_verdict()
    assert code == 1, said
    assert RED["allocate_first"] in found, said


@pytest.mark.fault("red")
def test_a_stack_that_dies_for_good_has_a_report_that_says_so(allocating):
    allocating.join(LONGEST_SECONDS)
    code, result, said = allocating.last_words
    assert code == 1, said
    assert "UNFINISHED" in said
    assert not result["is_judged"]
    assert result["gone"]
    assert result["ledger"]["acked"] > 0
