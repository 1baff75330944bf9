"""Announcing events on NATS, in the order of each log, at least once.

Fed by settling.py with what is stored, by repairs.py with what others left; run by one greenlet. What cannot be
announced now is owed: only the conversation and the seq are remembered, and when NATS is back the events are read from
the log. While a conversation is owed, its new events wait in the log too, so that none overtakes another. JetStream
drops what it has seen by `Nats-Msg-Id`; readers drop by seq.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from gevent.event import Event

from services.chat import metrics
from services.chat.leases import Hold, LeaseKeeper
from services.chat.records import Record
from services.chat.stores.events import PAGE, EventStore
from services.common import events, logs, subjects
from services.common.bus import Bus
from services.common.errors import Unavailable
from services.common.events import MemberAdded
from services.common.requests import Joined

STREAM_SECONDS = 24 * 3600
WAITING_LIMIT = 5_000
"""Records held in memory for announcing; above, they are owed and read again."""
AT_ONCE = 256
PAUSE_SECONDS = 0.2
PAUSE_LIMIT_SECONDS = 2.0

log = logs.get_logger("announcer")


class _Item(msgspec.Struct, frozen=True):
    records: list[Record]
    request_ids: dict[str, str]
    hold: Hold


class _Debt(msgspec.Struct):
    """All from `seq` on; the hold keeps the mark."""

    seq: int
    hold: Hold


class Announcer:
    def __init__(
        self,
        bus: Bus,
        store: EventStore,
        leases: LeaseKeeper,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        stream_max_bytes: int,
        waiting_limit: int = WAITING_LIMIT,
    ):
        self._bus, self._store, self._leases, self._now, self._monotonic = bus, store, leases, now, monotonic
        self._stream_max_bytes, self._waiting_limit = stream_max_bytes, waiting_limit
        self.arrived = Event()
        """Set when there is something to do."""
        self._waiting: list[_Item] = []
        self._waiting_records = 0
        self._owed: dict[str, _Debt] = {}
        self._has_stream = False
        self._pause = PAUSE_SECONDS
        self._not_before = monotonic()

    @property
    def is_done(self) -> bool:
        """Nothing waits and nothing is owed."""
        return not self._waiting_records and not self._owed

    @property
    def owed(self) -> int:
        """Conversations to be announced from the log."""
        return len(self._owed)

    def put(self, records: list[Record], request_ids: dict[str, str], hold: Hold) -> None:
        """Announce these soon; the hold is released when that is done or owed."""
        if not records:
            self._leases.release(hold)
            return
        if self._waiting_records + len(records) > self._waiting_limit:
            self._owe_records(records, hold)
            self._leases.release(hold)
            return
        self._waiting.append(_Item(records, request_ids, hold))
        self._waiting_records += len(records)
        self.arrived.set()

    def owe(self, conversation_id: str, seq: int, hold: Hold) -> None:
        """Announce everything of this log from `seq` on when possible; its mark is kept as long, the hold is not."""
        self.arrived.set()
        known = self._owed.get(conversation_id)
        if known is None:
            self._owed[conversation_id] = _Debt(seq, self._leases.share(hold, [conversation_id]))
        elif seq < known.seq:
            self._leases.release(known.hold)
            self._owed[conversation_id] = _Debt(seq, self._leases.share(hold, [conversation_id]))

    def work(self) -> bool:
        """Do a part of what there is to do; False when there is nothing, or it must wait."""
        if self._monotonic() < self._not_before:
            return False
        if not self._bus.is_connected:
            self._set_aside()
            return False
        if not self._has_stream and not self._make_stream():
            return False
        did = self._announce_waiting()
        return self._pay() or did

    # -- what was just stored

    def _announce_waiting(self) -> bool:
        items = self._take(AT_ONCE)
        for item in items:
            # Once more, since what was owed may begin after these.
            self._owe_records([r for r in item.records if r.conversation_id in self._owed], item.hold)
        records = [r for item in items for r in item.records if r.conversation_id not in self._owed]
        request_ids = {key: value for item in items for key, value in item.request_ids.items()}
        try:
            self._publish(records, request_ids)
        except Unavailable:
            for item in items:
                self._owe_records(item.records, item.hold)
            self._wait_longer()
        finally:
            self._let_go(items)
        return bool(items)

    def _take(self, limit: int) -> list[_Item]:
        items: list[_Item] = []
        count = 0
        while self._waiting and count < limit:
            item = self._waiting.pop(0)
            items.append(item)
            count += len(item.records)
        return items

    def _let_go(self, items: Sequence[_Item]) -> None:
        for item in items:
            self._waiting_records -= len(item.records)
            self._leases.release(item.hold)

    def _set_aside(self) -> None:
        """NATS is away: keep places instead of records."""
        items = self._take(self._waiting_limit)
        for item in items:
            self._owe_records(item.records, item.hold)
        self._let_go(items)
        metrics.OWED.set(self.owed)

    def _owe_records(self, records: Sequence[Record], hold: Hold) -> None:
        for record in records:
            self.owe(record.conversation_id, record.seq, hold)

    # -- what is owed

    def _pay(self) -> bool:
        """Announce a page of one owed conversation from the log."""
        if not self._owed:
            return False
        conversation_id, debt = next(iter(self._owed.items()))
        try:
            page = self._store.after(conversation_id, debt.seq - 1)
            self._publish(page, {})
        except Unavailable:
            self._wait_longer()
            return False
        if self._owed.get(conversation_id) is not debt:
            # Even earlier ones were found meanwhile.
            return True
        if len(page) == PAGE:
            debt.seq = page[-1].seq + 1
        else:
            del self._owed[conversation_id]
            self._leases.release(debt.hold)
        if not self._owed:
            log.info("all announced")
        metrics.OWED.set(self.owed)
        return True

    # -- NATS

    def _make_stream(self) -> bool:
        try:
            self._bus.ensure_stream(
                subjects.STREAM,
                [subjects.EVENTS],
                max_age_seconds=STREAM_SECONDS,
                max_bytes=self._stream_max_bytes,
            )
        except Unavailable as problem:
            log.warning("no stream yet", error=repr(problem.__cause__))
            self._wait_longer()
            return False
        self._has_stream = True
        return True

    def _publish(self, records: Sequence[Record], request_ids: dict[str, str]) -> None:
        """Raises Unavailable; then some may have been announced."""
        if not records:
            return
        items = [
            (
                subjects.event(record.conversation_id),
                events.encode(record.event),
                f"{record.conversation_id}:{record.seq}",
            )
            for record in records
        ]
        by_message_id = {
            item[2]: request_ids[record.id]
            for item, record in zip(items, records, strict=True)
            if record.id in request_ids
        }
        self._bus.stream_publish_all(items, request_ids=by_message_id)
        self._pause = PAUSE_SECONDS
        present = self._now()
        for record in records:
            metrics.ANNOUNCE_SECONDS.observe(max(0.0, (present - record.at).total_seconds()))
            event = record.event
            if isinstance(event, MemberAdded):
                joined = Joined(conversation_id=event.conversation_id, seq=event.seq)
                self._bus.publish(subjects.joined(event.data.user_id), msgspec.json.encode(joined))

    def _wait_longer(self) -> None:
        """After a failure; the stream may have been lost with NATS's store, so look for it anew."""
        self._has_stream = False
        self._not_before = self._monotonic() + self._pause
        self._pause = min(self._pause * 2, PAUSE_LIMIT_SECONDS)
