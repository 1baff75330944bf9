"""I7: no event reached a user who was not a member at its place, unless they were taken in again by then.

New members see the history (docs/decisions/003), so what happened while somebody was away may be told once they are
back; it is a leak when it came before anybody had asked to take them back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from deploy.verification.evidence import Evidence, Membership, Place, Violation
from deploy.verification.records import MembershipAsked, Received


def check(evidence: Evidence) -> Iterator[Violation]:
    asked_at = _additions(evidence)
    for record in evidence.of(Received):
        event, owner = record.event, evidence.owners.get(record.connection)
        if owner is None:
            continue
        place = (event.conversation_id, owner.user_id)
        if not _may_know(evidence.memberships.get(place, ()), event.seq, record.t, asked_at.get(place, ())):
            yield Violation(
                "I7",
                "an event reached a device whose user did not belong to the conversation",
                {"conversation_id": event.conversation_id, "seq": event.seq, "user_id": owner.user_id,
                 "device_id": owner.device_id, "connection": record.connection},
            )  # fmt: skip


def _additions(evidence: Evidence) -> dict[Place, list[float]]:
    """When somebody asked to take each user into each conversation."""
    found: dict[Place, list[float]] = defaultdict(list)
    for asked in evidence.of(MembershipAsked):
        if asked.change == "add":
            found[asked.conversation_id, asked.user_id].append(asked.t)
    return found


def _may_know(memberships: Sequence[Membership], seq: int, t: float, additions: Sequence[float]) -> bool:
    for place, membership in enumerate(memberships):
        if membership.last is not None and seq > membership.last:
            continue
        if seq >= membership.first:
            return True
        # From before this membership, which is there because of the addition with its number: was that asked by then?
        number = place - (1 if memberships[0].first == 0 else 0)
        return number < len(additions) and additions[number] <= t
    return False
