"""This process's lease: a record in the database that says in which logs it may have left something unfinished.

A conversation is marked in it before anything is appended to its log, and stays marked until all of that is in the
projections and announced, and then for a while, since most conversations go on: so a busy one costs nothing a message.
So is one in which a read position grows, and a user who comes into one: both are announced once, unconfirmed. While
this process is cut off from NATS no mark goes. Renewed every second, removed at rest. Whoever sees a lease that is not
renewed takes the work over (repairs.py); whoever reads a marked conversation looks into its log
(current_conversations.py), and does not trust in what was announced of it (known_heads.py).
"""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import gevent.lock
import msgspec

from services.chat.stores.leases import Lease, LeaseStore
from services.common import clock, ids, logs
from services.common.errors import Unavailable

BEAT_SECONDS = 1.0
FRESH_SECONDS = 2.0
"""A lease written longer ago is written anew before it is relied on."""
LAPSE_SECONDS = 3.0
"""A lease that did not change for so long has lost its process."""
REST_SECONDS = 5.0
"""After this without anything under way the lease is removed."""
MARKED_SECONDS = 10.0
"""A conversation stays marked so long after its last event: most go on, and marking again costs a write. Announcements
are everywhere long before."""
MARKS_LIMIT = 5_000
"""About 200 KB; more conversations at once must wait until some are finished."""

log = logs.get_logger("leases")


class SteadyClock:
    """The time, but never earlier than it was: `at` must not run backwards because a clock was set back."""

    def __init__(self, now: Callable[[], datetime] = clock.now):
        self._now, self._last = now, now()

    def __call__(self) -> datetime:
        self._last = max(self._last, self._now())
        return self._last


class Hold:
    """Something under way: by conversation, the first seq that it may leave unfinished; `joining`: who comes into one.
    Released once."""

    def __init__(self, seqs: Mapping[str, int], joining: frozenset[str] = frozenset()):
        self.seqs, self.joining = seqs, joining


class _Mark(msgspec.Struct):
    """`seq` as it was last written; `idle_at`: when the last hold went."""

    seq: int
    holds: int = 0
    idle_at: float = 0.0


