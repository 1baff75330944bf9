"""The four collections of auth, handed around together."""

import dataclasses

from pymongo.database import Database

from services.auth.stores.accounts import AccountStore
from services.auth.stores.pictures import PictureStore
from services.auth.stores.revocations import RevocationStore
from services.auth.stores.sessions import SessionStore
from services.common.database import Document


@dataclasses.dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    sessions: SessionStore
    revocations: RevocationStore
    pictures: PictureStore

    def prepare(self) -> None:
        """Make the indexes; harmless when they are there. Raises Unavailable."""
        self.accounts.prepare()
        self.sessions.prepare()
        self.revocations.prepare()


def stores_of(database: Database[Document]) -> Stores:
    return Stores(AccountStore(database), SessionStore(database), RevocationStore(database), PictureStore(database))
