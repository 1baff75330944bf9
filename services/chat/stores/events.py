"""The log's collection, `events`. Its unique indexes are the sequencer: whoever inserts a seq first has it.

Called by commits.py (insert, and what stood in the way) and by all who read the log (pages).
Records are never removed here and a seq is never given again. A refusal stands outside of the log, below its first
seq, and takes the place of the message in the index of sends, for a month. Of a message its state is brought up to date
in place, and what it said is taken out of the log when it was deleted (`bring_up`, `purge`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from services.chat.records import Record, Refusal
from services.chat.stores.documents import document_of, document_of_refusal, record_of, refusal_of
from services.chat.stores.trouble import answering
from services.common.database import BEGINNING, Document, remove_before
from services.common.events import MessageEdited

DUPLICATE_KEY = 11000
PAGE = 200

INDEXES = [
    IndexModel([("conversation_id", ASCENDING), ("seq", ASCENDING)], unique=True, name="place"),
    # The partial filters are written so that both MongoDB and SecantusDB see that our queries imply them.
    IndexModel(
        [("conversation_id", ASCENDING), ("actor_id", ASCENDING), ("client_message_id", ASCENDING)],
        unique=True,
        name="send",
        partialFilterExpression={"client_message_id": {"$gt": ""}},
    ),
    IndexModel(
        [("conversation_id", ASCENDING), ("message_no", ASCENDING)],
        unique=True,
        name="message",
        partialFilterExpression={"message_no": {"$gte": 1}},
    ),
    # What happened to a message after it was sent. New messages are not in it, so they cost what they did.
    IndexModel(
        [("conversation_id", ASCENDING), ("about", ASCENDING), ("seq", ASCENDING)],
        name="about",
        partialFilterExpression={"about": {"$gte": 1}},
    ),
    # Whom messages speak to now. Those that speak to nobody are not in it.
    IndexModel(
        [("conversation_id", ASCENDING), ("mentioned", ASCENDING), ("message_no", ASCENDING)],
        name="mention",
        partialFilterExpression={"mentioned": {"$gt": ""}},
    ),
    # Refusals alone, by when they end.
    IndexModel(
        [("refused_until", ASCENDING)],
        name="refusal",
        partialFilterExpression={"refused_until": {"$gte": BEGINNING}},
    ),
]

FORMER_INDEX = "time"
"""Written with each event by earlier versions, and asked by nobody now."""


class Taken(Exception):
    """Something already stands where record number `index` should go; those before it are stored.

    `is_send`: it is the same client_message_id, not only the same place.
    """

    def __init__(self, index: int, is_send: bool):
        super().__init__(f"record {index} of the batch: {'send' if is_send else 'place'} taken")
        self.index, self.is_send = index, is_send


class Uncertain(Exception):
    """Nobody knows whether the records are stored: the answer was lost or late."""


class EventStore:
    def __init__(self, database: Database[Document]):
        self._events = database["events"]

    def ensure_indexes(self) -> None:
        with answering():
            self._events.create_indexes(INDEXES)
            if FORMER_INDEX in self._events.index_information():
                self._events.drop_index(FORMER_INDEX)

    def insert(self, records: Sequence[Record]) -> None:
        """Store all, in order, on the journal of a majority. Raises Taken or Uncertain."""
        try:
            self._events.insert_many([document_of(record) for record in records], ordered=True)
        except BulkWriteError as error:
            faults = (error.details or {}).get("writeErrors") or []
            if not faults or faults[0].get("code") != DUPLICATE_KEY:
                raise Uncertain(str(error)) from error
            raise Taken(faults[0]["index"], _is_send(faults[0])) from error
        except PyMongoError as error:
            raise Uncertain(str(error)) from error

    @answering()
    def refuse(self, refusal: Refusal) -> Record | None:
        """Have the send refused for good. Answers the message instead if it was stored before."""
        try:
            self._events.insert_one(document_of_refusal(refusal))
        except DuplicateKeyError:
            found = self.find_send(refusal.conversation_id, refusal.actor_id, refusal.client_message_id)
            return found if isinstance(found, Record) else None
        return None

    @answering()
    def forget_refusals(self, now: datetime) -> int:
        """Remove those that need not hold any more; how many that were."""
        return remove_before(self._events, "refused_until", now)

    @answering()
    def find_send(self, conversation_id: str, actor_id: str, client_message_id: str) -> Record | Refusal | None:
        """What has become of a send: the message, its refusal for good, or nothing yet."""
        document = self._events.find_one(
            {"conversation_id": conversation_id, "actor_id": actor_id, "client_message_id": client_message_id}
        )
        if document is None:
            return None
        return refusal_of(document) if document["seq"] < 0 else record_of(document)

    @answering()
    def after(self, conversation_id: str, seq: int, limit: int = PAGE) -> list[Record]:
        """At most `limit` records that follow `seq`, ascending; a closed range, so its cost is that of the answer."""
        found = self._events.find({"conversation_id": conversation_id, "seq": {"$gt": seq, "$lte": seq + limit}})
        return [record_of(document) for document in found.sort("seq", ASCENDING)]

    def all_after(self, conversation_id: str, seq: int) -> Iterator[Record]:
        """Every record that follows `seq`, page by page."""
        page = self.after(conversation_id, seq)
        yield from page
        while len(page) == PAGE:
            page = self.after(conversation_id, page[-1].seq)
            yield from page

    @answering()
    def messages(self, conversation_id: str, first: int, last: int) -> list[Record]:
        """The records of the messages first..last by message_no, ascending."""
        found = self._events.find({"conversation_id": conversation_id, "message_no": {"$gte": first, "$lte": last}})
        return [record_of(document) for document in found.sort("message_no", ASCENDING)]

    @answering()
    def mentioning(self, conversation_id: str, who: Sequence[str], after: int, last: int) -> list[int]:
        """The messages after `after` up to `last` that speak to one of `who`, by message_no, ascending."""
        found: set[int] = set()
        # One question each: the embedded database reads the whole index for `$in`.
        for mentioned in who:
            numbers = {"$gt": after, "$lte": last}
            query = {"conversation_id": conversation_id, "mentioned": mentioned, "message_no": numbers}
            found.update(document["message_no"] for document in self._events.find(query, {"message_no": 1}))
        return sorted(found)

    @answering()
    def about(self, conversation_id: str, message_no: int, seq: int = 0) -> list[Record]:
        """The records after `seq` of what happened to a message after it was sent, ascending."""
        found = self._events.find({"conversation_id": conversation_id, "about": message_no, "seq": {"$gt": seq}})
        return [record_of(document) for document in found.sort("seq", ASCENDING)]

    @answering()
    def bring_up(self, record: Record, from_seq: int) -> bool:
        """Replace what is kept of a message, state and data, if its state still is that of `from_seq`."""
        document = document_of(record)
        kept = {name: document.get(name) for name in ("message", "data", "mentioned", "fingerprint")}
        update: Document = {"$set": {name: value for name, value in kept.items() if value is not None}}
        if gone := {name: "" for name, value in kept.items() if value is None}:
            update["$unset"] = gone
        where = {"_id": document["_id"], "message.applied_seq": from_seq}
        return self._events.update_one(where, update).matched_count > 0

    @answering()
    def purge(self, conversation_id: str, message_no: int) -> None:
        """Take what a message's edits made it say out of the log."""
        where = {"conversation_id": conversation_id, "about": message_no, "kind": MessageEdited.__struct_config__.tag}
        self._events.update_many(where, {"$set": {"data.body": ""}, "$unset": {"data.mentions": ""}})


def _is_send(fault: Document) -> bool:
    pattern = fault.get("keyPattern")
    return "client_message_id" in (pattern if pattern else fault.get("errmsg", ""))
