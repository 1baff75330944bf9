"""Preferences as MongoDB keeps them: one document a user, only for those who ever changed something."""

from collections.abc import Sequence

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.common.database import Document, answering
from services.common.shapes import Level, Preferences
from services.notify.levels import UNCHANGED
from services.notify.stores.chunks import chunks

_BEGINNING: Document = {"$setOnInsert": {"default_level": UNCHANGED.default_level}}


class PreferenceStore:
    def __init__(self, database: Database[Document]):
        self._preferences = database["preferences"]

    @answering()
    def some(self, user_ids: Sequence[str]) -> dict[str, Preferences]:
        """By user; those who never chose are left out."""
        return {
            document["_id"]: Preferences(
                default_level=document["default_level"],
                conversations=document.get("conversations", {}),
                muted_until=document.get("muted_until", {}),
                paused_until=document.get("paused_until"),
            )
            for part in chunks(user_ids)
            for document in self._preferences.find({"_id": {"$in": list(part)}})
        }

    @answering()
    def put(self, user_id: str, preferences: Preferences) -> None:
        document = {
            "default_level": preferences.default_level,
            "conversations": preferences.conversations,
            "muted_until": preferences.muted_until,
            "paused_until": preferences.paused_until,
        }
        self._preferences.replace_one({"_id": user_id}, document, upsert=True)

    @answering()
    def choose_default(self, user_id: str, level: Level) -> None:
        self._update(user_id, {"$set": {"default_level": level}})

    @answering()
    def pause(self, user_id: str, until: str | None) -> None:
        """None: not paused."""
        self._update(user_id, {**_BEGINNING, "$set": {"paused_until": until}})

    @answering()
    def choose(
        self, user_id: str, conversation_id: str, level: Level | None, until: str | None, over: Sequence[str]
    ) -> None:
        """Set what is chosen for one conversation (None: nothing), and forget the mutes that are over."""
        fields = {f"conversations.{conversation_id}": level, f"muted_until.{conversation_id}": until}
        chosen = {name: value for name, value in fields.items() if value is not None}
        gone = {name for name, value in fields.items() if value is None}
        gone |= {f"muted_until.{one}" for one in over if one != conversation_id}
        update: Document = {**_BEGINNING}
        if chosen:
            update["$set"] = chosen
        if gone:
            update["$unset"] = dict.fromkeys(gone, "")
        self._update(user_id, update)

    def _update(self, user_id: str, update: Document) -> None:
        try:
            self._preferences.update_one({"_id": user_id}, update, upsert=True)
        except DuplicateKeyError:
            # Another device made the document at the same moment.
            self._preferences.update_one({"_id": user_id}, update)
