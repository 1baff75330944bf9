"""I5: every device of every member ends with the log from where it began to its end, without hole, double or swap."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Applied, Begun


def check(evidence: Evidence) -> Iterator[Violation]:
    reached: dict[tuple[str, str], int] = {}
    for record in evidence.records:
        if isinstance(record, Begun):
            reached[record.device_id, record.conversation_id] = record.seq
        elif isinstance(record, Applied):
            place = (record.device_id, record.event.conversation_id)
            expected = reached.get(place, 0) + 1
            if record.event.seq != expected:
                what = f"a device applied event {record.event.seq} where {expected} was next"
                yield Violation("I5", what, {"device_id": place[0], "conversation_id": place[1], "seq": expected})
            reached[place] = max(record.event.seq, expected - 1)
    yield from _ends(evidence, reached)


def _ends(evidence: Evidence, reached: dict[tuple[str, str], int]) -> Iterator[Violation]:
    for device_id, user_id in evidence.devices.items():
        for conversation_id, events in evidence.log.items():
            memberships = evidence.memberships.get((conversation_id, user_id), [])
            if not memberships or memberships[-1].last is not None or not events:
                continue
            ids: dict[str, str | int] = {"device_id": device_id, "conversation_id": conversation_id}
            cursor = reached.get((device_id, conversation_id))
            if cursor is None:
                yield Violation("I5", "a device was never told of a conversation of its user", ids)
            elif cursor < events[-1].seq:
                what = f"a device ends at event {cursor} of {events[-1].seq}"
                yield Violation("I5", what, {**ids, "seq": cursor + 1})
