"""Heads that this process knows: where logs stand and how far people have read, for connections that say hello.

After a broken line thousands of people ask within seconds for conversations that they had asked for before. What was
read then serves them, kept up to date by what is announced meanwhile. What was acknowledged and may not be announced
yet is no exception: its conversation, and who comes into one, is marked in a lease (leases.py), and marked ones are
read again. When an announcement may have been lost, by this process or by the one that made it, nothing known is used
any more: each chat process says so when it begins, after trouble on its line to NATS, and when it takes over from a
dead one. For hellos only; lists and checks read the database. Called by heads.py; fed by subscriptions.py, in the order
in which the bus brings announcements and questions.
"""

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence, Set
from typing import TypeVar

import msgspec

from services.chat.current_conversations import CurrentConversations
from services.chat.loads import Loads
from services.chat.shared_looks import SharedReads
from services.chat.stores.conversations import StoredPositions
from services.chat.stores.members import MemberStore
from services.common.events import Event, MemberAdded, MemberRemoved, MessageCreated
from services.common.frames import ReadFrame
from services.common.shapes import Head

KNOWN_SECONDS = 3600.0
"""How long what was read is used, should an announcement be lost without anybody noticing."""
EPOCH_SECONDS = 60.0
"""How soon it is noticed that the database was restored, which no announcement tells."""
WAIT_SECONDS = 5.0
CONVERSATIONS_LIMIT = 50_000
"""About 600 bytes each, with few members; gone when they are too old."""
USERS_LIMIT = 20_000

V = TypeVar("V", "_Known", "_Memberships")


class _Known(msgspec.Struct):
    """`reads` grows in place."""

    read_at: float
    last_seq: int
    last_message_no: int
    reads: dict[str, int]


class _Memberships(msgspec.Struct, frozen=True):
    """By conversation, how far the member said to have read."""

    read_at: float
    said: dict[str, int]


