"""The appender: gives every proposal its place in a log.

Fed by log.py with all that queued while the previous commit was in flight, across conversations, and run by one
greenlet. For each proposal it asks what to append (proposals.py), numbers that one above the head, and commits all of
it at once. What is stored is passed on to the next stage; a proposal that lost its place to another process is
decided and numbered anew.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from gevent.event import AsyncResult

from services.chat import metrics
from services.chat.commits import Committer, Unsettled
from services.chat.known_states import KnownStates
from services.chat.proposals import Draft, Proposal, SendMessage
from services.chat.records import MessageState, Record
from services.chat.states import ConversationState, Run
from services.common import clock, ids, logs
from services.common.errors import Conflict, NotFound, Problem, Unavailable
from services.common.events import MessageCreated

TRIES = 64
"""Times a proposal may lose its place. One that loses waits for nobody: it leads the next batch."""

log = logs.get_logger("appender")


class Appended(msgspec.Struct, frozen=True):
    """Where a proposal ended: its records in order. `is_duplicate`: this very send was stored before."""

    records: list[Record]
    is_duplicate: bool = False


class Waiting:
    """A proposal on its way into the log, and the greenlet that waits for it."""

    def __init__(self, proposal: Proposal, request_id: str | None = None):
        self.proposal, self.request_id = proposal, request_id
        self.result: AsyncResult[Appended] = AsyncResult()
        self.outcome: Appended | None = None
        self.stored: list[Record] = []
        self.tries = 0
        self.is_abandoned = False

    def refuse(self, problem: Exception) -> None:
        self.result.set_exception(problem)

    def answer(self) -> None:
        self.result.set(self.outcome)


class Committed(msgspec.Struct, frozen=True):
    """What one commit brought: runs for the projections, `finished` proposals to answer after those, request ids."""

    runs: list[Run]
    finished: list[Waiting]
    request_ids: dict[str, str]


class _Entry(msgspec.Struct, frozen=True):
    """One record to commit: whose it is, the state after it, and whether it is the proposal's last."""

    waiting: Waiting
    record: Record
    state: ConversationState
    is_last: bool


