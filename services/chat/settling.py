"""Settling: what must be true of stored records before their senders are told, and what may wait.

Called by pipeline.py. New messages may be acknowledged as soon as they are in the log: readers add them to the
projections (current_conversations.py). Members and titles are asked for everywhere, and what became of a message is
read from its own record, so events that change them are projected first; so are those of other processes that stand
before ours, and what was found to be a send that is in the log already.
"""

from collections.abc import Sequence

from services.chat.announcer import Announcer
from services.chat.known_states import KnownStates
from services.chat.leases import Hold, LeaseKeeper
from services.chat.pending_steps import PendingSteps, follow
from services.chat.projections import Projector, changes_of, step_of
from services.chat.states import Run
from services.chat.stores.conversations import Step
from services.chat.waiting import Committed
from services.common.errors import Unavailable
from services.common.events import MessageCreated

WRITTEN_AT_ONCE = 16
"""Steps in one write; more would keep appends waiting for the database."""


class Settling:
    def __init__(
        self,
        known: KnownStates,
        leases: LeaseKeeper,
        projector: Projector,
        pending: PendingSteps,
        announcer: Announcer,
    ):
        self._known, self._leases, self._projector = known, leases, projector
        self._pending, self._announcer = pending, announcer

    def may_answer(self, committed: Committed, hold: Hold) -> bool:
        """Whether nothing needs to be written before its senders are told."""
        has_duplicates = any(waiting.outcome and waiting.outcome.is_duplicate for waiting in committed.finished)
        # Were this process stopped for long, its lease would be gone: readers and successors would know of nothing.
        return not has_duplicates and not any(map(self._must_write, committed.runs)) and self._leases.is_covering(hold)

    def answer(self, committed: Committed, hold: Hold) -> None:
        """Tell the senders, and have it announced."""
        for run in committed.runs:
            if self._must_write(run):
                # A mistake of ours kept it from being written: repairs will try.
                self._known.on_tail(run.state.conversation_id, run.records[0].seq)
            else:
                self._pending.put(step_of(run), hold)
        self._finish(committed, hold)

    def write(self, commits: Sequence[tuple[Committed, Hold]]) -> bool:
        """Write what these must have written, then tell the senders. Raises Unavailable; may be called again."""
        steps: dict[str, Step] = {}
        runs = [run for committed, _ in commits for run in committed.runs]
        written = {run.state.conversation_id for run in runs if self._must_write(run)}
        taken, holds = self._pending.take(written)
        try:
            for step in [*taken, *(step_of(run) for run in runs if run.state.conversation_id in written)]:
                earlier = steps.get(step.conversation_id)
                steps[step.conversation_id] = follow(earlier, step) if earlier else step
            changes = [change for run in runs for change in changes_of(run)]
            self._projector.write(list(steps.values()), changes)
            for conversation_id in written & self._known.unprojected:
                self._project_others(conversation_id)
            for committed, hold in commits:
                self._project_duplicates(committed)
                self._leases.cover(hold)
        except BaseException:
            self._pending.put_back(taken, holds)
            raise
        self._pending.done(taken, holds)
        for committed, hold in commits:
            for run in committed.runs:
                if run.state.conversation_id not in written:
                    self._pending.put(step_of(run), hold)
            self._finish(committed, hold)
        return True

    def write_due(self) -> bool:
        """Write a portion of the steps that have waited for long enough; whether there were any. Raises Unavailable."""
        steps, holds = self._pending.take(self._pending.due(WRITTEN_AT_ONCE))
        if not steps:
            return False
        try:
            self._projector.write(steps)
        except BaseException:
            self._pending.put_back(steps, holds)
            raise
        self._pending.done(steps, holds)
        return True

    def _must_write(self, run: Run) -> bool:
        is_simple = all(isinstance(record.event, MessageCreated) for record in run.records)
        return not is_simple or run.state.conversation_id in self._known.unprojected

    def _project_others(self, conversation_id: str) -> None:
        # Before: what is found to be unprojected meanwhile must not be forgotten.
        self._known.unprojected.discard(conversation_id)
        try:
            self._projector.catch_up(conversation_id)
        except Unavailable:
            self._known.unprojected.add(conversation_id)
            raise

    def _project_duplicates(self, committed: Committed) -> None:
        for waiting in committed.finished:
            if waiting.outcome and waiting.outcome.is_duplicate:
                record = waiting.outcome.records[-1]
                self._projector.catch_up_to(record.conversation_id, record.seq)

    def _finish(self, committed: Committed, hold: Hold) -> None:
        for waiting in committed.finished:
            waiting.answer()
        records = [record for run in committed.runs for record in run.records]
        self._announcer.put(records, committed.request_ids, hold)
