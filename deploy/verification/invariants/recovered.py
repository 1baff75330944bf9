"""I9: soon after the last fault everybody has everything, and sends are about as quick as before the first.

How quick they are is judged only after faults, and only by sends that were under way while other programs left the
machine alone: else it would be the neighbours that are judged.
"""

from collections.abc import Iterator

import msgspec

from deploy.verification import latencies
from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Busy, FaultBegan, FaultHealed

FACTOR = 2.0
FLOOR_SECONDS = 0.5
"""Below this no send is called slow: the p99 of a hundred sends is mostly chance."""
LEAST_SAMPLES = 20
CALM_SECONDS = 3.0
OTHERS_LIMIT, SAMPLE_SECONDS = 0.15, 1.0
"""Which share of the processors others may take in a second in which speed is judged."""


class Speed(msgspec.Struct, frozen=True):
    """p99 of sends in seconds before the first fault and after the last; why they are not compared, if so."""

    before: float | None
    after: float | None
    is_not_judged_because: str | None


def check(evidence: Evidence) -> Iterator[Violation]:
    for what in evidence.late:
        yield Violation("I9", f"not there 30 s after the end: {what}", {})
    found = speed(evidence)
    if found.is_not_judged_because or found.before is None or found.after is None:
        return
    if found.after > max(FACTOR * found.before, FLOOR_SECONDS):
        before, after = found.before * 1_000, found.after * 1_000
        yield Violation("I9", f"p99 of sends is {after:.0f} ms after the last fault, it was {before:.0f} ms before", {})


def speed(evidence: Evidence) -> Speed:
    """How quick sends were before and after the faults."""
    begin, end = evidence.phase("driving"), evidence.phase("settling")
    faults, heals = evidence.of(FaultBegan), evidence.of(FaultHealed)
    if begin is None or end is None or not faults or not heals:
        return Speed(None, None, "there were no faults")
    windows = (begin, faults[0].t), (max(healed.t for healed in heals) + CALM_SECONDS, end)
    sends = [send for send in latencies.of_sends(evidence) if send.is_first_try]
    quiet = [send for send in sends if not _is_disturbed(send, evidence)]
    before, after = (_p99(quiet, *window) for window in windows)
    if before is not None and after is not None:
        return Speed(before, after, None)
    before, after = (_p99(sends, *window) for window in windows)
    few = f"there were fewer than {LEAST_SAMPLES} sends before or after"
    busy = f"other programs took more than {OTHERS_LIMIT:.0%} of this machine nearly all the time"
    return Speed(before, after, few if before is None or after is None else busy)


def _p99(sends: list[latencies.Latency], begin: float, end: float) -> float | None:
    seconds = [send.seconds for send in sends if begin <= send.at < end]
    return latencies.percentile(seconds, 0.99) if len(seconds) >= LEAST_SAMPLES else None


def _is_disturbed(send: latencies.Latency, evidence: Evidence) -> bool:
    """Others kept the machine busy in a second in which it was under way."""
    return any(
        each.others > OTHERS_LIMIT and each.t - SAMPLE_SECONDS < send.at + send.seconds and send.at < each.t
        for each in evidence.of(Busy)
    )
