"""Notifications as MongoDB keeps them: one document per (user, conversation, seq), 30 days.

The primary key is the notification's id, a digest of exactly these, so a second insert is refused however it comes
about. Queries name the user and the conversation by equality: the embedded database is slow at anything else.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from services.common import clock
from services.common.database import Document, answering, remove_before
from services.common.shapes import Notification, NotificationKind
from services.notify.records import BEHIND_ALL_PLACES, RETENTION_SECONDS, Addressed, place, place_at, place_time
from services.notify.stores.chunks import chunks

DUPLICATE_KEY = 11000
FIRST_SPAN_MILLISECONDS = 15 * 60 * 1000


class NotificationStore:
    def __init__(self, database: Database[Document]):
        self._notifications = database["notifications"]

    @answering()
    def ensure_indexes(self) -> None:
        self._notifications.create_index([("user_id", ASCENDING), ("place", DESCENDING)])
        self._notifications.create_index(
            [("user_id", ASCENDING), ("read_at", ASCENDING), ("conversation_id", ASCENDING), ("message_no", ASCENDING)]
        )
        self._notifications.create_index("created_at")

    @answering()
    def expire(self, now: datetime) -> int:
        """Remove those that are too old, answer how many."""
        return remove_before(self._notifications, "created_at", now - timedelta(seconds=RETENTION_SECONDS))

    @answering()
    def add(self, addressed: Sequence[Addressed]) -> list[Addressed]:
        """Those that were not there before; they are stored when this returns."""
        if not addressed:
            return []
        try:
            self._notifications.insert_many([_document(one) for one in addressed], ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", [])
            if (error.details or {}).get("writeConcernErrors") or any(f["code"] != DUPLICATE_KEY for f in failures):
                raise
            known = {failure["index"] for failure in failures}
            return [one for index, one in enumerate(addressed) if index not in known]
        return list(addressed)

    @answering()
    def exists(self, notification_id: str) -> bool:
        return self._notifications.find_one({"_id": notification_id}, {"_id": 1}) is not None

    @answering()
    def named(self, user_id: str, notification_ids: Sequence[str]) -> list[Notification]:
        """Those of the user's own that exist, in no order."""
        found = self._notifications.find({"_id": {"$in": list(notification_ids)}})
        return [_notification(document) for document in found if document["user_id"] == user_id]

    @answering()
    def page(self, user_id: str, limit: int, before: str | None, now: datetime) -> list[Notification]:
        """Newest first, at most `limit`; with `before`, only those whose place comes before it."""
        found: list[Notification] = []
        # The embedded database reads all of an open range, so a page is put together from closed ones.
        for low, high in _spans(before, now):
            query = {"user_id": user_id, "place": {"$gte": low, "$lt": high}}
            documents = self._notifications.find(query).sort("place", DESCENDING).limit(limit - len(found))
            found += [_notification(document) for document in documents]
            if len(found) >= limit:
                break
        return found

    @answering()
    def count_unread(self, user_id: str) -> int:
        return self._notifications.count_documents({"user_id": user_id, "read_at": None})

    @answering()
    def unread(self, user_id: str) -> dict[str, tuple[int, int]]:
        """Lowest and highest message_no of the unread ones, by conversation."""
        bounds: dict[str, tuple[int, int]] = {}
        fields = {"conversation_id": 1, "message_no": 1}
        for document in self._notifications.find({"user_id": user_id, "read_at": None}, fields):
            number = document["message_no"]
            low, high = bounds.get(document["conversation_id"], (number, number))
            bounds[document["conversation_id"]] = (min(low, number), max(high, number))
        return bounds

    @answering()
    def mark_read(self, user_id: str, conversation_id: str, message_no: int, at: datetime) -> int:
        """How many unread ones of that conversation up to `message_no` became read."""
        query = {
            "user_id": user_id,
            "read_at": None,
            "conversation_id": conversation_id,
            "message_no": {"$lte": message_no},
        }
        return self._notifications.update_many(query, {"$set": {"read_at": at}}).modified_count

    @answering()
    def remove(self, user_id: str, conversation_id: str, before_seq: int, since: datetime, until: datetime) -> int:
        """Delete what the user was told between these moments of that conversation before `before_seq`; the highest
        message_no, 0 if none."""
        query = {
            "user_id": user_id,
            "place": {"$gte": place_at(_milliseconds(since)), "$lt": place_at(_milliseconds(until))},
            "conversation_id": conversation_id,
            "seq": {"$lt": before_seq},
        }
        numbers = [document["message_no"] for document in self._notifications.find(query, {"message_no": 1})]
        if numbers:
            self._notifications.delete_many(query)
        return max(numbers, default=0)

    @answering()
    def reword(self, notification_ids: Sequence[str], preview: str, kind: NotificationKind) -> list[Addressed]:
        """Those of these that exist get another preview and kind; as they are then."""
        found: list[Addressed] = []
        for part in chunks(notification_ids):
            query = {"_id": {"$in": list(part)}}
            self._notifications.update_many(query, {"$set": {"preview": preview, "kind": kind}})
            documents = self._notifications.find(query)
            found += [Addressed(document["user_id"], _notification(document)) for document in documents]
        return found

    @answering()
    def remove_named(self, notification_ids: Sequence[str]) -> list[str]:
        """Delete those of these that exist, answer the users they were for."""
        user_ids: list[str] = []
        for part in chunks(notification_ids):
            query = {"_id": {"$in": list(part)}}
            user_ids += [document["user_id"] for document in self._notifications.find(query, {"user_id": 1})]
            self._notifications.delete_many(query)
        return user_ids

    @answering()
    def users_with_unread(self, since: datetime, until: datetime) -> set[str]:
        """Who was told something between these moments that is still unread."""
        query = {"created_at": {"$gte": since, "$lt": until}, "read_at": None}
        return {document["user_id"] for document in self._notifications.find(query, {"user_id": 1})}


def _spans(before: str | None, now: datetime) -> Iterator[tuple[str, str]]:
    """Adjoining ranges of places, backwards from `before` or the end, each longer, as far as anything is kept."""
    milliseconds = _milliseconds(now)
    if before is not None:
        milliseconds = min(milliseconds, place_time(before))
    oldest = max(milliseconds - 2 * RETENTION_SECONDS * 1000, 0)
    high, length = before or BEHIND_ALL_PLACES, FIRST_SPAN_MILLISECONDS
    while milliseconds > oldest:
        milliseconds = max(milliseconds - length, 0)
        low = place_at(milliseconds)
        yield low, high
        high, length = low, length * 4


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _document(addressed: Addressed) -> Document:
    notification = addressed.notification
    return {
        "_id": notification.id,
        "user_id": addressed.user_id,
        "kind": notification.kind,
        "conversation_id": notification.conversation_id,
        "seq": notification.seq,
        "message_no": notification.message_no,
        "actor_id": notification.actor_id,
        "title": notification.title,
        "preview": notification.preview,
        "created_at": clock.from_iso(notification.created_at),
        "read_at": clock.from_iso(notification.read_at) if notification.read_at else None,
        "place": place(notification),
    }


def _notification(document: Document) -> Notification:
    return Notification(
        id=document["_id"],
        kind=document["kind"],
        conversation_id=document["conversation_id"],
        seq=document["seq"],
        message_no=document["message_no"],
        actor_id=document["actor_id"],
        title=document["title"],
        preview=document["preview"],
        created_at=clock.iso(document["created_at"]),
        read_at=clock.iso(document["read_at"]) if document["read_at"] else None,
    )
