"""Invites: links by which people join a group, or only this Natter. The token itself is nowhere: only its hash is kept.

`used_by` names the people whom an invite has let in, so that a use is a person and not a click; `uses` counts them
in the same document and changed in the same step, so that it is never above `use_limit` however many come at once.
"""

from datetime import datetime, timedelta

import msgspec
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.chat.stores.trouble import answering
from services.common.database import Document, remove_before

KEPT = timedelta(days=30)
"""So long an expired invite can still say that it has expired."""

INDEXES = [
    IndexModel([("token_hash", ASCENDING)], name="token", unique=True),
    IndexModel([("conversation_id", ASCENDING), ("created_at", DESCENDING)], name="conversation"),
    IndexModel([("expires_at", ASCENDING)], name="expiry"),
]
_FIELDS = {"used_by": 0}


class Invite(msgspec.Struct, kw_only=True, frozen=True):
    """`conversation_id` and `created_by` None: the operator's, for people who need an account first of all.

    `expires_at` None: never; `use_limit` None: any number.
    """

    id: str
    token_hash: str
    conversation_id: str | None
    created_by: str | None
    created_at: datetime
    expires_at: datetime | None
    use_limit: int | None
    uses: int = 0

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    @property
    def is_used_up(self) -> bool:
        return self.use_limit is not None and self.uses >= self.use_limit


class InviteStore:
    def __init__(self, database: Database[Document]):
        self._invites = database["invites"]

    def ensure_indexes(self) -> None:
        with answering():
            self._invites.create_indexes(INDEXES)

    @answering()
    def insert(self, invite: Invite) -> None:
        fields = msgspec.structs.asdict(invite)
        self._invites.insert_one({"_id": fields.pop("id"), **fields, "used_by": {}})

    @answering()
    def find(self, invite_id: str) -> Invite | None:
        return _invite(self._invites.find_one({"_id": invite_id}, _FIELDS))

    @answering()
    def find_by_token(self, token_hash: str) -> Invite | None:
        return _invite(self._invites.find_one({"token_hash": token_hash}, _FIELDS))

    @answering()
    def of_conversation(self, conversation_id: str) -> list[Invite]:
        """All that are kept, the newest first."""
        found = self._invites.find({"conversation_id": conversation_id}, _FIELDS)
        return sorted((_read(document) for document in found), key=lambda invite: invite.created_at, reverse=True)

    @answering()
    def claim(self, invite: Invite, user_id: str, now: datetime) -> bool:
        """Whether the invite has a use for this person: the one that they have already, or a free one, taken now."""
        key = f"used_by.{user_id}"
        wanted: Document = {"_id": invite.id, key: {"$exists": False}}
        if invite.use_limit is not None:
            wanted["uses"] = {"$lt": invite.use_limit}
        taken = self._invites.update_one(wanted, {"$inc": {"uses": 1}, "$set": {key: now}})
        return taken.modified_count > 0 or self.has_let_in(invite.id, user_id)

    @answering()
    def give_back(self, invite_id: str, user_id: str) -> None:
        """This person did not come after all."""
        key = f"used_by.{user_id}"
        self._invites.update_one(
            {"_id": invite_id, key: {"$exists": True}}, {"$inc": {"uses": -1}, "$unset": {key: ""}}
        )

    @answering()
    def has_let_in(self, invite_id: str, user_id: str) -> bool:
        """Whether one of its uses is this person's."""
        return (
            self._invites.find_one({"_id": invite_id, f"used_by.{user_id}": {"$exists": True}}, {"_id": 1}) is not None
        )

    @answering()
    def remove(self, invite_id: str) -> bool:
        """Whether it was there."""
        return self._invites.delete_one({"_id": invite_id}).deleted_count > 0

    @answering()
    def expire(self, now: datetime) -> int:
        """Remove what expired long ago; how many that were."""
        return remove_before(self._invites, "expires_at", now - KEPT)


def _invite(document: Document | None) -> Invite | None:
    return None if document is None else _read(document)


def _read(document: Document) -> Invite:
    return Invite(id=document["_id"], **{name: document[name] for name in Invite.__struct_fields__ if name != "id"})
