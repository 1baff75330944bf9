"""What lies outside realtime, made of dicts: the bus, chat with its logs, Redis' two stores, tokens.

`FakeChat` keeps logs and members as chat promises to; it announces on the bus unless told not to.
"""

import time
from fnmatch import fnmatch

import gevent
import msgspec

from services.common import events, frames, requests, subjects
from services.common.bus import Message
from services.common.cache import CacheError
from services.common.clock import iso, now
from services.common.errors import NotFound, Unauthenticated, Unavailable
from services.common.shapes import Ack, Head
from services.common.tokens import Identity
from services.realtime import logged
from services.realtime.stores.presences import ALIVE_SECONDS, LEAVE_SECONDS, Presence


def an_id(number):
    return f"{number:024x}"


SOMEBODY = an_id(1)


class FakeBus:
    """Delivers at once to whoever subscribed. `is_lossy`: announcements get lost. `is_connected`: and it is known."""

    def __init__(self):
        self.subscriptions = {}
        self.is_lossy = False
        self.is_connected = True
        self._troubled = []

    def subscribe(self, subject, callback):
        subscription = _Subscription(self)
        self.subscriptions[subscription] = (subject, callback)
        return subscription

    def publish(self, subject, data):
        if self.is_lossy:
            return
        for pattern, callback in list(self.subscriptions.values()):
            if fnmatch(subject, pattern) and subject.count(".") == pattern.count("."):
                callback(Message(data, subject))

    def on_trouble(self, callback):
        self._troubled.append(callback)

    def trouble(self):
        for callback in self._troubled:
            callback()

    def followed(self, subject):
        return sum(1 for pattern, _ in self.subscriptions.values() if pattern == subject)


class _Subscription:
    def __init__(self, bus):
        self._bus = bus

    def close(self):
        self._bus.subscriptions.pop(self, None)


class FakeChat:
    """`pause` is an event to wait for before each answer, by method name; `is_away` makes all unavailable."""

    def __init__(self, bus):
        self._bus = bus
        self.epoch = "epoch-1"
        self.logs, self.members_of, self.reads, self._acks = {}, {}, {}, {}
        self.pauses, self.asked, self.late_heads = {}, [], {}
        self.is_away = False

    # -- what happens in chat

    def open(self, number, *user_ids):
        conversation_id = an_id(number)
        self.logs[conversation_id], self.members_of[conversation_id] = [], set(user_ids)
        return conversation_id

    def append(self, conversation_id, kind, data, *, actor_id=SOMEBODY, is_announced=True, **more):
        log = self.logs[conversation_id]
        event = {
            "type": "event", "kind": kind, "conversation_id": conversation_id, "seq": len(log) + 1,
            "at": iso(now()), "actor_id": actor_id, **more, "data": data,
        }  # fmt: skip
        encoded = msgspec.json.encode(event)
        events.decode(encoded)
        log.append(encoded)
        if is_announced:
            self.announce(conversation_id, event["seq"])
        return event["seq"]

    def announce(self, conversation_id, seq):
        self._bus.publish(subjects.event(conversation_id), self.logs[conversation_id][seq - 1])

    def write(self, conversation_id, body="hi", *, client_message_id=None, **more):
        message_no = 1 + sum(b"message.created" in event for event in self.logs[conversation_id])
        client_message_id = client_message_id or f"c-{message_no}"
        return self.append(
            conversation_id, "message.created", {"body": body}, message_no=message_no,
            client_message_id=client_message_id, **more,
        )  # fmt: skip

    def add(self, conversation_id, user_id, **more):
        self.members_of[conversation_id].add(user_id)
        seq = self.append(conversation_id, "member.added", {"user_id": user_id}, **more)
        if more.get("is_announced", True):
            self.announce_joined(conversation_id, user_id, seq)
        return seq

    def announce_joined(self, conversation_id, user_id, seq):
        joined = requests.Joined(conversation_id=conversation_id, seq=seq)
        self._bus.publish(subjects.joined(user_id), msgspec.json.encode(joined))

    def delete(self, conversation_id, message_no, **more):
        """A message is deleted, and the log forgets what it said."""
        log = self.logs[conversation_id]
        place = next(n for n, event in enumerate(log) if msgspec.json.decode(event).get("message_no") == message_no)
        created = msgspec.json.decode(log[place])
        log[place] = msgspec.json.encode({**created, "data": {"body": "", "deleted": True}})
        data = {"message_no": message_no, "message_seq": created["seq"], "message_at": created["at"]}
        return self.append(conversation_id, "message.deleted", data, **more)

    def remove(self, conversation_id, user_id, **more):
        self.members_of[conversation_id].discard(user_id)
        return self.append(conversation_id, "member.removed", {"user_id": user_id}, **more)

    # -- what realtime asks

    def known_heads(self, user_id):
        return self.late_heads.pop(user_id, None) or self.heads(user_id)

    def heads_among(self, user_id, conversation_ids):
        answer = self.heads(user_id)
        among = [head for head in answer.conversations if head.id in conversation_ids]
        return msgspec.structs.replace(answer, conversations=among)

    def heads(self, user_id):
        found = [
            Head(
                id=each,
                last_seq=len(self.logs[each]),
                last_message_no=len(self.logs[each]),
                read_message_no=self.reads.get((user_id, each), 0),
            )
            for each, members in self.members_of.items()
            if user_id in members
        ]
        self._answer("heads")
        return requests.Heads(epoch=self.epoch, conversations=found)

    def events(self, user_id, conversation_id, after):
        self._require(user_id, conversation_id)
        page = [logged.parse(event) for event in self.logs[conversation_id][after : after + 200]]
        self._answer("events")
        return page

    def check(self, heads):
        self._answer("check")
        return {each: len(self.logs[each]) for each, seq in heads.items() if len(self.logs[each]) > seq}

    def members(self, conversation_id):
        self._answer("members")
        return sorted(self.members_of[conversation_id])

    def shared(self, user_id, user_ids):
        self._answer("shared")
        mine = [members for members in self.members_of.values() if user_id in members]
        return [each for each in user_ids if any(each in members for members in mine)]

    def send(self, message):
        self._answer("send")
        self._require(message.user_id, message.conversation_id)
        name = (message.conversation_id, message.user_id, message.client_message_id)
        if name in self._acks:
            return msgspec.structs.replace(self._acks[name], duplicate=True)
        seq = self.write(
            message.conversation_id, message.body, actor_id=message.user_id, client_message_id=message.client_message_id
        )
        self._acks[name] = Ack(
            conversation_id=message.conversation_id, client_message_id=message.client_message_id, seq=seq,
            message_no=seq, at=iso(now()), duplicate=False,
        )  # fmt: skip
        return self._acks[name]

    def mark_read(self, user_id, conversation_id, message_no):
        self._answer("mark_read")
        self._require(user_id, conversation_id)
        self.reads[user_id, conversation_id] = message_no
        frame = frames.ReadFrame(conversation_id=conversation_id, user_id=user_id, message_no=message_no)
        self._bus.publish(subjects.read(conversation_id), frames.encode(frame))

    def _answer(self, method):
        self.asked.append(method)
        pause = self.pauses.get(method)
        if pause is not None:
            pause.wait(5)
        else:
            gevent.sleep(0)
        if self.is_away:
            raise Unavailable()

    def _require(self, user_id, conversation_id):
        if user_id not in self.members_of.get(conversation_id, ()):
            raise NotFound("conversation")