class LeaseKeeper:
    """`is_cut_off`: whether this process can announce nothing at the moment."""

    def __init__(
        self,
        store: LeaseStore,
        *,
        is_cut_off: Callable[[], bool] = lambda: False,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._store, self._is_cut_off, self._monotonic = store, is_cut_off, monotonic
        self.process_id = ""
        self._beats = 0
        self._holds: dict[Hold, None] = {}
        self._marks: dict[str, _Mark] = {}
        self._joined_at: dict[str, float] = {}
        self._creating: dict[str, Hold] = {}
        self._written: Lease | None = None
        self._written_at = self._busy_at = monotonic()
        self._writing = gevent.lock.RLock()

    def start(self) -> None:
        """Be somebody: after the fork, since what is made before is the same in all workers and their successors."""
        self.process_id = ids.new_id()

    # -- what is under way

    def hold(self, seqs: Mapping[str, int], joining: Iterable[str] = ()) -> Hold:
        """Begin something; the lease in the database marks these, and who joins, when this returns. Raises
        Unavailable."""
        if not self.process_id:
            raise Unavailable
        if len(self._marks) + len(seqs) > MARKS_LIMIT and len(self._marks.keys() | seqs.keys()) > MARKS_LIMIT:
            raise Unavailable("The server is busy. Try again in a moment.", retry=1.0)
        hold = self._take(seqs, frozenset(joining))
        try:
            self.cover(hold)
        except BaseException:
            self.release(hold)
            raise
        return hold

    def share(self, hold: Hold, conversation_ids: Iterable[str] | None = None) -> Hold:
        """Another part of what a hold covers, or all of it, to be released by itself."""
        if conversation_ids is None:
            return self._take(hold.seqs, hold.joining)
        return self._take({one: hold.seqs[one] for one in conversation_ids}, hold.joining)

    def release(self, hold: Hold) -> None:
        del self._holds[hold]
        self._busy_at = self._monotonic()
        for conversation_id in hold.seqs:
            mark = self._marks[conversation_id]
            mark.holds -= 1
            mark.idle_at = self._busy_at
        self._joined_at.update(dict.fromkeys(hold.joining, self._busy_at))

    def is_covering(self, hold: Hold) -> bool:
        """Whether the lease in the database marks all of the hold, and is too fresh to have been taken over."""
        written = self._written
        if written is None or self._monotonic() - self._written_at >= FRESH_SECONDS:
            return False
        marks = written.marks
        return hold.joining.issubset(written.joining) and all(
            seq >= marks.get(conversation_id, seq + 1) for conversation_id, seq in hold.seqs.items()
        )

    def cover(self, hold: Hold) -> None:
        """Write the lease unless a fresh one covers the hold. Raises Unavailable."""
        if not self.is_covering(hold):
            with self._writing:
                # Whoever wrote it while we waited has marked what we hold, too.
                if not self.is_covering(hold):
                    self._write()

    def begin_creating(self, conversation_id: str, user_ids: Iterable[str] = ()) -> None:
        """From now on somebody will tell the members, even if this process dies. Raises Unavailable."""
        if conversation_id not in self._creating:
            self._creating[conversation_id] = self._take({}, frozenset(user_ids))
        self._write()

    def end_creating(self, conversation_id: str) -> None:
        if (hold := self._creating.pop(conversation_id, None)) is not None:
            self.release(hold)

    # -- the record

    def marked_by_others(self) -> set[str]:
        """Conversations in whose logs other processes may have left something unfinished. Raises Unavailable."""
        leases = self._store.all()
        return {one for lease in leases if lease.process_id != self.process_id for one in lease.marks}

    def marked(self) -> set[str]:
        """Conversations of which something may not be announced yet, by whichever process, and users who may not have
        heard of one. Raises Unavailable."""
        return {one for lease in self._store.all() for one in (*lease.marks, *lease.joining)}

    def beat(self) -> None:
        """Every BEAT_SECONDS: renew the lease, or remove it when nothing was under way for a while."""
        if self._written is None:
            return
        is_resting = self._monotonic() - self._busy_at >= REST_SECONDS and not self._is_cut_off()
        if self._holds or self._creating or not is_resting:
            self._write()
        else:
            self.remove()

    def remove(self) -> None:
        """Give the lease up if nothing is under way; else leave it for others to find. Raises Unavailable."""
        with self._writing:
            written = self._written
            if written is None or self._holds or self._creating or self._is_cut_off():
                return
            # First, so that whoever begins something now waits for the lock and writes a new one.
            self._written = None
            self._marks.clear()
            self._joined_at.clear()
            self._store.remove(self.process_id, written.beat)

    def _take(self, seqs: Mapping[str, int], joining: frozenset[str]) -> Hold:
        hold = Hold(seqs, joining)
        self._holds[hold] = None
        for conversation_id, seq in seqs.items():
            mark = self._marks.setdefault(conversation_id, _Mark(seq))
            mark.holds += 1
        return hold

    def _write(self) -> None:
        with self._writing:
            begun_at = self._monotonic()
            self._beats += 1
            # Nobody may rely on it while it is being replaced.
            self._written_at = begun_at - FRESH_SECONDS
            lease = Lease(
                process_id=self.process_id,
                beat=self._beats,
                marks=self._present(),
                creating=list(self._creating),
                joining=self._joining(),
            )
            self._store.write(lease)
            self._written, self._written_at = lease, begun_at

    def _present(self) -> dict[str, int]:
        """What to mark now; marks that nothing holds are dropped when they have been idle for long enough."""
        idle_before = self._monotonic() - MARKED_SECONDS
        idle = [one for one, mark in self._marks.items() if not mark.holds and mark.idle_at < idle_before]
        for conversation_id in [] if self._is_cut_off() else idle:
            del self._marks[conversation_id]
        lowest: dict[str, int] = {}
        for hold in self._holds:
            for conversation_id, seq in hold.seqs.items():
                lowest[conversation_id] = min(seq, lowest.get(conversation_id, seq))
        for conversation_id, seq in lowest.items():
            self._marks[conversation_id].seq = seq
        return {conversation_id: mark.seq for conversation_id, mark in self._marks.items()}

    def _joining(self) -> list[str]:
        """The users to mark now, as long as conversations are."""
        idle_before = self._monotonic() - MARKED_SECONDS
        if not self._is_cut_off():
            self._joined_at = {one: at for one, at in self._joined_at.items() if at >= idle_before}
        return list({one for hold in self._holds for one in hold.joining} | self._joined_at.keys())
