"""Heads as MongoDB keeps them: up to which seq of each conversation everything has been dealt with."""

from collections.abc import Iterator, Mapping, Sequence

from pymongo import UpdateOne, WriteConcern
from pymongo.database import Database

from services.common.database import Document, answering
from services.notify.stores.chunks import chunks

CHUNK = 500


class HeadStore:
    """A head that is too low costs some work twice and nothing else, so writes are cheap ones."""

    def __init__(self, database: Database[Document]):
        self._heads = database["heads"].with_options(write_concern=WriteConcern(w=1))

    @answering()
    def some(self, conversation_ids: Sequence[str]) -> dict[str, int]:
        """By conversation; those never seen are left out."""
        return {
            document["_id"]: document["seq"]
            for part in chunks(conversation_ids)
            for document in self._heads.find({"_id": {"$in": list(part)}})
        }

    @answering()
    def grow(self, heads: Mapping[str, int]) -> None:
        if heads:
            updates = [UpdateOne({"_id": key}, {"$max": {"seq": seq}}, upsert=True) for key, seq in heads.items()]
            self._heads.bulk_write(updates, ordered=False)

    @answering()
    def restart(self, conversation_id: str, seq: int) -> None:
        """Set a head back: the log behind it was replaced by an older one."""
        self._heads.update_one({"_id": conversation_id}, {"$set": {"seq": seq}}, upsert=True)

    def all(self) -> Iterator[dict[str, int]]:
        """All heads, some at a time."""
        last = ""
        while part := self._after(last):
            yield part
            last = max(part)

    @answering()
    def _after(self, conversation_id: str) -> dict[str, int]:
        found = self._heads.find({"_id": {"$gt": conversation_id}}).sort("_id", 1).limit(CHUNK)
        return {document["_id"]: document["seq"] for document in found}
