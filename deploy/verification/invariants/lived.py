"""I11: every message is shown as what the log made of it, and what a deleted one said is told no more.

The bodies of deleted messages are looked for where they could come from: the log itself, and what a connection was told
that was opened after the deletion had been answered.
"""

from collections.abc import Iterator

from deploy.verification import lives
from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Received

MARGIN_SECONDS = 2.0
"""A connection that opened this long after the answer has asked for its replay after it."""


def check(evidence: Evidence) -> Iterator[Violation]:
    for conversation_id, events in evidence.log.items():
        counted = lives.after(events)
        yield from _shown(evidence, conversation_id, counted)
        yield from _left(evidence, conversation_id)
    yield from _told_afterwards(evidence)


def _shown(evidence: Evidence, conversation_id: str, counted: dict[int, lives.Shown]) -> Iterator[Violation]:
    """Histories and lists against the recount."""
    for message_no, message in evidence.histories.get(conversation_id, {}).items():
        if message != counted.get(message_no):
            ids: dict[str, str | int] = {"conversation_id": conversation_id, "message_no": message_no}
            yield Violation("I11", "a message is shown otherwise than the log made it", ids)
    for served in evidence.served:
        if served.conversation_id != conversation_id or served.last_message is None:
            continue
        if served.last_message != counted.get(max(counted, default=0)):
            ids = {"conversation_id": conversation_id, "user_id": served.user_id}
            yield Violation("I11", "a list shows the last message otherwise than the log made it", ids)


def _left(evidence: Evidence, conversation_id: str) -> Iterator[Violation]:
    deleted = evidence.deleted.get(conversation_id, {})
    for event in evidence.log[conversation_id]:
        if lives.unsaid(event, deleted) != event:
            ids: dict[str, str | int] = {"conversation_id": conversation_id, "seq": event.seq}
            yield Violation("I11", "what a deleted message said is still in the log", ids)


def _told_afterwards(evidence: Evidence) -> Iterator[Violation]:
    for record in evidence.of(Received):
        event, owner = record.event, evidence.owners.get(record.connection)
        number = event.message_no if event.message_no is not None else lives.message_no_of(event)
        at = evidence.deletions_answered.get((event.conversation_id, number or 0))
        if at is None or owner is None or owner.t < at + MARGIN_SECONDS or event.body in (None, lives.NOTHING):
            continue
        ids: dict[str, str | int] = {"conversation_id": event.conversation_id, "seq": event.seq}
        yield Violation("I11", "what a deleted message said was told after its deletion", ids)
