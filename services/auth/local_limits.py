"""Counts of attempts in this process, for the time that Redis is away, and for tests."""

import time
from collections.abc import Callable, Sequence

from services.auth.limits import Claim

SUBJECTS_LIMIT = 20_000


class _Count:
    def __init__(self, until: float):
        self.until = until
        self.number = 0
        self.gate_until = 0.0


class LocalLimits:
    """Behaves like SharedLimits. At most SUBJECTS_LIMIT counts are kept: the oldest goes first."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic):
        self._monotonic = monotonic
        self._counts: dict[Claim, _Count] = {}

    def take(self, claims: Sequence[Claim]) -> float:
        now = self._monotonic()
        counts = [self._count(claim, now) for claim in claims]
        waits = [
            count.gate_until - now
            for claim, count in zip(claims, counts, strict=True)
            if count.number >= claim.allowance.free and count.gate_until > now
        ]
        if waits:
            return waits[0]
        for claim, count in zip(claims, counts, strict=True):
            count.number += 1
            if count.number > claim.allowance.free:
                count.gate_until = now + claim.allowance.pause(count.number)
        return 0.0

    def give_back(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            self._count(claim, self._monotonic()).number -= 1

    def forget(self, claim: Claim) -> None:
        self._counts.pop(claim, None)

    def _count(self, claim: Claim, now: float) -> _Count:
        count = self._counts.get(claim)
        if count is None or count.until <= now:
            self._counts.pop(claim, None)
            count = self._counts[claim] = _Count(now + claim.allowance.window_seconds)
            while len(self._counts) > SUBJECTS_LIMIT:
                del self._counts[next(iter(self._counts))]
        return count
