"""I10: local programs hold no more memory, files and waiting frames than before, give or take what is normal."""

from collections.abc import Iterator, Mapping

from deploy.verification.evidence import Cost, Evidence, Violation

SHARE = 0.10
FILES = 48
MEGABYTE = 2**20
WARMING_MEGABYTES = {"mongo": 192}
OTHER_MEGABYTES = 32
"""What a program may take for good once it has worked: caches, allocator, code that was not needed before."""


def check(evidence: Evidence) -> Iterator[Violation]:
    return compare(evidence.costs_before, evidence.costs_after)


def compare(costs_before: Mapping[str, Cost], costs_after: Mapping[str, Cost]) -> Iterator[Violation]:
    """What has not returned."""
    for program, before in costs_before.items():
        after = costs_after.get(program)
        if after is None:
            yield Violation("I10", f"{program} does not run any more", {"program": program})
            continue
        slack = max(SHARE * before.memory, WARMING_MEGABYTES.get(program, OTHER_MEGABYTES) * MEGABYTE)
        if after.memory > before.memory + slack:
            grown = f"{before.memory / MEGABYTE:.0f} MB to {after.memory / MEGABYTE:.0f} MB"
            yield Violation("I10", f"{program} went from {grown}", {"program": program})
        if after.files > before.files + max(SHARE * before.files, FILES):
            what = f"{program} has {after.files} open files, it had {before.files}"
            yield Violation("I10", what, {"program": program})
        if after.waiting > before.waiting:
            what = f"{program} keeps {after.waiting} bytes for readers that are gone"
            yield Violation("I10", what, {"program": program})
