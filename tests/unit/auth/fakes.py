"""What stands in for the outside of auth in unit tests. tests/integration/test_auth_stores.py proves that the stores
behave like the real ones."""

from datetime import timedelta

import msgspec

from services.auth import search_terms
from services.auth.records import Taken
from services.auth.stores.collections import Stores
from services.auth.stores.revocations import KEPT
from services.common import clock
from services.common.bus import Message
from services.common.errors import Unavailable


class Clock:
    """Begins at the real time, because tokens are checked against that, and moves when told."""

    def __init__(self):
        self.moment = clock.now()
        self.seconds = 0.0

    def __call__(self):
        return self.moment

    def monotonic(self):
        return self.seconds

    def forward(self, seconds):
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


class AtOnce:
    """In the place of threads."""

    def run(self, work, *arguments):
        return work(*arguments)


class FakeBus:
    """Delivers at once, within this process. `said` keeps what was published."""

    def __init__(self):
        self.is_connected = True
        self.said = []
        self.subscribers = {}
        self.handlers = {}

    def publish(self, subject, data):
        self.said.append((subject, msgspec.json.decode(data)))
        for callback in self.subscribers.get(subject, []):
            callback(Message(data, subject))

    def subscribe(self, subject, callback):
        self.subscribers.setdefault(subject, []).append(callback)

    def reply(self, subject, question, handler):
        self.handlers[subject] = (question, handler)

    def request(self, subject, question, answer, *, seconds=5.0):
        if subject not in self.handlers:
            raise Unavailable()
        kind, handler = self.handlers[subject]
        asked = msgspec.json.decode(msgspec.json.encode(question), type=kind)
        return msgspec.json.decode(msgspec.json.encode(handler(asked)), type=answer)

    def on_trouble(self, callback):
        pass

    def said_on(self, subject):
        return [payload for said, payload in self.said if said == subject]


class FakeAccounts:
    def __init__(self):
        self.by_id = {}

    def prepare(self):
        pass

    def insert(self, account):
        for other in self.by_id.values():
            if other.username == account.username:
                raise Taken("username")
            if account.email is not None and other.email == account.email:
                raise Taken("email")
        self.by_id[account.id] = account

    def find(self, user_id):
        return self.by_id.get(user_id)

    def find_by_login(self, login):
        field = "email" if "@" in login else "username"
        return next((one for one in self.by_id.values() if getattr(one, field) == login), None)

    def find_many(self, user_ids):
        return [self.by_id[user_id] for user_id in user_ids if user_id in self.by_id]

    def find_called(self, usernames):
        return [one for one in self.by_id.values() if one.username in usernames]

    def find_by_term(self, term, limit):
        having = [one for one in self.by_id.values() if term in search_terms.terms_of(one.username, one.display_name)]
        return having[:limit]

    def some(self, limit):
        return list(self.by_id.values())[:limit]

    def change(self, account, changes):
        return self._set(account.id, **changes)

    def set_avatar(self, user_id, name):
        before = self.by_id.get(user_id)
        self._set(user_id, avatar=name)
        return before

    def replace_password_hash(self, user_id, old, new):
        if user_id in self.by_id and self.by_id[user_id].password_hash == old:
            self._set(user_id, password_hash=new)

    def _set(self, user_id, **changes):
        if user_id not in self.by_id:
            return None
        self.by_id[user_id] = msgspec.structs.replace(self.by_id[user_id], **changes)
        return self.by_id[user_id]


class FakeSessions:
    def __init__(self):
        self.by_id = {}

    def prepare(self):
        pass

    def expire(self, now):
        over = [key for key, session in self.by_id.items() if session.expires_at < now]
        for key in over:
            del self.by_id[key]
        return len(over)

    def insert(self, session):
        self.by_id[session.id] = session

    def find(self, session_id):
        return self.by_id.get(session_id)

    def turn(self, session_id, turn, client):
        session = self.by_id.get(session_id)
        if session is None or session.token_hash != turn.token_hash or session.revoked_at is not None:
            return False
        self.by_id[session_id] = msgspec.structs.replace(
            session,
            token_hash=turn.successor_hash,
            previous_hash=turn.token_hash,
            salt=turn.salt,
            rotated_at=turn.at,
            last_used_at=turn.at,
            expires_at=turn.expires_at,
            address=client.address,
            user_agent=client.user_agent,
        )
        return True

    def living_of(self, user_id, now, limit):
        living = [
            one
            for one in self.by_id.values()
            if one.user_id == user_id and one.revoked_at is None and one.expires_at > now
        ]
        return sorted(living, key=lambda session: session.last_used_at, reverse=True)[:limit]

    def is_known_address(self, user_id, address):
        return any(one.user_id == user_id and one.address == address for one in self.by_id.values())

    def revoke(self, session_ids, at):
        for session_id in session_ids:
            session = self.by_id.get(session_id)
            if session is not None and session.revoked_at is None:
                self.by_id[session_id] = msgspec.structs.replace(session, revoked_at=at)


class FakeRevocations:
    def __init__(self):
        self.at = {}

    def prepare(self):
        pass

    def expire(self, now):
        old = [session_id for session_id, at in self.at.items() if at < now - KEPT]
        for session_id in old:
            del self.at[session_id]
        return len(old)

    def add(self, session_ids, at):
        self.at.update(dict.fromkeys(session_ids, at))

    def since(self, moment):
        return [session_id for session_id, at in self.at.items() if at > moment]


class FakePictures:
    def __init__(self):
        self.by_name = {}

    def insert(self, picture):
        self.by_name[picture.name] = picture

    def find(self, name):
        return self.by_name[name].data if name in self.by_name else None

    def delete(self, name):
        self.by_name.pop(name, None)


def fake_stores():
    return Stores(FakeAccounts(), FakeSessions(), FakeRevocations(), FakePictures())
