"""Committing records, whatever happens to the answer.

Called by the appender. The same records, with the same ids and seqs, are inserted again until it is known how far they
got: an insert that finds its own record in the way was successful the time before.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import gevent

from services.chat.proposals import SendMessage
from services.chat.records import Record, Refusal
from services.chat.stores.events import EventStore, Taken, Uncertain
from services.common import logs
from services.common.errors import Unavailable
from services.common.events import MessageCreated

COMMIT_SECONDS = 5.0
PAUSE_SECONDS = 0.05
PAUSE_LIMIT_SECONDS = 1.0

log = logs.get_logger("commits")


class Settled(NamedTuple):
    """`stored` of the records are in the log for good. `blockers`: what stands in the way of the next one.

    That is either the same send, or all that stands from its place on, up to a page. `is_refused`: the next one is a
    send that was refused for good before.
    """

    stored: int
    blockers: list[Record]
    is_refused: bool = False


class Unsettled(Exception):
    """After `stored` records nobody knows, and the time is up. They may still appear in the log."""

    def __init__(self, stored: int):
        super().__init__(f"outcome unknown after {stored} records")
        self.stored = stored


class Committer:
    def __init__(
        self,
        events: EventStore,
        *,
        seconds: float = COMMIT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = gevent.sleep,
    ):
        self._events, self._seconds, self._monotonic, self._sleep = events, seconds, monotonic, sleep

    def commit(self, records: Sequence[Record]) -> Settled:
        """Store the records in order, as far as nothing stands in the way. Raises Unsettled after some seconds."""
        deadline = self._monotonic() + self._seconds
        stored, tries = 0, 0
        while stored < len(records):
            try:
                self._events.insert(records[stored:])
                stored = len(records)
            except Taken as taken:
                stored += taken.index
                blockers = self._look_at(records[stored], taken)
                if isinstance(blockers, Refusal):
                    return Settled(stored, [], is_refused=True)
                if blockers and blockers[0].id != records[stored].id:
                    return Settled(stored, blockers)
                if blockers:
                    stored += 1
                    continue
            except (Uncertain, Unavailable) as error:
                log.warning("commit unanswered", records=len(records) - stored, error=str(error)[:300])
            else:
                break
            tries += 1
            if self._monotonic() >= deadline:
                raise Unsettled(stored)
            self._sleep(random.uniform(0, min(PAUSE_LIMIT_SECONDS, PAUSE_SECONDS * 2**tries)))  # noqa: S311 - jitter
        return Settled(stored, [])

    def find_send(self, send: SendMessage) -> Record | None:
        """What is stored under a send's client_message_id, if anything. Raises Unavailable."""
        found = self._events.find_send(send.conversation_id, send.actor_id, send.client_message_id)
        return found if isinstance(found, Record) else None

    def refuse(self, send: SendMessage, at: datetime) -> Record | None:
        """The same; when it is nothing, nothing will ever be stored under it. Raises Unavailable."""
        refusal = Refusal(
            conversation_id=send.conversation_id,
            actor_id=send.actor_id,
            client_message_id=send.client_message_id,
            at=at,
        )
        return self._events.refuse(refusal)

    def _look_at(self, record: Record, taken: Taken) -> list[Record] | Refusal:
        """What stands in the way; empty while it is not on a majority yet, or nobody can say."""
        event = record.event
        try:
            if taken.is_send and isinstance(event, MessageCreated):
                send = self._events.find_send(event.conversation_id, event.actor_id, event.client_message_id)
                if isinstance(send, Refusal):
                    return send
                return [send] if send else []
            return self._events.after(event.conversation_id, event.seq - 1)
        except Unavailable:
            return []
