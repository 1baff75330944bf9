"""Preferences as MongoDB keeps them: one document a user, only for those who ever changed something."""

from collections.abc import Sequence

from pymongo.database import Database

from services.common.database import Document, answering
from services.notify.levels import Preferences
from services.notify.stores.chunks import chunks


class PreferenceStore:
    def __init__(self, database: Database[Document]):
        self._preferences = database["preferences"]

    @answering()
    def some(self, user_ids: Sequence[str]) -> dict[str, Preferences]:
        """By user; those who never chose are left out."""
        return {
            document["_id"]: Preferences(
                default_level=document["default_level"], conversations=document["conversations"]
            )
            for part in chunks(user_ids)
            for document in self._preferences.find({"_id": {"$in": list(part)}})
        }

    @answering()
    def put(self, user_id: str, preferences: Preferences) -> None:
        document = {"default_level": preferences.default_level, "conversations": preferences.conversations}
        self._preferences.replace_one({"_id": user_id}, document, upsert=True)
