"""Presence marks: what our own connections are, told to Redis for many at a time.

Used by presences.py. Whoever comes, goes or falls silent is noted; one errand, of which never more than one waits,
tells Redis of all that was noted until its turn came, and announces whose presence became another one by it. When many
come or go, there is a short pause between two of them: a storm costs a few round trips, and a single one no delay.
"""

import time
from collections.abc import Callable

import gevent

from services.realtime.connections import Connection
from services.realtime.errands import Errands
from services.realtime.stores.presences import Presence, PresenceStore

MANY_PER_SECOND, PAUSE_SECONDS = 20, 0.2


class PresenceMarks:
    """Give it the store, the errands, and what is done with a presence that changed."""

    def __init__(self, store: PresenceStore, errands: Errands, announce: Callable[[str, Presence], None]):
        self._store, self._errands, self._announce = store, errands, announce
        self._present: dict[Connection, str] = {}
        self._gone: dict[str, str] = {}
        self._is_due = False
        self._second, self._in_second = 0.0, 0

    def keep(self, connection: Connection, user_id: str) -> None:
        """The connection is there, and away or not as it says itself."""
        self._present[connection] = user_id
        self._tell_soon()

    def retire(self, connection: Connection, user_id: str) -> None:
        """The connection is gone."""
        self._gone[connection.connection_id] = user_id
        self._tell_soon()

    def _tell_soon(self) -> None:
        now = time.monotonic()
        if now - self._second > 1.0:
            self._second, self._in_second = now, 0
        self._in_second += 1
        if self._is_due:
            return
        self._is_due = True
        if self._in_second > MANY_PER_SECOND:
            gevent.spawn_later(PAUSE_SECONDS, self._errands.run, self._tell, self._forget)
        else:
            self._errands.run(self._tell, self._forget)

    def _tell(self) -> None:
        present, gone = self._present, self._gone
        self._forget()
        # Who went while the arrival was still to be told is present for a moment, as everybody who goes.
        gone.update({each.connection_id: user_id for each, user_id in present.items() if not each.is_open})
        now = time.time()
        users = dict.fromkeys(present.values())
        before = self._store.find(users, now)
        self._store.switch([(user_id, each.connection_id, each.is_away) for each, user_id in present.items()], now)
        self._store.retire([(user_id, connection_id) for connection_id, user_id in gone.items()], now)
        for user_id, presence in self._after(present, now).items():
            if presence.state != before[user_id].state:
                self._announce(user_id, presence)

    def _after(self, present: dict[Connection, str], now: float) -> dict[str, Presence]:
        """Somebody with a connection where they are not away is online; of others Redis knows all connections."""
        online = {user_id: Presence("online", now) for each, user_id in present.items() if not each.is_away}
        unsure = {user_id for user_id in present.values() if user_id not in online}
        return {**online, **self._store.find(unsure, now)}

    def _forget(self) -> None:
        self._present, self._gone, self._is_due = {}, {}, False