class KnownHeads:
    """`look` answers conversations of which something may not be announced yet, and the users who may not have heard
    of one. Raises Unavailable."""

    def __init__(
        self,
        current: CurrentConversations,
        members: MemberStore,
        look: Callable[[], Set[str]],
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._current, self._members, self._look, self._monotonic = current, members, look, monotonic
        self._heads: OrderedDict[str, _Known] = OrderedDict()
        self._users: OrderedDict[str, _Memberships] = OrderedDict()
        self._epoch: tuple[float, str] | None = None
        self._loads = Loads()
        # In a busy conversation many people say hello while it is marked.
        self._load_marked = SharedReads(self._load)
        self._members_marked = SharedReads(self._read_memberships)

    def epoch(self, read: Callable[[], str]) -> str:
        """The epoch, asked for now and then."""
        known = self._epoch
        if known is None or self._monotonic() - known[0] >= EPOCH_SECONDS:
            epoch = read()
            if known is not None and known[1] != epoch:
                self.forget()
            known = self._epoch = (self._monotonic(), epoch)
        return known[1]

    def of_user(self, user_id: str) -> list[Head]:
        """All conversations of the user, in no order. Raises Unavailable."""
        # First, since a mark goes when what it stood for is announced.
        marked = self._look()
        if user_id in marked:
            # They came into a conversation a moment ago: who was not listening yet hears of it from us alone.
            self.hear_joined(user_id)
        said = self._said(user_id)
        found = self._get([one for one in said if one not in marked])
        if doubtful := [one for one in said if one in marked]:
            # Members before heads: who is removed in between finds the removal behind the head.
            now = self._said_now(user_id, doubtful)
            said = {**said, **now}
            found.update(self._load_marked(now.keys()))
        return [_view(conversation_id, found[conversation_id], user_id, said) for conversation_id in found]

    # -- what is announced; none of these may block

    def hear_event(self, event: Event) -> None:
        if isinstance(event, MemberAdded | MemberRemoved):
            self.hear_joined(event.data.user_id)
        known = self._heads.get(event.conversation_id)
        self._loads.spoil(event.conversation_id)
        if known is None or event.seq <= known.last_seq:
            return
        if event.seq != known.last_seq + 1:
            del self._heads[event.conversation_id]
            return
        known.last_seq = event.seq
        if isinstance(event, MessageCreated):
            known.last_message_no = event.message_no
            known.reads[event.actor_id] = event.message_no

    def hear_read(self, frame: ReadFrame) -> None:
        self._loads.spoil(frame.conversation_id)
        if known := self._heads.get(frame.conversation_id):
            known.reads[frame.user_id] = max(frame.message_no, known.reads.get(frame.user_id, 0))

    def hear_joined(self, user_id: str) -> None:
        """The user came into a conversation, or went."""
        self._loads.spoil(user_id)
        self._users.pop(user_id, None)

    def forget(self) -> None:
        """Announcements may have been lost."""
        self._heads.clear()
        self._users.clear()
        self._loads.spoil_all()

    # -- what is read

    def _said(self, user_id: str) -> dict[str, int]:
        known = self._users.get(user_id)
        if known is not None and self._is_recent(known.read_at):
            return known.said
        begun_at = self._monotonic()
        with self._loads.begin([user_id]) as load:
            said = {sys.intern(one.conversation_id): one.read_message_no for one in self._members.of_user(user_id)}
        if not load.spoiled:
            _keep(self._users, user_id, _Memberships(begun_at, said), USERS_LIMIT)
        return said

    def _said_now(self, user_id: str, conversation_ids: Sequence[str]) -> dict[str, int]:
        """Without those that the user has left."""
        found = self._members_marked([(one, user_id) for one in conversation_ids])
        return {sys.intern(conversation_id): read_message_no for (conversation_id, _), read_message_no in found.items()}

    def _read_memberships(self, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return {(one.conversation_id, one.user_id): one.read_message_no for one in self._members.some(list(places))}

    def _get(self, conversation_ids: Collection[str]) -> dict[str, _Known]:
        found = self._recent(conversation_ids)
        missing = [one for one in conversation_ids if one not in found]
        for load in [load for one in missing if (load := self._loads.of(one)) is not None]:
            # Somebody reads it just now; what they get may be older than this question, what is announced is not.
            load.is_over.wait(timeout=WAIT_SECONDS)
        found.update(self._recent(missing))
        return {**found, **self._load([one for one in missing if one not in found])}

    def _recent(self, conversation_ids: Collection[str]) -> dict[str, _Known]:
        known = ((one, self._heads.get(one)) for one in conversation_ids)
        return {one: head for one, head in known if head is not None and self._is_recent(head.read_at)}

    def _load(self, conversation_ids: Collection[str]) -> dict[str, _Known]:
        if not conversation_ids:
            return {}
        begun_at = self._monotonic()
        with self._loads.begin(conversation_ids) as load:
            read = {one.id: _known(one, begun_at) for one in self._current.positions(list(conversation_ids))}
        for one, known in read.items():
            if one not in load.spoiled:
                _keep(self._heads, sys.intern(one), known, CONVERSATIONS_LIMIT)
        return read

    def _is_recent(self, read_at: float) -> bool:
        return self._monotonic() - read_at < KNOWN_SECONDS


def _keep(kept: "OrderedDict[str, V]", key: str, value: V, limit: int) -> None:
    """Put it last, in the order in which they were read; the first ones go when they are too many or too old."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > limit or next(iter(kept.values())).read_at < value.read_at - KNOWN_SECONDS:
        kept.popitem(last=False)


def _known(stored: StoredPositions, read_at: float) -> _Known:
    """Ids are interned: each stands in many heads and memberships."""
    reads = {sys.intern(user_id): message_no for user_id, message_no in stored.reads.items()}
    return _Known(read_at, stored.last_seq, stored.last_message_no, reads)


def _view(conversation_id: str, known: _Known, user_id: str, said: dict[str, int]) -> Head:
    read = max(said[conversation_id], known.reads.get(user_id, 0))
    return Head(
        id=conversation_id,
        last_seq=known.last_seq,
        last_message_no=known.last_message_no,
        read_message_no=min(read, known.last_message_no),
    )
