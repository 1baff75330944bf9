"""Members: who belongs to which conversation, one document per person and conversation, kept after they leave.

`joined_seq` and `place` give the order of standing; `applied_seq` is the last event applied, so that an event that is
applied late or twice changes nothing. `initial_role`: a member from the beginning, which no event tells.
"""

from collections.abc import Mapping, Sequence

import msgspec
from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from services.chat.stores.events import DUPLICATE_KEY
from services.chat.stores.trouble import answering, chunks
from services.common.database import Document
from services.common.shapes import ConversationKind, Role

INDEXES = [
    IndexModel([("user_id", ASCENDING), ("active", ASCENDING)], name="user"),
    IndexModel([("conversation_id", ASCENDING), ("active", ASCENDING)], name="conversation"),
]


class Membership(msgspec.Struct, kw_only=True, frozen=True):
    """`read_message_no` is what this person said; sends count too, see reads.py. `unread_mark`: unread_marks.py."""

    conversation_id: str
    user_id: str
    kind: ConversationKind
    role: Role
    active: bool
    joined_seq: int
    place: int
    applied_seq: int
    read_message_no: int
    initial_role: Role | None = None
    unread_mark: int | None = None

    @property
    def standing(self) -> tuple[int, int]:
        return self.joined_seq, self.place


class MemberChange(msgspec.Struct, kw_only=True, frozen=True):
    """What the event `seq` does to one membership. `role` None: gone; `joined`: came (back) with this event."""

    conversation_id: str
    user_id: str
    seq: int
    role: Role | None
    joined: bool = False
    read_message_no: int = 0


class MemberStore:
    def __init__(self, database: Database[Document]):
        self._members = database["members"]

    def ensure_indexes(self) -> None:
        with answering():
            self._members.create_indexes(INDEXES)

    @answering()
    def create(self, conversation_id: str, kind: ConversationKind, roles: Mapping[str, Role]) -> None:
        """The first members, in order of standing; those that are there already stay as they are."""
        documents = [
            {
                **_blank(conversation_id, user_id, kind),
                "role": role,
                "active": True,
                "place": place,
                "initial_role": role,
            }
            for place, (user_id, role) in enumerate(roles.items())
        ]
        try:
            self._members.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            _require_only_duplicates(error)

    @answering()
    def apply(self, changes: Sequence[MemberChange]) -> None:
        """Bring memberships up to date; what is known already changes nothing."""
        writes: list[UpdateOne] = []
        for change in changes:
            key = {"_id": _key(change.conversation_id, change.user_id)}
            fields: Document = {"applied_seq": change.seq, "active": change.role is not None}
            if change.role is not None:
                fields["role"] = change.role
            update: Document = {"$set": fields}
            if change.joined:
                fields["joined_seq"] = change.seq
                fields["unread_mark"] = None
                update["$max"] = {"read_message_no": change.read_message_no}
                blank = _blank(change.conversation_id, change.user_id, "group")
                writes.append(UpdateOne(key, {"$setOnInsert": blank}, upsert=True))
            writes.append(UpdateOne({**key, "applied_seq": {"$lt": change.seq}}, update))
        try:
            self._members.bulk_write(writes, ordered=True)
        except BulkWriteError as error:
            # Two processes made the same blank at once; the next attempt finds it.
            _require_only_duplicates(error)
            self._members.bulk_write(writes, ordered=True)

    @answering()
    def find(self, conversation_id: str, user_id: str) -> Membership | None:
        """The membership, if they are a member now."""
        document = self._members.find_one({"_id": _key(conversation_id, user_id)})
        return _membership(document) if document and document["active"] else None

    @answering()
    def find_ever(self, conversation_id: str, user_id: str) -> Membership | None:
        """The membership, also when it has ended."""
        document = self._members.find_one({"_id": _key(conversation_id, user_id)})
        return _membership(document) if document else None

    @answering()
    def was_there(self, conversation_id: str, user_id: str) -> bool:
        """Whether they are or were a member."""
        return self._members.find_one({"_id": _key(conversation_id, user_id)}) is not None

    @answering()
    def of_user(self, user_id: str) -> list[Membership]:
        return [_membership(document) for document in self._members.find({"user_id": user_id, "active": True})]

    @answering()
    def of_conversation(self, conversation_id: str) -> list[Membership]:
        """Members now, in order of standing."""
        found = self._members.find({"conversation_id": conversation_id, "active": True})
        return sorted(map(_membership, found), key=lambda membership: membership.standing)

    @answering()
    def ever_of(self, conversation_id: str) -> list[Membership]:
        """Everybody who is or was a member; for the check."""
        return [_membership(document) for document in self._members.find({"conversation_id": conversation_id})]

    @answering()
    def some(self, pairs: Sequence[tuple[str, str]]) -> list[Membership]:
        """The present ones among these (conversation_id, user_id)."""
        keys = [_key(*pair) for pair in pairs]
        found = (document for part in chunks(keys) for document in self._members.find({"_id": {"$in": list(part)}}))
        return [_membership(document) for document in found if document["active"]]

    @answering()
    def grow_read(self, conversation_id: str, user_id: str, message_no: int) -> bool:
        """Whether the read position grew."""
        key = {"_id": _key(conversation_id, user_id)}
        return self._members.update_one(key, {"$max": {"read_message_no": message_no}}).modified_count > 0

    @answering()
    def set_unread_mark(self, conversation_id: str, user_id: str, message_no: int | None) -> bool:
        """Whether that changed anything."""
        key = {"_id": _key(conversation_id, user_id)}
        return self._members.update_one(key, {"$set": {"unread_mark": message_no}}).modified_count > 0


def _key(conversation_id: str, user_id: str) -> str:
    return f"{conversation_id}:{user_id}"


def _blank(conversation_id: str, user_id: str, kind: ConversationKind) -> Document:
    return {
        "_id": _key(conversation_id, user_id),
        "conversation_id": conversation_id,
        "user_id": user_id,
        "kind": kind,
        "role": "member",
        "active": False,
        "joined_seq": 0,
        "place": 0,
        "applied_seq": 0,
        "read_message_no": 0,
    }


def _membership(document: Document) -> Membership:
    return msgspec.convert(document, Membership)


def _require_only_duplicates(error: BulkWriteError) -> None:
    details = error.details or {}
    faults = details.get("writeErrors") or []
    if not faults or details.get("writeConcernErrors") or any(f.get("code") != DUPLICATE_KEY for f in faults):
        raise error
