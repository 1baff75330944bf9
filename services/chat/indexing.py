"""Indexing: letting the search index follow the log.

Told by projections.py what was written, and done by upkeep.py, long after the senders were answered: a conversation is
indexed when 64 events have gathered, or after a while. Nothing is lost while it waits, since a search reads what stands
in the log behind the index (search.py), so being behind is only slower; and who dies in between leaves an index that is
behind and nothing else. At the start every conversation is looked at once.
"""

import random
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import gevent
import msgspec

from services.chat import metrics
from services.chat.grams import make_filter, words_of
from services.chat.records import Record, message_of
from services.chat.stores.conversations import ConversationStore, Step
from services.chat.stores.events import PAGE, EventStore
from services.chat.stores.search import (
    Block,
    SearchHead,
    SearchStore,
    block_of,
    messages_of,
    segment_of,
)
from services.common import logs
from services.common.events import MessageCreated, MessageDeleted, MessageEdited

EVENTS_BEHIND = 64
"""So many are indexed at once: a write for each message would cost ten times as much."""
TOUCHED_SECONDS = 60.0
"""How long what was edited away or deleted may stay in a filter."""
QUIET_SECONDS = 3_600.0
"""After this a conversation is indexed however little was said."""
NOTES_LIMIT = 20_000
"""Conversations remembered; with more, the oldest is indexed at once."""
YIELD_CHARACTERS = 1_000
"""Others get their turn after so much text."""
SHARE = 2
"""Rests so many times as long as it has worked, so that it never takes more than a third of the database."""
SWEEP_SHARE = 9

T = TypeVar("T")

log = logs.get_logger("indexing")


class _Note(msgspec.Struct):
    """Events `from_seq` + 1 to `to_seq` were written since `since` (monotonic) and may not be in the index."""

    from_seq: int
    to_seq: int
    since: float
    is_touched: bool


