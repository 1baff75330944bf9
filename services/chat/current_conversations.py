"""Conversations as they are now: what is stored, and what stands in their logs behind it.

The stored part of a busy conversation is up to five seconds old (pending_steps.py). Which ones that may be is known
before anything is read: our own from memory, those of other processes from their leases. Asked by everything that shows
conversations, so that what was acknowledged is seen by everybody from then on. Stored ones are used as they are by
projections and known states, which read the log themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

import msgspec

from services.chat.leases import LeaseKeeper
from services.chat.pending_steps import PendingSteps, steps_of
from services.chat.repairs import Repairer
from services.chat.stores.conversations import (
    ConversationStore,
    Step,
    StoredConversation,
    StoredHead,
    StoredPositions,
)
from services.chat.stores.events import EventStore
from services.chat.stores.leases import LeaseStore


class Tails(NamedTuple):
    """What may stand in logs behind the stored conversations: our own as steps, and which logs must be read."""

    steps: Mapping[str, Step]
    unknown: Set[str]


Look = Callable[[Set[str]], Tails]
"""Finds the tails of these conversations. Called before the stored ones are read: whoever finishes a conversation
writes it and then takes its mark away, so without a mark what was acknowledged until now is found there."""


def look_from_inside(leases: LeaseKeeper, pending: PendingSteps, repairer: Repairer) -> Look:
    """For the processes that append: what is our own is known without reading."""

    def look(wanted: Set[str]) -> Tails:
        steps = {one: step for one in wanted if (step := pending.step_of(one)) is not None}
        return Tails(steps, (leases.marked_by_others() | repairer.unfinished) & wanted)

    return look


def look_from_outside(leases: LeaseStore) -> Look:
    """For whoever only reads, as checks do."""
    return lambda wanted: Tails({}, {one for lease in leases.all() for one in lease.marks} & wanted)


class CurrentConversations:
    """The reading half of ConversationStore, with the same answers; each may raise Unavailable."""

    def __init__(self, store: ConversationStore, events: EventStore, look: Look):
        self._store, self._events, self._look = store, events, look

    def find(self, conversation_id: str) -> StoredConversation | None:
        found = self.some([conversation_id])
        return found[0] if found else None

    def some(self, conversation_ids: Sequence[str]) -> list[StoredConversation]:
        """Those that exist, in no order."""
        tails = self._look(set(conversation_ids))
        return [
            conversation_after(stored, self._steps(stored.id, stored.last_seq, tails))
            for stored in self._store.some(conversation_ids)
        ]

    def heads(self, conversation_ids: Sequence[str], user_id: str | None = None) -> list[StoredHead]:
        """Where these stand; those that do not exist are left out."""
        tails = self._look(set(conversation_ids))
        return [
            _head_after(head, self._steps(head.id, head.last_seq, tails), user_id)
            for head in self._store.heads(conversation_ids, user_id)
        ]

    def positions(self, conversation_ids: Sequence[str]) -> list[StoredPositions]:
        """Heads and read positions; those that do not exist are left out."""
        tails = self._look(set(conversation_ids))
        return [
            _positions_after(stored, self._steps(stored.id, stored.last_seq, tails))
            for stored in self._store.positions(conversation_ids)
        ]

    def ids_after(self, conversation_id: str) -> list[str]:
        """A page of ids in order, for walking through all conversations; start with ""."""
        return self._store.ids_after(conversation_id)

    def _steps(self, conversation_id: str, last_seq: int, tails: Tails) -> list[Step]:
        """What to add to a conversation that is stored as of `last_seq`."""
        if conversation_id in tails.unknown:
            return steps_of(self._events.all_after(conversation_id, last_seq))
        step = tails.steps.get(conversation_id)
        return [step] if step is not None and step.to_seq > last_seq else []


def conversation_after(stored: StoredConversation, steps: Iterable[Step]) -> StoredConversation:
    """The conversation with messages added."""
    for step in steps:
        stored = msgspec.structs.replace(
            stored,
            last_seq=step.to_seq,
            last_at=step.at,
            last_message=step.last_message or stored.last_message,
            last_message_no=stored.last_message_no if step.message_no is None else step.message_no,
            reads=_higher(stored.reads, step.reads),
            last_mention_no=max(stored.last_mention_no, step.mention_no),
        )
    return stored


def _head_after(head: StoredHead, steps: Iterable[Step], user_id: str | None) -> StoredHead:
    for step in steps:
        head = msgspec.structs.replace(
            head,
            last_seq=step.to_seq,
            last_message_no=head.last_message_no if step.message_no is None else step.message_no,
            read_message_no=max(head.read_message_no, step.reads.get(user_id, 0) if user_id else 0),
        )
    return head


def _positions_after(stored: StoredPositions, steps: Iterable[Step]) -> StoredPositions:
    for step in steps:
        stored = msgspec.structs.replace(
            stored,
            last_seq=step.to_seq,
            last_message_no=stored.last_message_no if step.message_no is None else step.message_no,
            reads=_higher(stored.reads, step.reads),
        )
    return stored


def _higher(reads: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    merged = dict(reads)
    for user_id, message_no in others.items():
        merged[user_id] = max(message_no, merged.get(user_id, message_no))
    return merged
