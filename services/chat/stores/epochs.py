"""The epoch: a random id of this database's history, made once and changed by a restore from a backup."""

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.chat.stores.trouble import answering
from services.common import ids
from services.common.database import Document


class EpochStore:
    def __init__(self, database: Database[Document]):
        self._facts = database["facts"]

    @answering()
    def get(self) -> str:
        """The epoch; made by whoever asks first."""
        document = self._facts.find_one({"_id": "epoch"})
        if document is None:
            document = {"_id": "epoch", "value": ids.new_id()}
            try:
                self._facts.insert_one(document)
            except DuplicateKeyError:
                return self.get()
        value: str = document["value"]
        return value
