"""I9: soon after the last fault everybody has everything, and sends are about as quick as before the first."""

from collections.abc import Iterator

from deploy.verification import latencies
from deploy.verification.evidence import Evidence, Violation
from deploy.verification.history import FaultBegan, FaultHealed

FACTOR = 2.0
FLOOR_SECONDS = 0.5
"""Below this no send is called slow: on a busy machine the p99 of a hundred sends is mostly noise."""
LEAST_SAMPLES = 20
CALM_SECONDS = 3.0
SHARE = 0.25


def check(evidence: Evidence) -> Iterator[Violation]:
    for what in evidence.late:
        yield Violation("I9", f"not there 30 s after the end: {what}", {})
    before, after = quick(evidence)
    if before is not None and after is not None and after > max(FACTOR * before, FLOOR_SECONDS):
        what = f"p99 of sends is {after * 1_000:.0f} ms after the last fault, it was {before * 1_000:.0f} ms before"
        yield Violation("I9", what, {})


def quick(evidence: Evidence) -> tuple[float | None, float | None]:
    """p99 of sends, in seconds, before the first fault and after the last one (without faults: at begin and end)."""
    begin, end = evidence.phase("driving"), evidence.phase("settling")
    if begin is None or end is None:
        return None, None
    faults, heals = evidence.of(FaultBegan), evidence.of(FaultHealed)
    quarter = SHARE * (end - begin)
    first = faults[0].t if faults else begin + quarter
    last = heals[-1].t + CALM_SECONDS if heals else end - quarter
    sends = latencies.of_sends(evidence)
    return _p99(sends, begin, first), _p99(sends, last, end)


def _p99(sends: list[latencies.Latency], begin: float, end: float) -> float | None:
    seconds = [send.seconds for send in sends if send.is_first_try and begin <= send.at < end]
    return latencies.percentile(seconds, 0.99) if len(seconds) >= LEAST_SAMPLES else None
