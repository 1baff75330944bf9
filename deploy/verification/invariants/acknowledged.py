"""I1: every acknowledged message is in the log, at the acknowledged place."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Acked


def check(evidence: Evidence) -> Iterator[Violation]:
    for ack in evidence.of(Acked):
        ids = {"conversation_id": ack.conversation_id, "client_message_id": ack.client_message_id, "seq": ack.seq}
        stored = evidence.stored.get((ack.conversation_id, ack.client_message_id), [])
        if not stored:
            yield Violation("I1", "an acknowledged message is not in the log", ids)
        elif (ack.seq, ack.message_no) not in [(event.seq, event.message_no) for event in stored]:
            where = {"stored_seq": stored[0].seq}
            yield Violation("I1", "a message is stored at another place than the acknowledged one", {**ids, **where})
