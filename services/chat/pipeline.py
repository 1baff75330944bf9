"""The stages behind the log's door, each a greenlet, so that one commit is in flight while others are settled.

append (appender.py) → answer the sender, at once or after some writing (settling.py) → announce (announcer.py). Made by
log.py. Between the stages stand short queues: when a later stage is slow, commits become fewer and larger.
"""

import contextlib
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import gevent
import msgspec
from gevent.queue import Empty, Queue

from services.chat import metrics
from services.chat.announcer import Announcer
from services.chat.appender import Appender
from services.chat.known_states import KnownStates
from services.chat.leases import Hold, LeaseKeeper
from services.chat.pending_steps import PendingSteps
from services.chat.projections import Projector
from services.chat.repairs import Repairer
from services.chat.settling import Settling
from services.chat.turns import Turns
from services.chat.waiting import Committed, Waiting
from services.chat.welcomes import Welcomes
from services.common import logs
from services.common.errors import Problem, Unavailable

BATCH_PROPOSALS = 64
COMMITS_AHEAD = 4
"""Commits that may wait for what must be written before their ack."""
IDLE_SECONDS = 0.25
SETTLE_SECONDS = 0.1
PAUSE_LIMIT_SECONDS = 1.0
AGAIN_LIMIT_SECONDS = 0.02

T = TypeVar("T")

log = logs.get_logger("pipeline")


class Parts(msgspec.Struct, frozen=True):
    """What the log works with; put together by app.py."""

    known: KnownStates
    leases: LeaseKeeper
    projector: Projector
    pending: PendingSteps
    announcer: Announcer
    repairer: Repairer
    welcomes: Welcomes
    appender: Appender
    turns: Turns


