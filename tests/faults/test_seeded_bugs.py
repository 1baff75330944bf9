"""`./natter verify` must be able to fail: each seeded bug turns it red for the right reason; without one it is green.

One stack is restarted with another bug each time; the last one leaves a database that only it can have made. The log is
read over REST: these bugs must be seen from outside.
"""

import pytest

from tests.faults.verifying import LONGEST_SECONDS, how, violated

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


@pytest.fixture
def verify(planted, tmp_path):
    """`verify(bug)`: the exit code, the violated invariants, and what was printed."""

    def run(bug=None):
        stack = planted(bug)
        done = stack.natter("verify", *how(stack, tmp_path), seconds=LONGEST_SECONDS, check=False)
        return done.returncode, violated(tmp_path), done.stdout + done.stderr

    return run


@pytest.mark.fault("red")
def test_without_a_bug_it_is_green(verify):
    code, found, said = verify()
    assert (code, found) == (0, set()), said


@pytest.mark.fault("red")
@pytest.mark.parametrize("bug", [bug for bug in RED if bug != "allocate_first"])
def test_a_seeded_bug_is_found_and_named(verify, bug):
    code, found, said = verify(bug)
    assert code == 1, said
    assert RED[bug] in found, said


@pytest.mark.fault("red")
def test_numbers_that_are_taken_before_they_are_written_are_found_and_named(allocating):
    process, folder, log = allocating
    process.wait(LONGEST_SECONDS)
    assert process.returncode == 1, log.read_text()
    assert RED["allocate_first"] in violated(folder), log.read_text()
