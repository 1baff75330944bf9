"""I7: no event reached a user who was not a member at its place, unless they were taken in again by then.

New members see the history (docs/decisions/003), so what happened while somebody was away may be told once they are
back; it is a leak when it came before that stood in the log. How the clocks of the log and of this run differ is taken
from what came fastest from one to the other.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from deploy.verification.evidence import Evidence, Membership, Violation
from deploy.verification.records import Received

SLACK_SECONDS = 0.5
"""Clocks of two hosts of chat may differ by so much."""


def check(evidence: Evidence) -> Iterator[Violation]:
    added_at = _additions(evidence)
    for record in evidence.of(Received):
        event, owner = record.event, evidence.owners.get(record.connection)
        if owner is None:
            continue
        place = (event.conversation_id, owner.user_id)
        if not _may_know(
            evidence.memberships.get(place, ()), event.seq, record.t, added_at.get(event.conversation_id, {})
        ):
            yield Violation(
                "I7",
                "an event reached a device whose user did not belong to the conversation",
                {"conversation_id": event.conversation_id, "seq": event.seq, "user_id": owner.user_id,
                 "device_id": owner.device_id, "connection": record.connection},
            )  # fmt: skip


def _additions(evidence: Evidence) -> dict[str, dict[int, float]]:
    """When each addition stood in the log at the earliest, by conversation and seq, on the clock of this run."""
    ahead = min((record.t - _seconds(record.event.at) for record in evidence.of(Received)), default=0.0)
    return {
        conversation_id: {event.seq: _seconds(event.at) + ahead for event in events if event.kind == "member.added"}
        for conversation_id, events in evidence.log.items()
    }


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()


def _may_know(memberships: Sequence[Membership], seq: int, t: float, added_at: dict[int, float]) -> bool:
    for membership in memberships:
        if membership.last is not None and seq > membership.last:
            continue
        # Else it is from before this membership.
        return seq >= membership.first or added_at[membership.first] <= t + SLACK_SECONDS
    return False
