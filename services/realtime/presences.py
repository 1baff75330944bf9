"""Presence: who is online, told to those who watch them and to nobody else.

Called by inbox.py (watch, arrive, depart, act), by subscriptions.py (what other processes announce) and by sweeps.py
(time). Redis knows all connections of a user; a change is announced at once, and every process looks after those whom
its own connections watch, so that a lost announcement or a killed process is noticed within seconds. While Redis is
away, presence is `unknown`.
"""

import time
from datetime import UTC, datetime

import gevent

from services.common import clock, frames, ids, logs, subjects
from services.common.bus import Bus
from services.common.errors import Problem
from services.realtime import refusals, wire
from services.realtime.chat import Chat
from services.realtime.connections import READY, Connection
from services.realtime.errands import Errands
from services.realtime.hub import Hub
from services.realtime.presence_marks import PresenceMarks
from services.realtime.stores.presences import LEAVE_SECONDS, Presence, PresenceStore

AWAY_SECONDS = 600.0
"""Without anything but pings."""
UNKNOWN = Presence("unknown", None)


class Presences:
    """Give it the store, the errands, chat, the bus and the hub."""

    def __init__(self, store: PresenceStore, errands: Errands, chat: Chat, bus: Bus, hub: Hub):
        self._store, self._errands, self._chat, self._bus, self._hub = store, errands, chat, bus, hub
        self._watchers: dict[str, dict[Connection, None]] = {}
        self._known: dict[str, Presence] = {}
        self._leaving: dict[str, float] = {}
        self._marks = PresenceMarks(store, errands, self._announce)

    # -- our own users

    def arrive(self, connection: Connection) -> None:
        """The connection is ready."""
        if connection.user is not None:
            self._leaving.pop(connection.user.user_id, None)
            self._marks.keep(connection, connection.user.user_id)

    def act(self, connection: Connection) -> None:
        """Somebody does something there."""
        connection.acted_at = time.monotonic()
        if connection.is_away and connection.user is not None:
            connection.is_away = False
            self._marks.keep(connection, connection.user.user_id)

    def depart(self, connection: Connection) -> None:
        """The connection is gone, and so are its wishes."""
        self._unwatch(connection)
        user = connection.user
        if user is None or connection.stage != READY:
            return
        self._marks.retire(connection, user.user_id)
        if not user.connections:
            self._leaving[user.user_id] = time.monotonic() + LEAVE_SECONDS + 0.5

    def _check_left(self, user_ids: list[str]) -> None:
        for user_id, presence in self._store.find(user_ids, time.time()).items():
            if presence.state == "offline":
                self._announce(user_id, presence)

    def _announce(self, user_id: str, presence: Presence) -> None:
        self._bus.publish(subjects.presence(user_id), frames.encode(_frame(user_id, presence)))

    # -- those who watch

    def watch(self, connection: Connection, frame: frames.Watch) -> None:
        """Tell the presence of these users now and whenever it changes; of strangers nothing is said."""
        gevent.spawn(self._watch, connection, frame.user_ids)

    def _watch(self, connection: Connection, user_ids: list[str]) -> None:
        user = connection.user
        if user is None:
            return
        logs.request_id.set(ids.new_request_id())
        try:
            others = [user_id for user_id in user_ids if user_id != user.user_id]
            allowed = set(self._chat.shared(user.user_id, others)) if others else set()
        except Problem as problem:
            refusals.refuse(connection, problem)
            return
        if not connection.is_open:
            return
        chosen = frozenset(user_id for user_id in user_ids if user_id in allowed or user_id == user.user_id)
        self._unwatch(connection)
        connection.watching = chosen
        for user_id in chosen:
            self._watchers.setdefault(user_id, {})[connection] = None
        self._errands.run(
            lambda: self._tell_all(connection, self._store.find(chosen, time.time())),
            lambda: self._tell_all(connection, dict.fromkeys(chosen, UNKNOWN)),
        )

    def _unwatch(self, connection: Connection) -> None:
        for user_id in connection.watching or ():
            watchers = self._watchers.get(user_id)
            if watchers is not None:
                watchers.pop(connection, None)
                if not watchers:
                    del self._watchers[user_id]
                    self._known.pop(user_id, None)
        connection.watching = None

    def _tell_all(self, connection: Connection, presences: dict[str, Presence]) -> None:
        for user_id, presence in presences.items():
            if user_id in self._watchers:
                self._known[user_id] = presence
                connection.put_droppable(_bytes(user_id, presence))

    def hear(self, frame: frames.PresenceFrame) -> None:
        """An announcement, of any process."""
        seen = clock.from_iso(frame.last_seen_at).timestamp() if frame.last_seen_at else None
        self._learn(frame.user_id, Presence(frame.state, seen))

    def _learn(self, user_id: str, presence: Presence) -> None:
        watchers = self._watchers.get(user_id)
        if not watchers:
            return
        known = self._known.get(user_id)
        self._known[user_id] = presence
        if known is None or known.state != presence.state:
            frame = _bytes(user_id, presence)
            for connection in list(watchers):
                connection.put_droppable(frame)

    # -- time

    def tick(self) -> None:
        """Every second or so: who left ten seconds ago and did not come back is offline."""
        now = time.monotonic()
        gone = [user_id for user_id, due_at in self._leaving.items() if due_at <= now]
        for user_id in gone:
            del self._leaving[user_id]
        if gone:
            self._errands.run(lambda: self._check_left(gone))

    def beat(self) -> None:
        """Every 14 s: keep our own alive, look after those who are watched."""
        now = time.monotonic()
        entries = []
        for connection in self._hub.connections:
            if connection.stage == READY and connection.user is not None:
                if not connection.is_away and now - connection.acted_at > AWAY_SECONDS:
                    connection.is_away = True
                    self._marks.keep(connection, connection.user.user_id)
                entries.append((connection.user.user_id, connection.connection_id, connection.is_away))
        if entries:
            self._errands.run(lambda: self._store.touch(entries, time.time()))
        self._errands.run(self._look_after, self._lose_sight)

    def _look_after(self) -> None:
        for user_id, presence in self._store.find(list(self._watchers), time.time()).items():
            self._learn(user_id, presence)

    def _lose_sight(self) -> None:
        for user_id in list(self._watchers):
            self._learn(user_id, UNKNOWN)


def _frame(user_id: str, presence: Presence) -> frames.PresenceFrame:
    seen = None if presence.last_seen is None else clock.iso(datetime.fromtimestamp(presence.last_seen, UTC))
    return frames.PresenceFrame(user_id=user_id, state=presence.state, last_seen_at=seen)


def _bytes(user_id: str, presence: Presence) -> bytes:
    return wire.text(frames.encode(_frame(user_id, presence)))
