"""A run second by second, and its faults, as the report draws them. Pure."""

from collections import Counter, defaultdict

import msgspec

from deploy.verification.evidence import Evidence
from deploy.verification.latencies import Latency, of_deliveries, of_sends, percentile
from deploy.verification.records import Acked, Applied, FaultHealed


class Second(msgspec.Struct, frozen=True):
    """One second of the run: sends begun, acknowledged, deliveries; p50 and p99 in milliseconds, None without any."""

    at: int
    sent: int
    acked: int
    delivered: int
    ack_p50: float | None
    ack_p99: float | None
    delivery_p50: float | None
    delivery_p99: float | None


class Span(msgspec.Struct, frozen=True):
    """A fault from its begin to its heal, in seconds since driving began; `did`: what was really done."""

    begin: float
    end: float
    name: str
    target: str
    did: str


def series(evidence: Evidence) -> list[Second]:
    """The run second by second, from the begin of driving."""
    begin = evidence.phase("driving") or 0.0
    end = evidence.phase("settling") or begin
    sent: Counter[int] = Counter(int(tries[0].t - begin) for tries in evidence.invoked.values())
    acked: Counter[int] = Counter(int(ack.t - begin) for ack in evidence.of(Acked))
    acks, deliveries = _by_second(of_sends(evidence), begin), _by_second(of_deliveries(evidence), begin)
    applied: Counter[int] = Counter(int(each.t - begin) for each in evidence.of(Applied))
    return [
        Second(
            at=at,
            sent=sent[at],
            acked=acked[at],
            delivered=applied[at],
            ack_p50=_milliseconds(acks[at], 0.5),
            ack_p99=_milliseconds(acks[at], 0.99),
            delivery_p50=_milliseconds(deliveries[at], 0.5),
            delivery_p99=_milliseconds(deliveries[at], 0.99),
        )
        for at in range(int(end - begin) + 1)
    ]


def spans(evidence: Evidence) -> list[Span]:
    """The faults, in seconds from the begin of driving."""
    begin = evidence.phase("driving") or 0.0
    return [
        Span(
            begin=round(healed.began_at - begin, 2),
            end=round(healed.t - begin, 2),
            name=healed.name,
            target=healed.target,
            did=", ".join(f"{name.replace('_', ' ')} {_told(value)}" for name, value in healed.record.items()),
        )
        for healed in sorted(evidence.of(FaultHealed), key=lambda each: each.began_at)
    ]


def _by_second(found: list[Latency], begin: float) -> dict[int, list[float]]:
    seconds: dict[int, list[float]] = defaultdict(list)
    for each in found:
        seconds[int(each.at + each.seconds - begin)].append(each.seconds)
    return seconds


def _milliseconds(seconds: list[float], part: float) -> float | None:
    return round(percentile(seconds, part) * 1_000, 1) if seconds else None


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
