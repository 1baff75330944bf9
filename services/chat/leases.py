"""This process's lease: a record in the database that says since when it may have left something unannounced.

Written before the first append after a rest, renewed every second while there is something to finish, removed at rest:
no message costs anything. Whoever sees a lease that is not renewed takes the work over (repairs.py). Everything that
is under way holds the lease from the time when it began.
"""

import time
from collections.abc import Callable
from datetime import datetime

import gevent.lock

from services.chat.stores.leases import Lease, LeaseStore
from services.common import clock, ids, logs

BEAT_SECONDS = 1.0
FRESH_SECONDS = 2.0
"""A lease written longer ago is written anew before it is relied on."""
LAPSE_SECONDS = 3.0
"""A lease that did not change for so long has lost its process."""
REST_SECONDS = 5.0

log = logs.get_logger("leases")


class SteadyClock:
    """The time, but never earlier than it was: what a lease promises must not depend on a clock set back."""

    def __init__(self, now: Callable[[], datetime] = clock.now):
        self._now, self._last = now, now()

    def __call__(self) -> datetime:
        self._last = max(self._last, self._now())
        return self._last


class Hold:
    """Something under way since a time. Released once."""

    def __init__(self, since: datetime):
        self.since = since


class LeaseKeeper:
    def __init__(
        self,
        store: LeaseStore,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._store, self._now, self._monotonic = store, now, monotonic
        self.process_id = ""
        self._beats = 0
        self._holds: set[Hold] = set()
        self._creating: dict[str, None] = {}
        self._written: Lease | None = None
        self._written_at = self._busy_at = monotonic()
        self._writing = gevent.lock.RLock()

    def start(self) -> None:
        """Be somebody: after the fork, since what is made before is the same in all workers and their successors."""
        self.process_id = ids.new_id()

    def hold(self, since: datetime | None = None) -> Hold:
        """Begin something; the lease in the database covers it when this returns. Raises Unavailable."""
        hold = Hold(since or self._now())
        self._holds.add(hold)
        try:
            self.cover(hold)
        except BaseException:
            self._holds.discard(hold)
            raise
        return hold

    def share(self, hold: Hold) -> Hold:
        """Another part of what a hold covers, to be released by itself."""
        part = Hold(hold.since)
        self._holds.add(part)
        return part

    def release(self, hold: Hold) -> None:
        self._holds.discard(hold)
        self._busy_at = self._monotonic()

    def cover(self, hold: Hold) -> None:
        """Write the lease unless a fresh one covers the hold. Raises Unavailable."""
        written = self._written
        is_fresh = self._monotonic() - self._written_at < FRESH_SECONDS
        if written is None or not is_fresh or written.dirty_since > hold.since:
            self._write()

    def begin_creating(self, conversation_id: str) -> None:
        """From now on somebody will tell the members, even if this process dies. Raises Unavailable."""
        self._creating[conversation_id] = None
        self._write()

    def end_creating(self, conversation_id: str) -> None:
        self._creating.pop(conversation_id, None)
        self._busy_at = self._monotonic()

    def beat(self) -> None:
        """Every BEAT_SECONDS: renew the lease, or remove it when nothing was under way for a while."""
        if self._written is None:
            return
        is_resting = self._monotonic() - self._busy_at >= REST_SECONDS
        if self._holds or self._creating or not is_resting:
            self._write()
        else:
            self.remove()

    def remove(self) -> None:
        """Give the lease up if nothing is under way; else leave it for others to find. Raises Unavailable."""
        with self._writing:
            written = self._written
            if written is None or self._holds or self._creating:
                return
            # First, so that whoever begins something now waits for the lock and writes a new one.
            self._written = None
            self._store.remove(self.process_id, written.beat)

    def _write(self) -> None:
        if not self.process_id:
            raise RuntimeError("a lease needs a process: call start first")
        with self._writing:
            begun_at = self._monotonic()
            self._beats += 1
            lease = Lease(
                process_id=self.process_id,
                beat=self._beats,
                dirty_since=min((hold.since for hold in self._holds), default=self._now()),
                creating=list(self._creating),
            )
            self._store.write(lease)
            self._written, self._written_at = lease, begun_at
