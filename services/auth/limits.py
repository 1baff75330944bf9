"""How often something may be tried: some times freely, then with growing pauses, never shut out for good.

Called by logins and registration. An attempt is counted before it is made, so that a hundred at once are a hundred;
what turned out well is given back. Counts are in Redis and shared by all processes; while Redis is away each process
counts for itself, because a login without any limit is worse than one with a narrower view.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

from services.common import logs
from services.common.cache import CacheError

RETURN_SECONDS = 5.0

T = TypeVar("T")

log = logs.get_logger("limits")


class Allowance(msgspec.Struct, frozen=True):
    """`free` attempts within a window that begins with the first; further ones only with pauses of 1, 2, 4 … seconds
    between them, up to `longest_seconds`."""

    name: str
    free: int
    window_seconds: int
    longest_seconds: int

    def pause(self, count: int) -> float:
        """Seconds until the next attempt after the `count`th."""
        return float(min(2 ** min(count - self.free - 1, 30), self.longest_seconds))


class Claim(msgspec.Struct, frozen=True):
    """An attempt by (or on) a subject: an account, an address, or both."""

    allowance: Allowance
    subject: str


class Limits(Protocol):
    def take(self, claims: Sequence[Claim]) -> float:
        """0 when all claims are granted and counted; else the seconds to wait, and nothing is counted."""

    def give_back(self, claims: Sequence[Claim]) -> None:
        """These were no attempts after all."""

    def forget(self, claim: Claim) -> None:
        """The subject begins anew."""


class LimitsWithFallback:
    """`shared` while it answers, else `local`; after a failure `shared` is left alone for RETURN_SECONDS."""

    def __init__(self, shared: Limits, local: Limits, monotonic: Callable[[], float] = time.monotonic):
        self._shared, self._local, self._monotonic = shared, local, monotonic
        self._away_until = 0.0

    def take(self, claims: Sequence[Claim]) -> float:
        return self._with(lambda limits: limits.take(claims))

    def give_back(self, claims: Sequence[Claim]) -> None:
        self._with(lambda limits: limits.give_back(claims))

    def forget(self, claim: Claim) -> None:
        self._with(lambda limits: limits.forget(claim))

    def _with(self, use: Callable[[Limits], T]) -> T:
        if self._monotonic() >= self._away_until:
            try:
                return use(self._shared)
            except CacheError as error:
                log.warning("Redis does not answer, limits are counted here", error=repr(error))
                self._away_until = self._monotonic() + RETURN_SECONDS
        return use(self._local)
