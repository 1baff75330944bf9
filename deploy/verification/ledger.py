"""The ledger: what was sent and what became of it, in numbers. Pure."""

from collections import Counter

import msgspec

from deploy.verification import latencies
from deploy.verification.evidence import Evidence
from deploy.verification.records import (
    Acked,
    Applied,
    Closed,
    Connected,
    Downloaded,
    FaultHealed,
    Fetched,
    GapTold,
    Received,
    Refused,
    Searched,
    TouchAnswered,
    Unanswered,
    Uploaded,
)

TOO_SLOW = 4008


class DeviceRow(msgspec.Struct, frozen=True):
    """What one device got: events on the wire, applied in order, of them after a reconnect; its connections."""

    device: str
    user: str
    connections: int
    received: int
    replayed: int
    applied: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """`unknown`: attempts without an answer. `duplicates_suppressed`: sends that came again and were stored once.

    `changed`: edits, reactions and what was taken back; `deleted`: messages. `carried`: files of acknowledged messages,
    `resumed`: how often an upload was taken up again; `fetched`: files that came, `denied`: those that were refused.
    `searched`: questions, `found`: those that led to their message.
    """

    sent: int
    attempts: int
    acked: int
    refused: int
    unknown: int
    unknown_stored: int
    resent: int
    stored: int
    duplicates_suppressed: int
    changed: int
    deleted: int
    carried: int
    pictures: int
    resumed: int
    fetched: int
    denied: int
    searched: int
    found: int
    events: int
    received: int
    applied: int
    resumes_with_replay: int
    replayed: int
    gaps_repaired: int
    jumps_repaired: int
    closed_as_too_slow: int
    unread_recounted: int
    read_again: int
    kills: int
    faults: int
    ack_ms: tuple[float, float]
    delivery_ms: tuple[float, float]
    devices: list[DeviceRow]


def draw_up(evidence: Evidence) -> Ledger:
    """The numbers of a run."""
    acked = {(ack.conversation_id, ack.client_message_id) for ack in evidence.of(Acked)}
    attempts = {place: sum(each.copies for each in tries) for place, tries in evidence.invoked.items()}
    stored = [place for place, events in evidence.stored.items() if events]
    unanswered = {(each.conversation_id, each.client_message_id) for each in evidence.of(Unanswered)}
    finals = {(each.conversation_id, each.client_message_id) for each in evidence.of(Refused) if each.is_final}
    fetched = evidence.of(Fetched)
    replays = Counter(each.connection for each in evidence.of(Received) if each.is_replay)
    gap_lines = {gap.connection for gap in evidence.of(GapTold)}
    healed = evidence.of(FaultHealed)
    carried = {one for place in acked for one in evidence.invoked[place][0].attachment_ids}
    files = [file for file in evidence.of(Uploaded) if file.attachment_id in carried]
    answers, searched = evidence.of(Downloaded), evidence.of(Searched)
    return Ledger(
        sent=len(attempts),
        attempts=sum(attempts.values()),
        acked=len(acked),
        refused=len(finals),
        unknown=len(evidence.of(Unanswered)),
        unknown_stored=len(unanswered & set(stored)),
        resent=sum(1 for tries in evidence.invoked.values() if len(tries) > 1),
        stored=sum(len(events) for events in evidence.stored.values()),
        changed=sum(1 for each in evidence.of(TouchAnswered) if each.change != "delete"),
        deleted=sum(len(numbers) for numbers in evidence.deleted.values()),
        carried=len(files),
        pictures=sum(1 for file in files if file.looks.width),
        resumed=sum(file.resumed for file in files),
        fetched=sum(1 for each in answers if each.looks is not None),
        denied=sum(1 for each in answers if each.status and each.looks is None),
        searched=len(searched),
        found=sum(1 for each in searched if (each.conversation_id, each.message_no) in each.hits),
        duplicates_suppressed=sum(1 for ack in evidence.of(Acked) if ack.is_duplicate),
        events=sum(len(events) for events in evidence.log.values()),
        received=len(evidence.of(Received)),
        applied=len(evidence.of(Applied)),
        resumes_with_replay=len(replays.keys() | gap_lines),
        replayed=sum(replays.values()),
        gaps_repaired=len({(each.device_id, each.conversation_id) for each in fetched if each.why == "gap"}),
        jumps_repaired=sum(1 for each in fetched if each.why == "jump"),
        closed_as_too_slow=sum(1 for each in evidence.of(Closed) if each.code == TOO_SLOW),
        unread_recounted=len(evidence.served),
        read_again=_read_again(evidence),
        kills=sum(map(_is_kill, healed)),
        faults=len(healed),
        ack_ms=_milliseconds([each.seconds for each in latencies.of_sends(evidence)]),
        delivery_ms=_milliseconds([each.seconds for each in latencies.of_deliveries(evidence)]),
        devices=_devices(evidence),
    )


def _is_kill(healed: FaultHealed) -> bool:
    """Processes died without a goodbye and others came in their place."""
    killed, successors = (set(healed.record.get(name, ())) for name in ("killed", "successors"))
    return bool(killed and successors) and not killed & successors


def _read_again(evidence: Evidence) -> int:
    """Events that came to a device that had them already, by whatever way."""
    seen: set[tuple[str, str, int]] = set()
    again = 0
    for each in evidence.of(Received):
        owner = evidence.owners.get(each.connection)
        place = (owner.device_id if owner else "", each.event.conversation_id, each.event.seq)
        again += place in seen
        seen.add(place)
    return again


def _devices(evidence: Evidence) -> list[DeviceRow]:
    connections = Counter(each.device_id for each in evidence.of(Connected))
    owner = {each.connection: each.device_id for each in evidence.of(Connected)}
    received = Counter(owner.get(each.connection) for each in evidence.of(Received))
    replayed = Counter(owner.get(each.connection) for each in evidence.of(Received) if each.is_replay)
    applied = Counter(each.device_id for each in evidence.of(Applied))
    return [
        DeviceRow(
            device=device_id,
            user=evidence.usernames.get(user_id, user_id),
            connections=connections[device_id],
            received=received[device_id],
            replayed=replayed[device_id],
            applied=applied[device_id],
        )
        for device_id, user_id in sorted(evidence.devices.items(), key=lambda each: _natural(each[0]))
    ]


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts 2 before 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in name.split("-")]


def _milliseconds(seconds: list[float]) -> tuple[float, float]:
    """p50 and p99."""
    return tuple(round(latencies.percentile(seconds, part) * 1_000, 1) for part in (0.5, 0.99))  # type: ignore[return-value]
