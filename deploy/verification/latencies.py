"""How long sends and deliveries took, from the history. Pure."""

from collections.abc import Sequence

import msgspec

from deploy.verification.evidence import Evidence
from deploy.verification.records import Acked, Received


class Latency(msgspec.Struct, frozen=True, gc=False):
    """Begun at `at`, done `seconds` later. `is_first_try`: nothing had to be repeated."""

    at: float
    seconds: float
    is_first_try: bool = True


def of_sends(evidence: Evidence) -> list[Latency]:
    """From the first attempt to the first acknowledgement."""
    found: list[Latency] = []
    seen: set[tuple[str, str]] = set()
    for ack in evidence.of(Acked):
        place = (ack.conversation_id, ack.client_message_id)
        attempts = evidence.invoked.get(place, [])
        if place not in seen and attempts:
            seen.add(place)
            found.append(Latency(attempts[0].t, ack.t - attempts[0].t, len(attempts) == 1))
    return found


def of_deliveries(evidence: Evidence) -> list[Latency]:
    """From the first attempt to the arrival on a device that was connected (replays do not count)."""
    found: list[Latency] = []
    for record in evidence.of(Received):
        event = record.event
        attempts = evidence.invoked.get((event.conversation_id, event.client_message_id or ""))
        if attempts and not record.is_replay:
            found.append(Latency(attempts[0].t, record.t - attempts[0].t, len(attempts) == 1))
    return found


def percentile(seconds: Sequence[float], part: float) -> float:
    """The value below which that part of them lies; 0 for none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
