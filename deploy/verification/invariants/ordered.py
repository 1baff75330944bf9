"""I4: if a was acknowledged before b was first sent, a stands before b in their conversation."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Acked, Invoked


def check(evidence: Evidence) -> Iterator[Violation]:
    # In one pass through time: the highest place acknowledged so far is the floor for all that is sent from now on.
    highest: dict[str, tuple[int, str]] = {}
    floors: dict[tuple[str, str], tuple[int, str]] = {}
    for record in evidence.records:
        if isinstance(record, Acked):
            if record.seq > highest.get(record.conversation_id, (0, ""))[0]:
                highest[record.conversation_id] = record.seq, record.client_message_id
        elif isinstance(record, Invoked):
            place = (record.conversation_id, record.client_message_id)
            floors.setdefault(place, highest.get(record.conversation_id, (0, "")))
    for place, (floor, earlier) in floors.items():
        for event in evidence.stored.get(place, []):
            if event.seq < floor:
                yield Violation(
                    "I4",
                    "a message stands before one that was acknowledged before it was sent",
                    {"conversation_id": place[0], "seq": event.seq, "client_message_id": place[1],
                     "acknowledged_seq": floor, "acknowledged_client_message_id": earlier},
                )  # fmt: skip
