"""The people of the benched Natter: accounts put into auth's database by auth's own store, tokens signed by its key.

Registering thousands over REST would cost 25 ms of CPU each for their passwords, and nothing here measures that.
Conversations are opened over REST where they are few; seeds.py puts in the many.
"""

import json
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pymongo import MongoClient

from services.auth import signing
from services.auth.records import Account
from services.auth.stores.accounts import AccountStore
from services.common import clock, ids
from tests.bench.benched import Benched

THREADS = 4


@dataclass(frozen=True)
class Person:
    user_id: str
    token: str


class People:
    """Makes people for one stack."""

    def __init__(self, stack: Benched):
        self._stack = stack
        self._keys = signing.load(stack.secrets.signing_key)

    def make(self, count: int) -> list[Person]:
        """New accounts nobody can log in to, each with an access token for the next ten minutes."""
        accounts = [_account() for _ in range(count)]
        with MongoClient(self._stack.mongo_uri("auth")) as client, ThreadPoolExecutor(THREADS) as pool:
            store = AccountStore(client[self._stack.database_name("auth")])
            store.prepare()
            list(pool.map(store.insert, accounts))
        return [Person(account.id, self.token(account.id)) for account in accounts]

    def token(self, user_id: str) -> str:
        return self._keys.access_token(user_id, ids.new_id())

    def open(self, opener: Person, **conversation) -> str:
        """A conversation opened over REST; answers its id."""
        answer = call(self._stack, opener, "POST", "/api/chat/conversations", conversation)
        return answer["id"]


def call(stack: Benched, person: Person, method: str, path: str, body=None):
    """One request to the gateway."""
    request = urllib.request.Request(
        stack.url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def hello(person: Person, device: str, cursors: dict[str, int] | None = None) -> str:
    """The first frame of one device."""
    frame = {"type": "hello", "token": person.token, "device_id": device, "cursors": cursors or {}}
    return json.dumps(frame, separators=(",", ":"))


def send_template(conversation_id: str, prefix: str) -> str:
    """How a generator says a message there; `prefix` keeps the ids of several generators apart."""
    return (
        f'{{"type":"send","ref":"%N","conversation_id":"{conversation_id}",'
        f'"client_message_id":"{prefix}-%N","body":"%B"}}'
    )


def names(people: Sequence[Person]) -> list[str]:
    return [person.user_id for person in people]


def _account() -> Account:
    user_id = ids.new_id()
    return Account(
        id=user_id,
        username=f"b{user_id}",
        email=None,
        password_hash="none",
        display_name="B",
        colour=1,
        status_text="",
        avatar=None,
        created_at=clock.now(),
    )
