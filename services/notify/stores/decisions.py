"""Decisions as MongoDB keeps them: one document an event, seven days.

They explain; nothing depends on them. So they are written with less care than notifications, and the first word
stays: a redelivered event does not change what was written about it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo import WriteConcern
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from services.common import clock
from services.common.database import Document, answering, remove_before
from services.notify.reasons import Decision

RETENTION_SECONDS = 7 * 24 * 3600
DUPLICATE_KEY = 11000


class DecisionStore:
    def __init__(self, database: Database[Document]):
        self._decisions = database["decisions"].with_options(write_concern=WriteConcern(w=1))

    @answering()
    def ensure_indexes(self) -> None:
        self._decisions.create_index("decided_at")

    @answering()
    def add(self, decisions: Sequence[Decision]) -> None:
        if not decisions:
            return
        try:
            self._decisions.insert_many([_document(decision) for decision in decisions], ordered=False)
        except BulkWriteError as error:
            if any(failure["code"] != DUPLICATE_KEY for failure in (error.details or {}).get("writeErrors", [])):
                raise

    @answering()
    def expire(self, now: datetime) -> int:
        """Remove those that are too old, answer how many."""
        return remove_before(self._decisions, "decided_at", now - timedelta(seconds=RETENTION_SECONDS))

    @answering()
    def find(self, conversation_id: str, seq: int) -> Decision | None:
        document = self._decisions.find_one({"_id": _key(conversation_id, seq)})
        if document is None:
            return None
        return Decision(
            conversation_id=conversation_id,
            seq=seq,
            message_no=document["message_no"],
            at=document["at"],
            decided_at=clock.iso(document["decided_at"]),
            told=document["told"],
            not_told=document["not_told"],
            reasons=document["reasons"],
        )


def _key(conversation_id: str, seq: int) -> str:
    return f"{conversation_id}:{seq}"


def _document(decision: Decision) -> Document:
    return {
        "_id": _key(decision.conversation_id, decision.seq),
        "message_no": decision.message_no,
        "at": decision.at,
        "decided_at": clock.from_iso(decision.decided_at),
        "told": decision.told,
        "not_told": decision.not_told,
        "reasons": decision.reasons,
    }
