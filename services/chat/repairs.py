"""Repairs: finishing what a dead process left, so that nothing stored stays unannounced.

Run by upkeep.py. A lease that stands still is taken over: our own lease covers its time, then the old one is removed,
then everything appended since is projected and owed to the announcer. All of it may be done twice. The same for our own
commits whose outcome nobody knew.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from services.chat import metrics
from services.chat.announcer import Announcer
from services.chat.leases import LAPSE_SECONDS, Hold, LeaseKeeper
from services.chat.projections import Projector
from services.chat.stores.events import EventStore
from services.chat.stores.leases import Lease, LeaseStore
from services.chat.welcomes import Welcomes
from services.common import logs
from services.common.errors import NotFound

MARGIN = timedelta(seconds=2)
WINDOW = timedelta(seconds=60)
AHEAD = timedelta(days=1)
"""`at` may lie in the future when the clock that gave it was ahead."""
DOUBT_SECONDS = 30.0
"""After this an insert that was given up can no longer arrive: the driver ends each within 15 s."""

log = logs.get_logger("repairs")


class Repairer:
    def __init__(
        self,
        events: EventStore,
        store: LeaseStore,
        leases: LeaseKeeper,
        projector: Projector,
        announcer: Announcer,
        welcomes: Welcomes,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._events, self._store, self._leases = events, store, leases
        self._projector, self._announcer, self._welcomes = projector, announcer, welcomes
        self._now, self._monotonic = now, monotonic
        self._seen: dict[str, tuple[int, float]] = {}
        self._jobs: list[tuple[float, Hold]] = []
        self._behind: dict[str, int] = {}

    @property
    def is_done(self) -> bool:
        return not self._jobs and not self._behind

    def note(self, conversation_id: str, seq: int) -> None:
        """Projections were found behind the log: another process is about to write them, or was."""
        self._behind[conversation_id] = min(seq, self._behind.get(conversation_id, seq))

    def doubt(self, hold: Hold) -> None:
        """A commit since the hold may or may not be in the log: look when it must be decided, and once before."""
        present = self._monotonic()
        self._jobs.append((present, self._leases.share(hold)))
        self._jobs.append((present + DOUBT_SECONDS, self._leases.share(hold)))

    def watch(self) -> None:
        """Look at the leases of others and take over those whose process is gone. Raises Unavailable."""
        others = [lease for lease in self._store.all() if lease.process_id != self._leases.process_id]
        present = self._monotonic()
        known, self._seen = self._seen, {}
        for lease in others:
            beat, seen_at = known.get(lease.process_id, (None, present))
            if beat != lease.beat:
                seen_at = present
            self._seen[lease.process_id] = (lease.beat, seen_at)
            if present - seen_at >= LAPSE_SECONDS:
                self._take_over(lease)

    def work(self) -> None:
        """Do the repairs that are due. Raises Unavailable; then they stay due."""
        for job in list(self._jobs):
            due_at, hold = job
            if due_at <= self._monotonic():
                self._sweep(hold)
                self._jobs.remove(job)
                self._leases.release(hold)
        while self._behind:
            conversation_id, seq = next(iter(self._behind.items()))
            hold = self._leases.hold()
            try:
                self._finish(conversation_id, seq, hold)
            finally:
                self._leases.release(hold)
            self._behind.pop(conversation_id)

    def _take_over(self, lease: Lease) -> None:
        hold = self._leases.hold(lease.dirty_since)
        for conversation_id in lease.creating:
            self._leases.begin_creating(conversation_id)
        if self._store.remove(lease.process_id, lease.beat):
            metrics.REPAIRS.inc()
            log.warning("taking over from a dead process", process_id=lease.process_id, since=lease.dirty_since)
        # If another was faster, doing it too does no harm; the old lease is gone either way, or alive after all.
        self._jobs.append((self._monotonic(), hold))
        for conversation_id in lease.creating:
            self._welcomes.owe(conversation_id)

    def _sweep(self, hold: Hold) -> None:
        """Project and owe all that was appended since, a minute at a time."""
        since, end = hold.since - MARGIN, self._now() + MARGIN
        while since < end:
            until = since + WINDOW if since + WINDOW < end else end + AHEAD
            for conversation_id, seq in self._events.touched(since, until):
                self._finish(conversation_id, seq, hold)
            since = until

    def _finish(self, conversation_id: str, seq: int, hold: Hold) -> None:
        try:
            self._projector.catch_up(conversation_id)
        except NotFound:
            log.error("events without a conversation", conversation_id=conversation_id)
        else:
            self._announcer.owe(conversation_id, seq, hold)