class Indexer:
    def __init__(
        self,
        events: EventStore,
        conversations: ConversationStore,
        index: SearchStore,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = gevent.sleep,
    ):
        self._events, self._conversations, self._index = events, conversations, index
        self._monotonic, self._sleep = monotonic, sleep
        self._notes: OrderedDict[str, _Note] = OrderedDict()

    def note(self, steps: Sequence[Step]) -> None:
        """These were written; costs nothing now."""
        present = self._monotonic()
        for step in steps:
            known = self._notes.get(step.conversation_id)
            if known is None:
                self._notes[step.conversation_id] = _Note(step.from_seq, step.to_seq, present, bool(step.touched))
            else:
                known.to_seq = max(known.to_seq, step.to_seq)
                known.is_touched = known.is_touched or bool(step.touched)

    def hurry(self, conversation_id: str) -> None:
        """A search had to read much of this log: index it now."""
        self._notes[conversation_id] = _Note(0, EVENTS_BEHIND, self._monotonic(), True)

    def work(self) -> None:
        """Index what is due. Raises Unavailable; then it stays due."""
        for conversation_id in self._due():
            # Taken out before: what is written meanwhile is noted anew.
            note = self._notes.pop(conversation_id)
            try:
                while self._step(conversation_id, SHARE):
                    pass
            except Exception:
                self._notes[conversation_id] = note
                raise

    def sweep(self) -> bool:
        """Look at all conversations once, from a random one on, so that processes which start together do not meet.

        True when it is done. Raises Unavailable.
        """
        start = f"{random.getrandbits(96):024x}"
        for conversation_id in self._behind_after(start):
            while self._step(conversation_id, SWEEP_SHARE):
                pass
        return True

    def follow(self, conversation_id: str) -> bool:
        """Index the next events of a log; whether there may be more. Raises Unavailable."""
        # In this order: another process may index further meanwhile, but never beyond what is read after that.
        head = _only(self._index.heads([conversation_id])) or SearchHead(conversation_id=conversation_id)
        stored = _only(self._conversations.heads([conversation_id]))
        if stored is None or head.seq == stored.last_seq:
            return False
        if head.seq > stored.last_seq:
            # The log is an older one: its database was restored, and the index was not.
            log.warning("search index ahead of the log", conversation_id=conversation_id)
            self._index.forget(conversation_id)
            return True
        # Not beyond what is projected: up to there the states of messages hold what was done to them.
        records = self._events.after(conversation_id, head.seq, min(PAGE, stored.last_seq - head.seq))
        fresh = {one.event.message_no: one for one in records if isinstance(one.event, MessageCreated)}
        seq = records[-1].seq
        message_no = max(fresh, default=head.message_no)
        numbers = {block_of(number) for number in fresh} | {
            block_of(record.event.data.message_no)
            for record in records
            if isinstance(record.event, MessageEdited | MessageDeleted)
        }
        made = {
            number: self._block(conversation_id, number, head.message_no, fresh)
            for number in sorted(numbers, reverse=True)
        }
        self._keep(head, SearchHead(conversation_id=conversation_id, seq=seq, message_no=message_no), made)
        metrics.INDEXED.inc(len(records))
        return seq < stored.last_seq

    def _block(self, conversation_id: str, number: int, known_no: int, fresh: dict[int, Record]) -> Block:
        """A block made anew, of messages up to `known_no` as they are stored now and of fresh ones."""
        first, last = messages_of(number)
        records = self._events.messages(conversation_id, first, min(last, known_no)) if first <= known_no else []
        records += [fresh[one] for one in range(max(first, known_no + 1), last + 1) if one in fresh]
        words: set[str] = set()
        characters = 0
        for record in records:
            body = message_of(record).body
            words |= words_of(body)
            characters += len(body)
            if characters > YIELD_CHARACTERS:
                characters = 0
                self._sleep(0)
        return Block(records[-1].at, make_filter(words))

    def _keep(self, head: SearchHead, to: SearchHead, made: dict[int, Block]) -> None:
        """Full segments first, the head last: until it stands there, nothing of this counts."""
        blocks = {**head.blocks, **made}
        newest = to.segment_no
        for segment_no in sorted({segment_of(number) for number in blocks} - {newest}):
            known = self._index.segments(to.conversation_id, [segment_no]) if segment_no < head.segment_no else {}
            mine = {number: block for number, block in blocks.items() if segment_of(number) == segment_no}
            self._index.put_segment(to.conversation_id, segment_no, {**known, **mine}, to.seq)
        mine = {number: block for number, block in blocks.items() if segment_of(number) == newest}
        # Else another process was faster; what it wrote holds this too.
        self._index.advance(msgspec.structs.replace(to, blocks=mine), head.seq)

    def _step(self, conversation_id: str, share: int) -> bool:
        begun_at = self._monotonic()
        with metrics.INDEX_SECONDS.time():
            has_more = self.follow(conversation_id)
        self._sleep((self._monotonic() - begun_at) * share)
        return has_more

    def _due(self) -> list[str]:
        present = self._monotonic()
        too_many = len(self._notes) - NOTES_LIMIT
        return [
            conversation_id
            for place, (conversation_id, note) in enumerate(self._notes.items())
            if note.to_seq - note.from_seq >= EVENTS_BEHIND
            or present - note.since >= (TOUCHED_SECONDS if note.is_touched else QUIET_SECONDS)
            or place < too_many
        ]

    def _behind_after(self, start: str) -> Iterator[str]:
        """All conversations whose index is behind, once around."""
        for first, end in ((start, "~"), ("", start)):
            last = first
            while page := [one for one in self._conversations.ids_after(last) if one <= end]:
                indexed = self._index.seqs(page)
                for stored in self._conversations.heads(page):
                    if indexed.get(stored.id, 0) != stored.last_seq:
                        yield stored.id
                last = page[-1]


def _only(found: Sequence[T]) -> T | None:
    return found[0] if found else None
