"""What must hold, one file each: pure functions from the evidence to what violates it.

To add one: a file with `check(evidence)` that yields violations, a line in CHECKS, and mutations of a good history in
tests/unit/verification that only it catches.
"""

from collections.abc import Callable, Iterable

import msgspec

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.invariants import (
    acknowledged,
    authentic,
    carried,
    complete,
    counted,
    found,
    lived,
    numbered,
    ordered,
    private,
    recovered,
    refused,
    returned,
    wire,
)

Check = Callable[[Evidence], Iterable[Violation]]


class Invariant(msgspec.Struct, frozen=True):
    """`name` as in violations and reports, `promise` as a person would say it."""

    name: str
    promise: str
    check: Check


CHECKS = (
    Invariant("I1", "Every acknowledged message is stored, at the acknowledged place", acknowledged.check),
    Invariant("I2", "Numbers run 1, 2, 3 … without hole or reuse, and each send is stored once", numbered.check),
    Invariant("I3", "Everything stored and delivered is what somebody sent, unchanged", authentic.check),
    Invariant("I4", "What was sent after an acknowledgement stands after it", ordered.check),
    Invariant("I5", "Every device of every member ends with the whole log, in order", complete.check),
    Invariant("I6", "What was refused for good is not stored", refused.check),
    Invariant("I7", "Nobody hears anything of a conversation that they do not belong to", private.check),
    Invariant("I8", "Unread counts, mentions and read positions are those of a recount", counted.check),
    Invariant("I9", "All have everything within 30 seconds, and sends are as quick as before", recovered.check),
    Invariant("I10", "Memory, open files and waiting frames return to where they were", returned.check),
    Invariant("I11", "Messages are shown as the log made them, and what deleted ones said is gone", lived.check),
    Invariant("I12", "Files arrive whole, for members alone, and are gone with their message", carried.check),
    Invariant("I13", "Messages are found by what they say, by members alone", found.check),
    Invariant("W", "On one connection each event comes once, in order, without a jump", wire.check),
)


def check_all(evidence: Evidence) -> dict[str, list[Violation]]:
    """The violations of each invariant, by its name."""
    return {invariant.name: list(invariant.check(evidence)) for invariant in CHECKS}
