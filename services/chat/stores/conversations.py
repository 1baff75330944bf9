"""Conversations: one document each, holding what lists need of the log up to `last_seq`, and never less.

`advance` is the only way that part grows: a step starts exactly where the document stands, so that a document at
`last_seq` holds the effects of all events up to there. `reads` holds read positions: of everybody who has sent
something, and of all members while the conversation is small (reads.py).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.chat.records import Record
from services.chat.stores.documents import document_of, record_of
from services.chat.stores.trouble import answering, chunks
from services.common.database import Document
from services.common.shapes import ConversationKind, Role

FIRST_MEMBERS = 50


class FirstMember(msgspec.Struct, frozen=True):
    user_id: str
    role: Role


class StoredConversation(msgspec.Struct, kw_only=True, frozen=True):
    """`members`: the first FIRST_MEMBERS in order of standing, out of `member_count`. `last_mention_no`: no message
    behind it speaks to anybody."""

    id: str
    kind: ConversationKind
    title: str | None
    created_at: datetime
    last_seq: int
    last_message_no: int
    last_at: datetime
    last_message: Record | None
    member_count: int
    members: list[FirstMember]
    reads: dict[str, int]
    last_mention_no: int = 0


class StoredHead(msgspec.Struct, kw_only=True, frozen=True):
    """`read_message_no`: what `reads` knows of the one who asked."""

    id: str
    last_seq: int
    last_message_no: int
    read_message_no: int


class StoredPositions(msgspec.Struct, kw_only=True, frozen=True):
    """A head with what everybody has read, as far as the conversation knows it."""

    id: str
    last_seq: int
    last_message_no: int
    reads: dict[str, int]


class Step(msgspec.Struct, kw_only=True, frozen=True):
    """From `from_seq`, where the document must stand, to `to_seq`. None: unchanged by these events.

    `touched`: the messages that these events change, to be brought up before the step is taken. `message_no`: the last
    message at `to_seq`, there when a message came or was touched. `mention_no`: the last one that speaks to somebody
    by these events, 0 for none.
    """

    conversation_id: str
    from_seq: int
    to_seq: int
    at: datetime
    last_message: Record | None = None
    message_no: int | None = None
    touched: frozenset[int] = frozenset()
    reads: dict[str, int] = {}
    mention_no: int = 0
    title: str | None = None
    member_count: int | None = None
    members: list[FirstMember] | None = None


class ConversationStore:
    def __init__(self, database: Database[Document]):
        self._conversations = database["conversations"]

    @answering()
    def create(
        self,
        conversation_id: str,
        kind: ConversationKind,
        title: str | None,
        members: Sequence[FirstMember],
        created_at: datetime,
    ) -> bool:
        """Whether it is new; False when the id is taken, which for a direct one means that it exists."""
        document = {
            "_id": conversation_id,
            "kind": kind,
            "title": title,
            "created_at": created_at,
            "last_seq": 0,
            "last_message_no": 0,
            "last_at": created_at,
            "last_message": None,
            "member_count": len(members),
            "members": msgspec.to_builtins(members[:FIRST_MEMBERS]),
            "reads": {},
        }
        try:
            self._conversations.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    @answering()
    def find(self, conversation_id: str) -> StoredConversation | None:
        document = self._conversations.find_one({"_id": conversation_id})
        return _conversation(document) if document else None

    @answering()
    def some(self, conversation_ids: Sequence[str]) -> list[StoredConversation]:
        """Those that exist, in no order."""
        return [
            _conversation(document)
            for part in chunks(conversation_ids)
            for document in self._conversations.find({"_id": {"$in": list(part)}})
        ]

    @answering()
    def heads(self, conversation_ids: Sequence[str], user_id: str | None = None) -> list[StoredHead]:
        """Where these stand; those that do not exist are left out."""
        fields = {"last_seq": 1, "last_message_no": 1}
        if user_id is not None:
            fields[f"reads.{user_id}"] = 1
        return [
            StoredHead(
                id=document["_id"],
                last_seq=document["last_seq"],
                last_message_no=document["last_message_no"],
                read_message_no=document.get("reads", {}).get(user_id, 0),
            )
            for part in chunks(conversation_ids)
            for document in self._conversations.find({"_id": {"$in": list(part)}}, fields)
        ]

    @answering()
    def positions(self, conversation_ids: Sequence[str]) -> list[StoredPositions]:
        """Heads and read positions; those that do not exist are left out."""
        fields = {"last_seq": 1, "last_message_no": 1, "reads": 1}
        return [
            StoredPositions(
                id=document["_id"],
                last_seq=document["last_seq"],
                last_message_no=document["last_message_no"],
                reads=document["reads"],
            )
            for part in chunks(conversation_ids)
            for document in self._conversations.find({"_id": {"$in": list(part)}}, fields)
        ]

    @answering()
    def ids_after(self, conversation_id: str, limit: int = 200) -> list[str]:
        """Ids in order, for walking through all conversations; start with ""."""
        found = self._conversations.find({"_id": {"$gt": conversation_id}}, {"_id": 1}).sort("_id", 1).limit(limit)
        return [document["_id"] for document in found]

    @answering()
    def advance(self, steps: Sequence[Step]) -> bool:
        """Whether all steps were taken; False when a document stood elsewhere, without saying which."""
        writes = [_write(step) for step in steps]
        return self._conversations.bulk_write(writes, ordered=False).matched_count == len(writes)

    @answering()
    def grow_read(self, conversation_id: str, user_id: str, message_no: int) -> bool:
        """Whether the read position grew."""
        update = {"$max": {f"reads.{user_id}": message_no}}
        return self._conversations.update_one({"_id": conversation_id}, update).modified_count > 0


def _write(step: Step) -> UpdateOne:
    fields: Document = {"last_seq": step.to_seq, "last_at": step.at}
    if step.last_message is not None:
        fields["last_message_no"] = step.message_no
        fields["last_message"] = document_of(step.last_message)
    if step.title is not None:
        fields["title"] = step.title
    if step.members is not None:
        fields["member_count"] = step.member_count
        fields["members"] = msgspec.to_builtins(step.members)
    update: dict[str, Any] = {"$set": fields}
    higher = {f"reads.{user_id}": message_no for user_id, message_no in step.reads.items()}
    if step.mention_no:
        higher["last_mention_no"] = step.mention_no
    if higher:
        update["$max"] = higher
    return UpdateOne({"_id": step.conversation_id, "last_seq": step.from_seq}, update)


def _conversation(document: Document) -> StoredConversation:
    last_message = document["last_message"]
    return StoredConversation(
        id=document["_id"],
        kind=document["kind"],
        title=document["title"],
        created_at=document["created_at"],
        last_seq=document["last_seq"],
        last_message_no=document["last_message_no"],
        last_at=document["last_at"],
        last_message=record_of(last_message) if last_message else None,
        member_count=document["member_count"],
        members=[FirstMember(member["user_id"], member["role"]) for member in document["members"]],
        reads=document["reads"],
        last_mention_no=document.get("last_mention_no", 0),
    )
