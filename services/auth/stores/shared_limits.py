"""Counts of attempts in Redis, shared by all processes. Keys: `auth:limit:<allowance>:<subject>`.

Two keys for each claim: the count, which ends with its window, and beyond the free attempts a gate that stays closed
for the pause. Plain commands only: our Redis user may not run scripts.
"""

from collections.abc import Sequence

from redis import Redis

from services.auth.limits import Claim


class SharedLimits:
    def __init__(self, redis: "Redis"):
        self._redis = redis

    def take(self, claims: Sequence[Claim]) -> float:
        counts = self._add(claims, 1)
        passed: list[str] = []
        for claim, count in zip(claims, counts, strict=True):
            if count <= claim.allowance.free:
                continue
            gate = _gate(claim)
            pause_ms = int(claim.allowance.pause(count) * 1_000)
            if self._redis.set(gate, "closed", nx=True, px=pause_ms):
                passed.append(gate)
                continue
            left_ms = int(self._redis.pttl(gate))
            if passed:
                self._redis.delete(*passed)
            self._add(claims, -1)
            return max(left_ms, 1) / 1_000
        return 0.0

    def give_back(self, claims: Sequence[Claim]) -> None:
        self._add(claims, -1)

    def forget(self, claim: Claim) -> None:
        self._redis.delete(_count(claim), _gate(claim))

    def _add(self, claims: Sequence[Claim], number: int) -> list[int]:
        with self._redis.pipeline(transaction=True) as pipeline:
            for claim in claims:
                pipeline.set(_count(claim), 0, nx=True, ex=claim.allowance.window_seconds)
                pipeline.incrby(_count(claim), number)
            answers = pipeline.execute()
        return [int(count) for count in answers[1::2]]


def _count(claim: Claim) -> str:
    return f"auth:limit:{claim.allowance.name}:{claim.subject}"


def _gate(claim: Claim) -> str:
    return f"{_count(claim)}:gate"
