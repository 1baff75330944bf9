"""Avatars in MongoDB: a few kilobytes each, under a name that nobody can guess."""

from pymongo.database import Database

from services.auth.records import Picture
from services.common.database import Document, answering


class PictureStore:
    def __init__(self, database: Database[Document]):
        self._pictures = database["pictures"]

    @answering()
    def insert(self, picture: Picture) -> None:
        self._pictures.insert_one(
            {
                "_id": picture.name,
                "user_id": picture.user_id,
                "data": picture.data,
                "created_at": picture.created_at,
            }
        )

    @answering()
    def find(self, name: str) -> bytes | None:
        """The picture's bytes."""
        document = self._pictures.find_one({"_id": name}, {"data": 1})
        return None if document is None else bytes(document["data"])

    @answering()
    def delete(self, name: str) -> None:
        self._pictures.delete_one({"_id": name})
