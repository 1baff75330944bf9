"""Leases: one document for each chat process that has appended something which it may not have finished yet.

A process at rest has none. `beat` changes every second while its owner lives; who sees it stand still may take over.
"""

import msgspec
from pymongo.database import Database

from services.chat.stores.trouble import answering
from services.common.database import Document


class Lease(msgspec.Struct, kw_only=True, frozen=True):
    """`marks`: by conversation, the first seq that may be neither projected nor announced yet.

    `creating`: conversations being opened. `joining`: users who may not have been told yet that they belong to one.
    """

    process_id: str
    beat: int
    marks: dict[str, int]
    creating: list[str]
    joining: list[str] = []


class LeaseStore:
    def __init__(self, database: Database[Document]):
        self._leases = database["leases"]

    @answering()
    def write(self, lease: Lease) -> None:
        document = {"_id": lease.process_id, **msgspec.structs.asdict(lease)}
        self._leases.replace_one({"_id": lease.process_id}, document, upsert=True)

    @answering()
    def all(self) -> list[Lease]:
        return [msgspec.convert(document, Lease) for document in self._leases.find({})]

    @answering()
    def remove(self, process_id: str, beat: int) -> bool:
        """Whether it was there and had not been renewed since `beat`."""
        return self._leases.delete_one({"_id": process_id, "beat": beat}).deleted_count > 0
