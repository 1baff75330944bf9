"""Accounts in MongoDB, with the terms by which people find each other.

Two unique indexes decide who gets a username or an e-mail address when several ask at once; nothing is inserted
before they are there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.auth import search_terms
from services.auth.records import Account, Taken
from services.common.database import Document, answering

IDS_AT_ONCE = 50
"""Values in one `$in`: the embedded database compares each found document with each value."""

_FIELDS = {"terms": 0}
"""All but the terms, which only the database reads."""

_INDEXES = (
    IndexModel([("username", ASCENDING)], name="username", unique=True),
    IndexModel(
        [("email", ASCENDING)], name="email", unique=True, partialFilterExpression={"email": {"$type": "string"}}
    ),
    IndexModel([("terms", ASCENDING)], name="terms"),
)


class AccountStore:
    def __init__(self, database: Database[Document]):
        self._accounts = database["accounts"]
        self._has_indexes = False

    @answering()
    def prepare(self) -> None:
        """Make the indexes; done once in a process, harmless when they are there."""
        if not self._has_indexes:
            self._accounts.create_indexes(list(_INDEXES))
            self._has_indexes = True

    @answering()
    def insert(self, account: Account) -> None:
        """Raises Taken when another account has the username or the e-mail address."""
        self.prepare()
        try:
            self._accounts.insert_one(_document(account))
        except DuplicateKeyError as error:
            raise Taken("email" if "email" in (error.details or {}).get("keyPattern", {}) else "username") from error

    @answering()
    def find(self, user_id: str) -> Account | None:
        return _account(self._accounts.find_one({"_id": user_id}, _FIELDS))

    @answering()
    def find_by_login(self, login: str) -> Account | None:
        """By username or e-mail address, folded; no username has an @."""
        return _account(self._accounts.find_one({"email" if "@" in login else "username": login}, _FIELDS))

    @answering()
    def find_many(self, user_ids: Sequence[str]) -> list[Account]:
        """Those that exist, in no order."""
        found: list[Account] = []
        for start in range(0, len(user_ids), IDS_AT_ONCE):
            some = list(user_ids[start : start + IDS_AT_ONCE])
            found += [_read(document) for document in self._accounts.find({"_id": {"$in": some}}, _FIELDS)]
        return found

    @answering()
    def find_called(self, usernames: Sequence[str]) -> list[Account]:
        """Those who have one of these user names, in no order."""
        found: list[Account] = []
        for start in range(0, len(usernames), IDS_AT_ONCE):
            some = list(usernames[start : start + IDS_AT_ONCE])
            found += [_read(document) for document in self._accounts.find({"username": {"$in": some}}, _FIELDS)]
        return found

    @answering()
    def find_by_term(self, term: str, limit: int) -> list[Account]:
        """Accounts with this term (search_terms.py), in no order."""
        return [_read(document) for document in self._accounts.find({"terms": term}, _FIELDS).limit(limit)]

    @answering()
    def some(self, limit: int) -> list[Account]:
        """Any accounts, in no order: sorting all of them would be the work of a list that nobody reads."""
        return [_read(document) for document in self._accounts.find({}, _FIELDS).limit(limit)]

    @answering()
    def change(self, account: Account, changes: Mapping[str, str | int]) -> Account | None:
        """Set display_name, colour or status_text; the account as it is then, None when it is gone."""
        wanted: dict[str, Any] = dict(changes)
        if "display_name" in changes:
            wanted["terms"] = search_terms.terms_of(account.username, str(changes["display_name"]))
        return _account(
            self._accounts.find_one_and_update(
                {"_id": account.id}, {"$set": wanted}, projection=_FIELDS, return_document=ReturnDocument.AFTER
            )
        )

    @answering()
    def set_avatar(self, user_id: str, name: str | None) -> Account | None:
        """The account as it was before, None when it is gone."""
        return _account(
            self._accounts.find_one_and_update(
                {"_id": user_id}, {"$set": {"avatar": name}}, projection=_FIELDS, return_document=ReturnDocument.BEFORE
            )
        )

    @answering()
    def replace_password_hash(self, user_id: str, old: str, new: str) -> None:
        """Only if it is still the old one: a password that was changed meanwhile stays."""
        self._accounts.update_one({"_id": user_id, "password_hash": old}, {"$set": {"password_hash": new}})


def _document(account: Account) -> Document:
    document: Document = {
        "_id": account.id,
        "username": account.username,
        "password_hash": account.password_hash,
        "display_name": account.display_name,
        "colour": account.colour,
        "status_text": account.status_text,
        "avatar": account.avatar,
        "created_at": account.created_at,
        "terms": search_terms.terms_of(account.username, account.display_name),
    }
    if account.email is not None:
        document["email"] = account.email
    return document


def _account(document: Document | None) -> Account | None:
    return None if document is None else _read(document)


def _read(document: Document) -> Account:
    return Account(
        id=document["_id"],
        username=document["username"],
        email=document.get("email"),
        password_hash=document["password_hash"],
        display_name=document["display_name"],
        colour=document["colour"],
        status_text=document["status_text"],
        avatar=document["avatar"],
        created_at=document["created_at"],
    )