class Pipeline:
    """`append`, `settle` and `announce` each do what is there and return; `start` runs them for ever."""

    def __init__(
        self,
        parts: Parts,
        queue_limit: int,
        commits_ahead: int = COMMITS_AHEAD,
        sleep: Callable[[float], None] = gevent.sleep,
    ):
        self._parts = parts
        self._settling = Settling(parts.known, parts.leases, parts.projector, parts.pending, parts.announcer)
        self._proposals: Queue[Waiting] = Queue(maxsize=queue_limit)
        self._commits: Queue[tuple[Committed, Hold]] = Queue(maxsize=commits_ahead)
        self.again: list[Waiting] = []
        """Proposals that lost their place to another process, or leave it the turn; they lead the next batch."""
        self._hold: Hold | None = None
        self._is_settling = False
        self._sleep = sleep
        self._busy = 0

    def start(self) -> None:
        for stage in (self._append_for_ever, self._settle_for_ever, self._announce_for_ever):
            gevent.spawn(stage)

    def put(self, waiting: Waiting) -> None:
        """Raises gevent.queue.Full."""
        self._proposals.put_nowait(waiting)

    @property
    def is_idle(self) -> bool:
        """Nothing is on its way."""
        is_empty = not self.again and self._proposals.empty() and self._commits.empty()
        is_settled = is_empty and self._busy == 0 and self._parts.pending.is_empty
        return is_settled and self._parts.announcer.is_done

    # -- append

    def _append_for_ever(self) -> None:
        while True:
            if self.again and self._proposals.empty():
                # Full jitter, so that two processes do not keep meeting at the same place.
                tries = max(waiting.tries for waiting in self.again)
                self._sleep(random.uniform(0, min(AGAIN_LIMIT_SECONDS, 0.001 * 2**tries)))  # noqa: S311
            elif not self.again:
                self._proposals.peek()
            self.append()

    def append(self) -> None:
        """Settle the proposals that wait: refused, or stored and passed on."""
        batch, later = self._parts.turns.divide(self.again + _take(self._proposals, BATCH_PROPOSALS))
        self._busy += 1
        try:
            lost = self._append_batch(batch) if batch else []
            self._parts.turns.ask(lost)
            self.again = lost + later
        finally:
            self._busy -= 1

    def _append_batch(self, batch: list[Waiting]) -> list[Waiting]:
        """Answers those that lost their place and should come first in the next batch."""
        batch, seqs = self._next_seqs(batch)
        joining = [user_id for waiting in batch if (user_id := waiting.proposal.joining) is not None]
        try:
            hold = self._hold = self._parts.leases.hold(seqs, joining)
        except Unavailable as problem:
            _refuse(batch, problem)
            return []
        try:
            return self._parts.appender.append(batch, self._pass_on, self._doubt)
        except Exception as error:  # the log must go on for the others
            log.exception("append failed", error)
            for waiting in batch:
                self._parts.known.forget(waiting.proposal.conversation_id)
            self._doubt()
            _refuse(batch, Problem("Something went wrong on the server. It has been noted."))
            return []
        finally:
            self._parts.leases.release(hold)

    def _next_seqs(self, batch: Sequence[Waiting]) -> tuple[list[Waiting], dict[str, int]]:
        """Where these would be appended, by conversation; refuses what cannot be."""
        found: list[Waiting] = []
        seqs: dict[str, int] = {}
        for waiting in batch:
            conversation_id = waiting.proposal.conversation_id
            try:
                seqs[conversation_id] = self._parts.known.get(conversation_id).seq + 1
            except Problem as problem:
                waiting.refuse(problem)
            else:
                found.append(waiting)
        return found, seqs

    def _pass_on(self, committed: Committed) -> None:
        if self._hold is None:
            return
        hold = self._parts.leases.share(self._hold)
        # Behind commits that wait, so that none is announced before an earlier one of its conversation.
        may_answer = self._commits.empty() and not self._is_settling
        if may_answer and self._settling.may_answer(committed, hold):
            self._settling.answer(committed, hold)
        else:
            self._commits.put((committed, hold))

    def _doubt(self) -> None:
        metrics.DOUBTS.inc()
        if self._hold is not None:
            self._parts.repairer.doubt(self._hold)

    # -- settle

    def _settle_for_ever(self) -> None:
        while True:
            with contextlib.suppress(Empty):
                self._commits.peek(timeout=SETTLE_SECONDS)
            self.settle()

    def settle(self) -> None:
        """Write what must be written before acks, then a portion of what need not."""
        commits: list[tuple[Committed, Hold]] = _take(self._commits, COMMITS_AHEAD)
        self._busy += 1
        self._is_settling = bool(commits)
        try:
            if commits and not self._until_done(lambda: self._settling.write(commits)):
                for committed, hold in commits:
                    self._settling.answer(committed, hold)
            while self._commits.empty() and self._until_done(self._settling.write_due):
                self._sleep(0)
        finally:
            self._is_settling = False
            self._busy -= 1

    def _until_done(self, write: Callable[[], bool]) -> bool:
        """The records are stored, so this must happen; those who wait give up by themselves."""
        tries = 0
        while True:
            try:
                return write()
            except Unavailable:
                log.warning("projections wait for the database", tries=tries)
            except Exception as error:  # a mistake of ours must not stop the log
                log.exception("projection failed", error)
                return False
            tries += 1
            self._sleep(random.uniform(0, min(PAUSE_LIMIT_SECONDS, 0.05 * 2**tries)))  # noqa: S311 - jitter

    # -- announce

    def _announce_for_ever(self) -> None:
        while True:
            self._parts.announcer.arrived.clear()
            if not self.announce():
                self._parts.announcer.arrived.wait(timeout=IDLE_SECONDS)

    def announce(self) -> bool:
        """Whether there was something to announce, and NATS to take it."""
        try:
            return self._parts.announcer.work()
        except Exception as error:  # the next ones must still be announced
            log.exception("announcing failed", error)
            return False


def _take(queue: "Queue[T]", limit: int) -> list[T]:
    """What is there now, up to the limit."""
    items: list[T] = []
    while len(items) < limit:
        try:
            items.append(queue.get_nowait())
        except Empty:
            break
    return items


def _refuse(batch: Sequence[Waiting], problem: Problem) -> None:
    for waiting in batch:
        if not waiting.result.ready():
            waiting.refuse(problem)
