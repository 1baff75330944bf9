"""Repairs: finishing what a dead process left, so that nothing stored stays unprojected or unannounced.

Run by upkeep.py. A lease that stands still is taken over: our own lease marks the same conversations, then the old one
is removed, then everything appended since is projected and owed to the announcer. All of it may be done twice. The same
for our own commits whose outcome nobody knew.
"""

import time
from collections.abc import Callable

import msgspec

from services.chat import metrics
from services.chat.announcer import Announcer
from services.chat.leases import LAPSE_SECONDS, Hold, LeaseKeeper
from services.chat.projections import Projector
from services.chat.stores.leases import Lease, LeaseStore
from services.chat.welcomes import Welcomes
from services.common import logs
from services.common.errors import NotFound

DOUBT_SECONDS = 30.0
"""After this an insert that was given up can no longer arrive: the driver ends each within 15 s."""

log = logs.get_logger("repairs")


class _Job(msgspec.Struct):
    """Conversations to finish once it is `due_at` (monotonic)."""

    due_at: float
    hold: Hold


class Repairer:
    def __init__(
        self,
        store: LeaseStore,
        leases: LeaseKeeper,
        projector: Projector,
        announcer: Announcer,
        welcomes: Welcomes,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._store, self._leases = store, leases
        self._projector, self._announcer, self._welcomes = projector, announcer, welcomes
        self._monotonic = monotonic
        self.taken_over: Callable[[], None] = lambda: None
        """Called when another process is found dead: what it announced last may not have reached everybody."""
        self._seen: dict[str, tuple[int, float]] = {}
        self._jobs: list[_Job] = []
        self._behind: dict[str, int] = {}

    @property
    def is_done(self) -> bool:
        return not self._jobs and not self._behind

    @property
    def unfinished(self) -> set[str]:
        """Conversations that our lease marks though what is in their logs is not known here."""
        return {conversation_id for job in self._jobs for conversation_id in job.hold.seqs}

    def note(self, conversation_id: str, seq: int) -> None:
        """The projections were found behind the log: another process is about to write them, or was."""
        self._behind[conversation_id] = min(seq, self._behind.get(conversation_id, seq))

    def doubt(self, hold: Hold) -> None:
        """A commit of the hold may or may not be in the log: look when it must be decided, and once before."""
        present = self._monotonic()
        self._jobs.append(_Job(present, self._leases.share(hold)))
        self._jobs.append(_Job(present + DOUBT_SECONDS, self._leases.share(hold)))

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
            if job.due_at <= self._monotonic():
                for conversation_id, seq in job.hold.seqs.items():
                    self._finish(conversation_id, seq, job.hold)
                self._jobs.remove(job)
                self._leases.release(job.hold)
        if self._behind:
            self._look_behind()

    def _take_over(self, lease: Lease) -> None:
        hold = self._leases.hold(lease.marks, lease.joining)
        # From here on readers look into these logs, and not into the projections alone.
        job = _Job(self._monotonic(), hold)
        self._jobs.append(job)
        for conversation_id in lease.creating:
            self._leases.begin_creating(conversation_id)
        if self._store.remove(lease.process_id, lease.beat):
            metrics.REPAIRS.inc()
            log.warning("taking over from a dead process", process_id=lease.process_id, marks=len(lease.marks))
        self.taken_over()
        # If another was faster, doing it too does no harm; the old lease is gone either way, or alive after all.
        for conversation_id in lease.creating:
            self._welcomes.owe(conversation_id)

    def _look_behind(self) -> None:
        """Finish what nobody has marked: its process was stopped between the commit and its next lease, and died."""
        marked = self._leases.marked_by_others()
        while self._behind:
            conversation_id, seq = next(iter(self._behind.items()))
            if conversation_id not in marked and self._projector.is_behind(conversation_id, seq):
                hold = self._leases.hold({conversation_id: seq})
                try:
                    self._finish(conversation_id, seq, hold)
                finally:
                    self._leases.release(hold)
            self._behind.pop(conversation_id, None)

    def _finish(self, conversation_id: str, seq: int, hold: Hold) -> None:
        try:
            self._projector.catch_up(conversation_id)
        except NotFound:
            log.error("events without a conversation", conversation_id=conversation_id)
        else:
            self._announcer.owe(conversation_id, seq, hold)
