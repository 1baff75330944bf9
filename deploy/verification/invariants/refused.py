"""I6: a message that was refused for good is not stored, neither before nor afterwards."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Refused


def check(evidence: Evidence) -> Iterator[Violation]:
    for refusal in evidence.of(Refused):
        if not refusal.is_final:
            continue
        for event in evidence.stored.get((refusal.conversation_id, refusal.client_message_id), []):
            yield Violation(
                "I6",
                f"a message that was refused for good ({refusal.code}) is stored",
                {"conversation_id": event.conversation_id, "seq": event.seq,
                 "client_message_id": refusal.client_message_id},
            )  # fmt: skip
