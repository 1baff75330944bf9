"""Which fault comes when: the same for the same seed, the most telling ones first and every kind in its turn.

Faults follow each other without overlapping, so that one can be told from the next, except for cut lines, which also
fall into the middle of others. The end of the time is left free, for everything to come level again.
"""

import fnmatch
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from deploy.failure import Failure
from deploy.verification.nemesis.fault import Fault
from deploy.verification.nemesis.kills import Kill, Pause
from deploy.verification.nemesis.links import BlackHole, Cut, Delay, Refuse, Throttle
from deploy.verification.nemesis.restarts import ReloadGateway, RollingRestart
from deploy.verification.nemesis.stores import FlushValkey, WipeNats

FIRST_AT_SECONDS = 8.0
"""Before the first fault it is seen how quick sends are when everything is whole."""
QUIET_SHARE, LEAST_QUIET_SECONDS = 0.12, 4.0
"""The last part of the time, in which everything is whole."""
RECOVERY_SECONDS = 2.0
"""What a stack usually takes to answer again after a heal."""
PAUSE_SECONDS = (0.5, 2.0)
CUT_CHANCE = 0.3
WORKERS = 8
"""Workers are chosen by a number below this, which is taken modulo how many there are."""

Make = Callable[[random.Random], Fault]


class Planned(NamedTuple):
    """`fault.begin` at `at_seconds` after the start of the run, `fault.heal` `lasts_seconds` later."""

    at_seconds: float
    lasts_seconds: float
    fault: Fault


def plan(seed: int, seconds: float, only: Sequence[str] = ()) -> list[Planned]:
    """The faults of a run of this length, by time.

    `only`: labels such as "kill chat" or "pause *" to choose from instead of all; Failure when none is known.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    end = seconds - max(LEAST_QUIET_SECONDS, QUIET_SHARE * seconds)
    planned: list[Planned] = []
    at = min(FIRST_AT_SECONDS, seconds / 8)
    for fault in _endless(chance, only):
        lasts = round(chance.uniform(*fault.lasts_seconds), 2)
        taken = lasts + RECOVERY_SECONDS
        if at + taken > end:
            break
        planned.append(Planned(round(at, 2), lasts, fault))
        if not only and fault.target != "links" and chance.random() < CUT_CHANCE:
            planned.append(Planned(round(at + lasts / 2, 2), 0.0, Cut()))
        at += taken + chance.uniform(*PAUSE_SECONDS)
    return planned


def label(fault: Fault) -> str:
    return f"{fault.name} {fault.target}"


def _endless(chance: random.Random, only: Sequence[str]) -> Iterator[Fault]:
    """One of each kind in turn; within a kind each once before any comes again."""
    if only:
        chosen = [make for make in itertools.chain(*KINDS) if _matches(make(random.Random(0)), only)]  # noqa: S311
        if not chosen:
            known = sorted({label(make(random.Random(0))) for make in itertools.chain(*KINDS)})  # noqa: S311
            raise Failure(f"there is no fault {' or '.join(only)}", f"choose from {', '.join(known)}")
        kinds = [chosen]
    else:
        kinds = [list(kind) for kind in KINDS]
    bags: list[list[Make]] = [[] for _ in kinds]
    while True:
        for bag, kind in zip(bags, kinds, strict=True):
            if not bag:
                bag += chance.sample(kind, len(kind))
            yield bag.pop()(chance)


def _matches(fault: Fault, only: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(label(fault), pattern) for pattern in only)


def _kill(program: str) -> Make:
    return lambda chance: Kill(program)


def _kill_worker(program: str) -> Make:
    return lambda chance: Kill(program, chance.randrange(WORKERS))


def _pause(program: str) -> Make:
    return lambda chance: Pause(program)


def _pause_worker(program: str) -> Make:
    return lambda chance: Pause(program, chance.randrange(WORKERS))


def _plain(kind: Callable[[], Fault]) -> Make:
    return lambda chance: kind()


def _rolling(service: str) -> Make:
    return lambda chance: RollingRestart(service)


SERVICES = ("chat", "realtime", "notify", "auth")
WITH_WORKERS = (*SERVICES, "gateway")
STORES = ("mongo", "nats", "valkey")

KINDS: tuple[tuple[Make, ...], ...] = (
    tuple(_kill_worker(program) for program in ("chat", "realtime")),
    tuple(_kill(program) for program in STORES),
    (_plain(BlackHole), _plain(Delay), _plain(Throttle), _plain(Refuse)),
    tuple(_kill(program) for program in WITH_WORKERS),
    tuple(_pause(program) for program in (*STORES, *WITH_WORKERS)),
    (_plain(WipeNats), _plain(FlushValkey), _plain(ReloadGateway)),
    tuple(_pause_worker(program) for program in WITH_WORKERS),
    tuple(_rolling(service) for service in SERVICES),
    tuple(_kill_worker(program) for program in ("notify", "auth", "gateway")),
)
"""The kinds in the order in which they come around."""
