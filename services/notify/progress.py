"""Progress: up to which seq of each conversation everything has been dealt with, without holes.

Called by log_events.py for every event and by missed_events.py for what stays behind. JetStream remembers the same
while it lives; this survives it, and it makes redeliveries cheap. Written to the database now and then: a head that is
too low only means that some events are looked at twice.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from services.common.events import Event
from services.notify.stores.heads import HeadStore

CONVERSATIONS_KEPT = 50_000
SETTLED_SECONDS = 60.0
"""A head that did not grow for so long is older than any answer that it is compared with."""


class Track:
    """One conversation: all up to `head` is done, so is what is in `ahead`; `seen` is the highest seq heard of."""

    __slots__ = ("ahead", "behind_since", "grown_at", "head", "is_dirty", "seen")

    def __init__(self, head: int):
        self.head, self.seen = head, head
        self.ahead: set[int] = set()
        self.behind_since: float | None = None
        self.grown_at: float | None = None
        self.is_dirty = False

    def done(self, seq: int) -> None:
        if seq > self.head:
            self.ahead.add(seq)
        while self.head + 1 in self.ahead:
            self.head += 1
            self.ahead.discard(self.head)
            self.is_dirty = True
        if self.head >= self.seen:
            self.behind_since = None

    def skip(self, seq: int) -> None:
        """Count everything up to `seq` as done."""
        if seq > self.head:
            self.head, self.seen, self.is_dirty = seq, max(seq, self.seen), True
            self.ahead = {later for later in self.ahead if later > seq}
            self.done(seq)


class Progress:
    def __init__(self, store: HeadStore, monotonic: Callable[[], float] = time.monotonic):
        self._store, self._monotonic = store, monotonic
        self._tracks: dict[str, Track] = {}

    def fresh(self, events: Sequence[Event]) -> list[Event]:
        """Those that were not dealt with yet. Raises Unavailable."""
        self._load(event.conversation_id for event in events)
        for event in events:
            self._hear(event.conversation_id, event.seq)
        return [event for event in events if not self._is_done(event.conversation_id, event.seq)]

    def done(self, conversation_id: str, seq: int) -> None:
        self._load([conversation_id])
        track = self._tracks[conversation_id]
        track.done(seq)
        track.grown_at = self._monotonic()

    def skip(self, conversation_id: str, seq: int) -> None:
        """Give up everything up to `seq`."""
        self._load([conversation_id])
        self._tracks[conversation_id].skip(seq)

    def compare(self, last_seqs: dict[str, int]) -> None:
        """Take note how far chat's logs go; one that is shorter than what was dealt with has been restored."""
        self._load(last_seqs)
        settled_before = self._monotonic() - SETTLED_SECONDS
        for conversation_id, last_seq in last_seqs.items():
            track = self._tracks[conversation_id]
            if track.head <= last_seq:
                self._hear(conversation_id, last_seq)
            elif track.grown_at is None or track.grown_at < settled_before:
                self._tracks[conversation_id] = Track(last_seq)
                self._store.restart(conversation_id, last_seq)

    def stuck(self, seconds: float) -> dict[str, int]:
        """Heads of the conversations that have stayed behind what was heard of for that long."""
        limit = self._monotonic() - seconds
        return {
            conversation_id: track.head
            for conversation_id, track in self._tracks.items()
            if track.behind_since is not None and track.behind_since <= limit
        }

    def heads(self) -> Iterable[dict[str, int]]:
        """All conversations that were ever dealt with, some at a time."""
        self.flush()
        for part in self._store.all():
            yield {key: self._tracks[key].head if key in self._tracks else head for key, head in part.items()}

    def flush(self) -> None:
        """Write what has grown. Raises Unavailable, and then writes it the next time."""
        grown = {key: track for key, track in self._tracks.items() if track.is_dirty}
        heads = {key: track.head for key, track in grown.items()}
        self._store.grow(heads)
        for key, track in grown.items():
            track.is_dirty = track.head > heads[key]
        self._make_room()

    def _load(self, conversation_ids: Iterable[str]) -> None:
        unknown = [key for key in dict.fromkeys(conversation_ids) if key not in self._tracks]
        stored = self._store.some(unknown) if unknown else {}
        for key in unknown:
            self._tracks.setdefault(key, Track(stored.get(key, 0)))

    def _hear(self, conversation_id: str, seq: int) -> None:
        track = self._tracks[conversation_id]
        track.seen = max(track.seen, seq)
        if track.seen > track.head and track.behind_since is None:
            track.behind_since = self._monotonic()

    def _is_done(self, conversation_id: str, seq: int) -> bool:
        track = self._tracks[conversation_id]
        return seq <= track.head or seq in track.ahead

    def _make_room(self) -> None:
        surplus = len(self._tracks) - CONVERSATIONS_KEPT
        if surplus <= 0:
            return
        settled = (key for key, track in self._tracks.items() if not track.is_dirty and track.behind_since is None)
        for _, key in zip(range(surplus), list(settled), strict=False):
            del self._tracks[key]
