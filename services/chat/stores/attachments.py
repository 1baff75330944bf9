"""Attachments: one document per file, from the first byte that is announced to the last message that carries it.

Written by uploads.py, attachments.py and attachment_removals.py. Every change says what it changes from, so that two
processes, or one that asks twice, cannot both do it. `expires_at` is there until a message carries the file, and
again when it is to be removed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from services.chat.stores.trouble import answering, chunks
from services.common.database import BEGINNING, Document

INDEXES = [
    IndexModel([("expires_at", ASCENDING)], name="expiry"),
    IndexModel([("owner_id", ASCENDING), ("is_sent", ASCENDING)], name="owner"),
]
DUE_AT_ONCE = 100


class Part(msgspec.Struct, frozen=True):
    """A piece of an upload, as a file of its own; parts follow each other without a hole."""

    name: str
    size: int


class Kept(msgspec.Struct, kw_only=True, frozen=True):
    """What a complete upload became. `file` and `thumbnail` are names of files; only pictures have the latter four."""

    file: str
    size: int
    content_type: str
    thumbnail: str | None = None
    thumbnail_size: int = 0
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None


class Claim(msgspec.Struct, kw_only=True, frozen=True):
    """The one send, by the owner, that may carry it."""

    conversation_id: str
    client_message_id: str
    at: datetime


class StoredAttachment(msgspec.Struct, kw_only=True, frozen=True):
    """`size`: as announced; `received`: bytes so far. `is_sent`: a message carries it."""

    id: str
    owner_id: str
    name: str
    size: int
    created_at: datetime
    received: int = 0
    parts: list[Part] = []
    kept: Kept | None = None
    claim: Claim | None = None
    is_sent: bool = False
    is_removed: bool = False
    expires_at: datetime | None = None


class AttachmentStore:
    def __init__(self, database: Database[Document]):
        self._attachments = database["attachments"]

    def ensure_indexes(self) -> None:
        with answering():
            self._attachments.create_indexes(INDEXES)

    @answering()
    def insert(self, attachment: StoredAttachment) -> None:
        self._attachments.insert_one(_document(attachment))

    @answering()
    def find(self, attachment_id: str) -> StoredAttachment | None:
        """None also for one that is to be removed."""
        document = self._attachments.find_one({"_id": attachment_id, "is_removed": False})
        return None if document is None else _attachment(document)

    @answering()
    def known(self, attachment_ids: Sequence[str]) -> set[str]:
        """Those that there is anything of, also what is to be removed."""
        return {
            document["_id"]
            for part in chunks(attachment_ids)
            for document in self._attachments.find({"_id": {"$in": list(part)}}, {"_id": 1})
        }

    @answering()
    def unsent_of(self, owner_id: str) -> list[StoredAttachment]:
        """What this person has begun and not sent."""
        found = self._attachments.find({"owner_id": owner_id, "is_sent": False, "is_removed": False})
        return [_attachment(document) for document in found]

    @answering()
    def add_part(self, attachment_id: str, offset: int, part: Part) -> bool:
        """Whether the upload stood at `offset`, and now goes on with this part."""
        where = {"_id": attachment_id, "received": offset, "kept": None, "is_removed": False}
        change = {"$push": {"parts": msgspec.to_builtins(part)}, "$inc": {"received": part.size}}
        return self._attachments.update_one(where, change).matched_count > 0

    @answering()
    def keep(self, attachment_id: str, name: str, kept: Kept) -> bool:
        """Whether it was not complete before, and is now. What its parts were is forgotten."""
        where = {"_id": attachment_id, "kept": None, "is_removed": False}
        change = {"$set": {"kept": msgspec.to_builtins(kept), "name": name, "parts": []}}
        return self._attachments.update_one(where, change).matched_count > 0

    @answering()
    def claim(self, attachment_id: str, claim: Claim, former: Claim | None) -> bool:
        """Whether the claim was `former`, and now is this one."""
        where: Document = {"_id": attachment_id, "is_sent": False, "is_removed": False}
        if former is None:
            where["claim"] = None
        else:
            where["claim.conversation_id"] = former.conversation_id
            where["claim.client_message_id"] = former.client_message_id
        change = {"$set": {"claim": msgspec.structs.asdict(claim)}}
        return self._attachments.update_one(where, change).matched_count > 0

    @answering()
    def mark_sent(self, attachment_ids: Sequence[str]) -> None:
        self._attachments.update_many(
            {"_id": {"$in": list(attachment_ids)}, "is_removed": False}, {"$set": {"is_sent": True, "expires_at": None}}
        )

    @answering()
    def mark_removed(self, attachment_ids: Sequence[str], at: datetime) -> None:
        """From now on nobody finds them; their files are removed next."""
        self._attachments.update_many(
            {"_id": {"$in": list(attachment_ids)}}, {"$set": {"is_removed": True, "expires_at": at}}
        )

    @answering()
    def delete(self, attachment_id: str) -> None:
        self._attachments.delete_one({"_id": attachment_id})

    @answering()
    def due(self, moment: datetime) -> list[StoredAttachment]:
        """Some of those that expired before `moment`."""
        query = {"expires_at": {"$gte": BEGINNING, "$lt": moment}}
        return [_attachment(document) for document in self._attachments.find(query).limit(DUE_AT_ONCE)]


def _document(attachment: StoredAttachment) -> Document:
    document: dict[str, Any] = msgspec.structs.asdict(attachment)
    document["_id"] = document.pop("id")
    document["parts"] = msgspec.to_builtins(attachment.parts)
    document["kept"] = None if attachment.kept is None else msgspec.to_builtins(attachment.kept)
    document["claim"] = None if attachment.claim is None else msgspec.structs.asdict(attachment.claim)
    return document


def _attachment(document: Document) -> StoredAttachment:
    return msgspec.convert({**document, "id": document["_id"]}, StoredAttachment)
