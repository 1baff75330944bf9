"""Sessions in MongoDB. One that ended or ran out is removed some time after its `expires_at`."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.auth.clients import Client
from services.auth.records import StoredSession
from services.common.database import Document, answering, remove_before

_INDEXES = (
    IndexModel([("user_id", ASCENDING)], name="user"),
    IndexModel([("expires_at", ASCENDING)], name="end"),
)


class Turn(msgspec.Struct, kw_only=True, frozen=True):
    """One refresh: from the hash that must be current to the next one."""

    token_hash: str
    successor_hash: str
    salt: bytes
    at: datetime
    expires_at: datetime


class SessionStore:
    def __init__(self, database: Database[Document]):
        self._sessions = database["sessions"]

    @answering()
    def prepare(self) -> None:
        self._sessions.create_indexes(list(_INDEXES))

    @answering()
    def expire(self, now: datetime) -> int:
        """Remove those that ran out, answer how many."""
        return remove_before(self._sessions, "expires_at", now)

    @answering()
    def insert(self, session: StoredSession) -> None:
        document = msgspec.structs.asdict(session)
        document["_id"] = document.pop("id")
        self._sessions.insert_one(document)

    @answering()
    def find(self, session_id: str) -> StoredSession | None:
        document = self._sessions.find_one({"_id": session_id})
        return None if document is None else _read(document)

    @answering()
    def turn(self, session_id: str, turn: Turn, client: Client) -> bool:
        """Whether this turn was made: False when another one was faster or the session was revoked."""
        done = self._sessions.update_one(
            {"_id": session_id, "token_hash": turn.token_hash, "revoked_at": None},
            {
                "$set": {
                    "token_hash": turn.successor_hash,
                    "previous_hash": turn.token_hash,
                    "salt": turn.salt,
                    "rotated_at": turn.at,
                    "last_used_at": turn.at,
                    "expires_at": turn.expires_at,
                    "address": client.address,
                    "user_agent": client.user_agent,
                }
            },
        )
        return done.modified_count == 1

    @answering()
    def living_of(self, user_id: str, now: datetime, limit: int) -> list[StoredSession]:
        """The sessions that are not over, the last used first."""
        found = self._sessions.find({"user_id": user_id, "revoked_at": None, "expires_at": {"$gt": now}})
        return [_read(document) for document in found.sort("last_used_at", DESCENDING).limit(limit)]

    @answering()
    def is_known_address(self, user_id: str, address: str) -> bool:
        """Whether the user has been logged in from there, not too long ago."""
        return self._sessions.find_one({"user_id": user_id, "address": address}, {"_id": 1}) is not None

    @answering()
    def revoke(self, session_ids: Sequence[str], at: datetime) -> None:
        """The first moment counts when it was revoked before."""
        for session_id in session_ids:
            self._sessions.update_one({"_id": session_id, "revoked_at": None}, {"$set": {"revoked_at": at}})


def _read(document: Document) -> StoredSession:
    return msgspec.convert({**document, "id": document["_id"]}, StoredSession, builtin_types=(bytes, datetime))