class FakePresenceStore:
    def __init__(self):
        self.entries = {}
        self.is_away = False

    def touch(self, entries, at):
        self._require()
        for user_id, connection_id, is_away in entries:
            self.entries.setdefault(user_id, {})[connection_id] = (at + ALIVE_SECONDS, is_away)

    def switch(self, entries, at):
        self.touch(entries, at)

    def retire(self, entries, at):
        self._require()
        for user_id, connection_id in entries:
            self.entries.setdefault(user_id, {})[connection_id] = (at + LEAVE_SECONDS, False)

    def find(self, user_ids, at):
        self._require()
        found = {}
        for user_id in user_ids:
            entries = self.entries.get(user_id, {}).values()
            alive = [is_away for lapses_at, is_away in entries if lapses_at > at]
            if alive:
                found[user_id] = Presence("away" if all(alive) else "online", at)
            else:
                found[user_id] = Presence("offline", max((each - LEAVE_SECONDS for each, _ in entries), default=None))
        return found

    def lapse(self, user_id):
        """Time passes over a user's entries."""
        self.entries[user_id] = {key: (0.0, away) for key, (_, away) in self.entries.get(user_id, {}).items()}

    def _require(self):
        if self.is_away:
            raise CacheError("away")


class FakeLookStore:
    def __init__(self):
        self.looking = {}

    def touch(self, entries, at):
        for conversation_id, user_id, connection_id in entries:
            self.looking.setdefault(conversation_id, {})[f"{user_id}:{connection_id}"] = at

    def remove(self, conversation_id, user_id, connection_id):
        self.looking.get(conversation_id, {}).pop(f"{user_id}:{connection_id}", None)


class FakeTokens:
    """The token of a user is their id, with a session after a slash."""

    def __init__(self):
        self.lifetime_seconds = 600
        self.ended = set()

    def verify(self, token):
        user_id, _, session_id = token.partition("/")
        if len(user_id) != 24 or token in self.ended:
            raise Unauthenticated()
        return Identity(user_id, session_id or "session", time.time() + self.lifetime_seconds)
