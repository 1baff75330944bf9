"""The sessions revoked a moment ago, in a small collection: every process of every service asks for it all the time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo import UpdateOne
from pymongo.database import Database

from services.common.database import Document, answering, remove_before

KEPT = timedelta(minutes=15)
"""Longer than any access token lives."""


class RevocationStore:
    def __init__(self, database: Database[Document]):
        self._revocations = database["revocations"]

    @answering()
    def prepare(self) -> None:
        self._revocations.create_index("at")

    @answering()
    def expire(self, now: datetime) -> int:
        """Remove those that no living token can belong to, answer how many."""
        return remove_before(self._revocations, "at", now - KEPT)

    @answering()
    def add(self, session_ids: Sequence[str], at: datetime) -> None:
        """Twice is the same as once, but kept longer."""
        if session_ids:
            self._revocations.bulk_write(
                [UpdateOne({"_id": one}, {"$set": {"at": at}}, upsert=True) for one in session_ids], ordered=False
            )

    @answering()
    def since(self, moment: datetime) -> list[str]:
        """Session ids revoked after `moment`, in no order."""
        return [document["_id"] for document in self._revocations.find({}) if document["at"] > moment]
