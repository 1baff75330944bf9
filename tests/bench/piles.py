"""A pile: stands for a database to a store that only inserts, and is poured into the real one many documents at a time.

So thousands of documents are exactly as the services' own stores make them, without thousands of commits.
"""

from typing import Any

AT_ONCE = 1_000


class Pile:
    def __init__(self) -> None:
        self._collections: dict[str, _Heap] = {}

    def __getitem__(self, name: str) -> "_Heap":
        return self._collections.setdefault(name, _Heap())

    def pour(self, database, *names: str) -> None:
        """Insert what was gathered, these collections in this order; the pile is empty then."""
        for name in names:
            documents = self[name].documents
            for start in range(0, len(documents), AT_ONCE):
                database[name].insert_many(documents[start : start + AT_ONCE], ordered=False)
            documents.clear()


class _Heap:
    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []

    def insert_one(self, document: dict[str, Any]) -> None:
        self.documents.append(document)

    def insert_many(self, documents: list[dict[str, Any]], ordered: bool) -> None:
        self.documents += documents
