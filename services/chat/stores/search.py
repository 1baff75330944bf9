"""The search index: filters of blocks of messages, in segments, and for each conversation how far they go.

A projection of the log, made by indexing.py and asked by search.py; it may be thrown away at any time. A document of
`search_heads_<version>` holds the newest segment together with the head, so that following the log is one write
and most conversations are one read; full segments move to `search_segments_<version>`. Everything is found by `_id`.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from bson import Binary
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.chat.grams import VERSION
from services.chat.stores.trouble import answering, chunks
from services.common.database import Document

BLOCK = 32
"""Messages under one filter: fewer would need more filters, more would let most words through."""
SEGMENT = 16
"""Blocks in one document: 512 messages, at most 256 KB, mostly 30."""


class Block(msgspec.Struct, frozen=True):
    """The filter of up to BLOCK messages; `at` is when the last of them was sent."""

    at: datetime
    bits: bytes


class SearchHead(msgspec.Struct, kw_only=True, frozen=True):
    """All events up to `seq` are in the filters, and so messages 1 to `message_no`. `blocks`: the newest segment's, by
    number, counted from the beginning of the conversation."""

    conversation_id: str
    seq: int = 0
    message_no: int = 0
    blocks: dict[int, Block] = {}

    @property
    def segment_no(self) -> int:
        """The newest segment."""
        return segment_of(block_of(max(self.message_no, 1)))


def block_of(message_no: int) -> int:
    return (message_no - 1) // BLOCK


def messages_of(block_no: int) -> tuple[int, int]:
    """The first and the last message_no of a block."""
    return block_no * BLOCK + 1, (block_no + 1) * BLOCK


def segment_of(block_no: int) -> int:
    return block_no // SEGMENT


class SearchStore:
    def __init__(self, database: Database[Document]):
        self._database = database
        self._heads = database[f"search_heads_{VERSION}"]
        self._segments = database[f"search_segments_{VERSION}"]

    @answering()
    def drop_former(self) -> None:
        """Remove what other versions made of the log; it is of no use to this one."""
        for name in self._database.list_collection_names():
            if name.startswith(("search_heads_", "search_segments_")) and not name.endswith(f"_{VERSION}"):
                self._database.drop_collection(name)

    @answering()
    def heads(self, conversation_ids: Sequence[str]) -> list[SearchHead]:
        """Of those that are indexed, in no order."""
        return [
            SearchHead(
                conversation_id=document["_id"],
                seq=document["seq"],
                message_no=document["message_no"],
                blocks=_blocks_of(document),
            )
            for part in chunks(conversation_ids)
            for document in self._heads.find({"_id": {"$in": list(part)}})
        ]

    @answering()
    def seqs(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """How far these are indexed, for those that are."""
        return {
            document["_id"]: document["seq"]
            for part in chunks(conversation_ids)
            for document in self._heads.find({"_id": {"$in": list(part)}}, {"seq": 1})
        }

    @answering()
    def segments(self, conversation_id: str, numbers: Sequence[int]) -> dict[int, Block]:
        """The blocks of full segments, by block number."""
        keys = [_key(conversation_id, number) for number in numbers]
        found = self._segments.find({"_id": {"$in": keys}})
        return {number: block for document in found for number, block in _blocks_of(document).items()}

    @answering()
    def put_segment(self, conversation_id: str, number: int, blocks: dict[int, Block], seq: int) -> None:
        """Keep a full segment, which holds all events up to `seq`, unless a newer state of it is kept."""
        key = _key(conversation_id, number)
        document = {"_id": key, "seq": seq, **_document_of(blocks)}
        try:
            self._segments.replace_one({"_id": key, "seq": {"$lte": seq}}, document, upsert=True)
        except DuplicateKeyError:
            return

    @answering()
    def advance(self, head: SearchHead, from_seq: int) -> bool:
        """Whether the head was taken: it must still stand at `from_seq`, 0 when there was none."""
        document = {
            "_id": head.conversation_id,
            "seq": head.seq,
            "message_no": head.message_no,
            **_document_of(head.blocks),
        }
        if from_seq:
            where = {"_id": head.conversation_id, "seq": from_seq}
            return self._heads.replace_one(where, document).matched_count > 0
        try:
            self._heads.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    @answering()
    def forget(self, conversation_id: str) -> None:
        """Remove all that is kept of a conversation, to be made anew."""
        self._segments.delete_many({"_id": {"$gte": f"{conversation_id}:", "$lt": f"{conversation_id};"}})
        self._heads.delete_one({"_id": conversation_id})


def _key(conversation_id: str, segment_no: int) -> str:
    return f"{conversation_id}:{segment_no:06d}"


def _document_of(blocks: dict[int, Block]) -> Document:
    return {"blocks": {str(number): {"at": one.at, "bits": Binary(one.bits)} for number, one in blocks.items()}}


def _blocks_of(document: Document) -> dict[int, Block]:
    return {int(number): Block(one["at"], bytes(one["bits"])) for number, one in document["blocks"].items()}
