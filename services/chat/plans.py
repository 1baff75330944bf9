"""Planning a commit: what each proposal wants to append, decided by the state before it and numbered above the head.

Called by the appender, which commits what is planned here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.chat import metrics
from services.chat.commits import Committer
from services.chat.known_states import KnownStates
from services.chat.proposals import Draft, Proposal, SendMessage
from services.chat.records import MessageState, Record
from services.chat.states import ConversationState
from services.chat.waiting import Appended, Waiting
from services.common import clock, ids
from services.common.errors import NotFound, Problem, Unavailable
from services.common.events import MessageCreated


class Entry(msgspec.Struct, frozen=True):
    """One record to commit: whose it is, the state after it, and whether it is the proposal's last."""

    waiting: Waiting
    record: Record
    state: ConversationState
    is_last: bool


class Plan(msgspec.Struct, frozen=True):
    """What to commit, which proposals to plan once more after that, and which need nothing: their outcome is known."""

    entries: list[Entry]
    again: list[Waiting]
    finished: list[Waiting]


class Planner:
    def __init__(self, known: KnownStates, committer: Committer, now: Callable[[], datetime]):
        self._known, self._committer, self._now = known, committer, now

    def plan(self, batch: Sequence[Waiting]) -> Plan:
        """Decide and number; refuses what is not allowed, finishes what needs nothing.

        A "no" or "nothing to do" is final only when what it rests on is in the log. What stands before it in this batch
        is not yet, and may be the same: a send's retry and the removal of its sender can come together.
        """
        entries: list[Entry] = []
        states: dict[str, ConversationState] = {}
        again: list[Waiting] = []
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
                entries.append(Entry(waiting, record, state, place == len(drafts)))
            if drafts:
                states[proposal.conversation_id] = state
            else:
                waiting.outcome = Appended(waiting.stored)
                finished.append(waiting)
        return Plan(entries, again, finished)

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
