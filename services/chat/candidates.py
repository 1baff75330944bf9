"""Candidates: the messages of one conversation that may answer a search, newest first, a piece at a time.

First what stands in the log behind the index, read as it is; then the blocks whose filters let the search through.
Whether a message answers is for findings.py to see. A walk tells before each piece of work how recent anything can be
that it still finds, so that many conversations are walked together in the order of time and no further than needed.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from services.chat.grams import Probe
from services.chat.records import Record
from services.chat.stores.conversations import StoredConversation
from services.chat.stores.events import PAGE, EventStore
from services.chat.stores.search import Block, SearchHead, SearchStore, messages_of
from services.common.events import MessageCreated, MessageEdited

FIRST_SEGMENTS, MOST_SEGMENTS = 2, 16
"""Segments read at once: a few while what is sought may be near, then more."""

Emit = Callable[[Sequence[Record]], None]
Walk = Iterator[datetime]


class Candidates:
    def __init__(self, events: EventStore, index: SearchStore, probe: Probe, until: int | None):
        """`until`: nothing later is wanted, in ms since 1970."""
        self._events, self._index, self._probe, self._until = events, index, probe, until

    def walk(self, stored: StoredConversation, head: SearchHead, emit: Emit) -> Walk:
        """The walk through a conversation; each value is the time of the latest message that may still come."""
        yield from self._behind_index(stored, head, emit)
        yield from self._blocks(head, head.blocks, emit)
        size, upper = FIRST_SEGMENTS, head.segment_no
        latest = min((block.at for block in head.blocks.values()), default=stored.last_at)
        while upper > 0:
            yield latest
            numbers = range(max(0, upper - size), upper)
            blocks = self._index.segments(stored.id, numbers)
            yield from self._blocks(head, blocks, emit)
            latest = min((block.at for block in blocks.values()), default=latest)
            size, upper = min(size * 2, MOST_SEGMENTS), numbers[0]

    def _behind_index(self, stored: StoredConversation, head: SearchHead, emit: Emit) -> Walk:
        latest, last = stored.last_at, stored.last_seq
        while last > head.seq:
            yield latest
            first = max(head.seq, last - PAGE)
            records = self._events.after(stored.id, first, last - first)
            emit([record for record in records if isinstance(record.event, MessageCreated)])
            # Of indexed messages that were edited since, the filters know only what they said before.
            for number in sorted(
                {one.event.data.message_no for one in records if isinstance(one.event, MessageEdited)}
            ):
                if number <= head.message_no:
                    emit(self._events.messages(stored.id, number, number))
            latest, last = records[0].at, first

    def _blocks(self, head: SearchHead, blocks: dict[int, Block], emit: Emit) -> Walk:
        for number in sorted(blocks, reverse=True):
            block, before = blocks[number], blocks.get(number - 1)
            if self._is_too_late(before) or not self._probe.may_be_in(block.bits):
                continue
            yield block.at
            first, last = messages_of(number)
            emit(self._events.messages(head.conversation_id, first, min(last, head.message_no)))

    def _is_too_late(self, before: Block | None) -> bool:
        """Whether all of a block is later than what is wanted, told by the one before it."""
        return self._until is not None and before is not None and before.at.timestamp() * 1000 > self._until