class Appender:
    def __init__(
        self,
        known: KnownStates,
        committer: Committer,
        *,
        now: Callable[[], datetime] = clock.now,
    ):
        self._known, self._committer, self._now = known, committer, now
        self._pass_on: Callable[[Committed], None] = lambda committed: None

    def append(
        self, batch: Sequence[Waiting], pass_on: Callable[[Committed], None], doubt: Callable[[], None]
    ) -> list[Waiting]:
        """Settle the proposals: refused here, or stored and passed on, there to be answered.

        Answers those that should come first in the next batch: they lost their place to another process, or would be
        refused because of something that is only planned in this one. `doubt` is
        called when nobody knows whether some of it is in the log.
        """
        self._pass_on = pass_on
        again: list[Waiting] = []
        entries = self._plan([waiting for waiting in batch if not waiting.is_abandoned], again)
        while entries:
            with metrics.COMMIT_SECONDS.time():
                try:
                    stored, blockers, is_refused = self._committer.commit([entry.record for entry in entries])
                except Unsettled as unsettled:
                    self._take(entries[: unsettled.stored])
                    self._give_up(entries[unsettled.stored :])
                    doubt()
                    break
            metrics.BATCH_RECORDS.observe(stored)
            self._take(entries[:stored])
            entries, blocked = self._divide(entries[stored:])
            if not blocked:
                break
            if is_refused:
                blocked[0].waiting.refuse(NotFound("conversation"))
                entries += self._plan(_behind_first(blocked), again)
            elif _is_same_send(blocked[0].record, blockers[0]):
                waiting = self._finish_duplicate(blocked, blockers[0])
                entries += self._plan(waiting, again)
            else:
                again += self._catch_up(blocked, blockers)
        return again

    # -- planning

    def _plan(self, batch: Sequence[Waiting], again: list[Waiting]) -> list[_Entry]:
        """Decide and number; refuses what is not allowed, finishes what needs nothing.

        A "no" or "nothing to do" is final only when what it rests on is in the log. What stands before it in this batch
        is not yet, and may be the same: a send's retry and the removal of its sender can come together.
        """
        entries: list[_Entry] = []
        states: dict[str, ConversationState] = {}
        finished: list[Waiting] = []
        for waiting in batch:
            proposal = waiting.proposal
            try:
                state, drafts = self._decide(proposal, states.get(proposal.conversation_id))
            except Problem as problem:
                if proposal.conversation_id in states:
                    again.append(waiting)
                elif self._is_stored(waiting, problem):
                    finished.append(waiting)
                continue
            if not drafts and proposal.conversation_id in states:
                again.append(waiting)
                continue
            for place, draft in enumerate(drafts, start=1):
                record = self._number(proposal, draft, state)
                state = state.after(record)
                entries.append(_Entry(waiting, record, state, place == len(drafts)))
            if drafts:
                states[proposal.conversation_id] = state
            else:
                waiting.outcome = Appended(waiting.stored)
                finished.append(waiting)
        if finished:
            self._pass_on(Committed([], finished, {}))
        return entries

    def _decide(self, proposal: Proposal, planned: ConversationState | None) -> tuple[ConversationState, list[Draft]]:
        """What to append, and after which state. Raises what the proposal decided against.

        A "yes" from a state that is behind another process loses its place and is decided again; a "no" or "nothing to
        do" would stand. So these ask the log first: somebody who was added a moment ago, elsewhere, may write.
        """
        state = planned or self._known.get(proposal.conversation_id)
        try:
            drafts = proposal.decide(state)
        except Problem:
            fresh = self._known.refresh(proposal.conversation_id)
            if fresh is None:
                raise
            return fresh, proposal.decide(fresh)
        fresh = None if drafts else self._known.refresh(proposal.conversation_id)
        return (state, drafts) if fresh is None else (fresh, proposal.decide(fresh))

    def _is_stored(self, waiting: Waiting, problem: Problem) -> bool:
        """Whether a send that is not allowed (any more) had been stored before: it gets its place. Else it is refused.

        Its sender never heard the ack, and may have been removed since; "refused" would be a lie.
        """
        proposal = waiting.proposal
        if isinstance(proposal, SendMessage) and problem.status < Unavailable.status:
            try:
                record = self._refuse(proposal, problem)
            except Problem as unknown:
                waiting.refuse(unknown)
                return False
            if record is not None and record.fingerprint in (None, proposal.fingerprint):
                metrics.DUPLICATES.inc()
                waiting.outcome = Appended([record], is_duplicate=True)
                return True
        waiting.refuse(problem)
        return False

    def _refuse(self, send: SendMessage, problem: Problem) -> Record | None:
        """What was stored under the send's id before, if anything.

        Who was a member once may have another try on its way, held up on some line, and be a member again when it
        arrives: it must not be stored after this answer. Strangers leave no trace.
        """
        if isinstance(problem, NotFound) and self._known.was_member(send.conversation_id, send.actor_id):
            return self._committer.refuse(send, self._now())
        return self._committer.find_send(send)

    def _number(self, proposal: Proposal, draft: Draft, state: ConversationState) -> Record:
        seq = state.seq + 1
        at = max(self._now(), state.at)
        fields: dict[str, Any] = {
            "conversation_id": proposal.conversation_id,
            "seq": seq,
            "at": clock.iso(at),
            "actor_id": proposal.actor_id,
            "data": draft.data,
        }
        if not isinstance(proposal, SendMessage):
            return Record(id=ids.new_id(), event=draft.kind(**fields), at=at)
        event = MessageCreated(**fields, message_no=state.message_no + 1, client_message_id=proposal.client_message_id)
        message = MessageState(applied_seq=seq)
        return Record(id=ids.new_id(), event=event, at=at, fingerprint=proposal.fingerprint, message=message)

    @staticmethod
    def _divide(entries: list[_Entry]) -> tuple[list[_Entry], list[_Entry]]:
        """The first one is blocked, and with it its conversation; the places of the others are as good as before."""
        if not entries:
            return [], []
        conversation_id = entries[0].record.conversation_id
        others = [entry for entry in entries if entry.record.conversation_id != conversation_id]
        return others, [entry for entry in entries if entry.record.conversation_id == conversation_id]

    def _catch_up(self, blocked: list[_Entry], blockers: list[Record]) -> list[Waiting]:
        """Another process was faster: learn what it wrote. Answers the proposals that should try again."""
        metrics.RETRIES.inc()
        conversation_id = blocked[0].record.conversation_id
        waiting = list(dict.fromkeys(entry.waiting for entry in blocked))
        try:
            self._known.catch_up(self._known.get(conversation_id), blockers)
        except Problem as problem:
            self._known.forget(conversation_id)
            _refuse(waiting, problem)
            return []
        for one in waiting:
            one.tries += 1
        _refuse(
            [one for one in waiting if one.tries >= TRIES],
            Unavailable("Too many write here at once. Try again in a moment.", retry=1.0),
        )
        return [one for one in waiting if one.tries < TRIES]

    # -- outcomes

    def _take(self, entries: list[_Entry]) -> None:
        """These are in the log: know it, and pass them on."""
        runs: dict[str, list[_Entry]] = {}
        finished: list[Waiting] = []
        for entry in entries:
            runs.setdefault(entry.record.conversation_id, []).append(entry)
            entry.waiting.stored.append(entry.record)
            if entry.is_last:
                entry.waiting.outcome = Appended(entry.waiting.stored)
                finished.append(entry.waiting)
        for run in runs.values():
            self._known.keep(run[-1].state)
        if entries:
            metrics.APPENDED.inc(len(entries))
            request_ids = {e.record.id: e.waiting.request_id for e in entries if e.waiting.request_id}
            found = [Run([entry.record for entry in run], run[-1].state) for run in runs.values()]
            self._pass_on(Committed(found, finished, request_ids))

    def _finish_duplicate(self, blocked: list[_Entry], blocker: Record) -> list[Waiting]:
        """The first was sent before: it gets that place, or a refusal. Answers the others, to be numbered anew."""
        metrics.DUPLICATES.inc()
        first = blocked[0].waiting
        # Of a deleted message nobody knows any more what it said: then the id alone tells.
        if blocker.fingerprint in (None, blocked[0].record.fingerprint):
            first.outcome = Appended([blocker], is_duplicate=True)
            self._pass_on(Committed([], [first], {}))
        else:
            first.refuse(
                Conflict(
                    "This client_message_id was used for another message.",
                    code="client_message_id_taken",
                    field="client_message_id",
                )
            )
        return _behind_first(blocked)

    def _give_up(self, entries: list[_Entry]) -> None:
        """Nobody knows whether these are stored; a client that sends again will learn it."""
        log.error("commit given up", records=len(entries))
        for entry in entries:
            self._known.forget(entry.record.conversation_id)
            if not entry.waiting.result.ready():
                entry.waiting.refuse(Unavailable())


def _behind_first(blocked: Sequence[_Entry]) -> list[Waiting]:
    """The proposals behind the first one."""
    first = blocked[0].waiting
    return [waiting for waiting in dict.fromkeys(entry.waiting for entry in blocked) if waiting is not first]


def _refuse(waiting: Sequence[Waiting], problem: Problem) -> None:
    for one in waiting:
        one.refuse(problem)


def _is_same_send(record: Record, blocker: Record) -> bool:
    mine, other = record.event, blocker.event
    return (
        isinstance(mine, MessageCreated)
        and isinstance(other, MessageCreated)
        and mine.client_message_id == other.client_message_id
        and mine.actor_id == other.actor_id
    )
