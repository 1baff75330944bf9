"""The appender: gives every proposal its place in a log.

Fed by pipeline.py with all that queued while the previous commit was in flight, across conversations, and run by one
greenlet. It has planned what to append (plans.py) and commits all of it at once. What is stored is passed on to the
next stage; a proposal that lost its place to another process is planned anew.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.chat import metrics
from services.chat.commits import Committer, Unsettled
from services.chat.known_states import KnownStates
from services.chat.plans import Entry, Planner
from services.chat.records import Record
from services.chat.states import Run
from services.chat.waiting import Appended, Committed, Waiting
from services.common import clock, logs
from services.common.errors import Conflict, NotFound, Problem, Unavailable
from services.common.events import MessageCreated

TRIES = 64
"""Times a proposal may lose its place. One that loses waits for nobody: it leads the next batch."""

log = logs.get_logger("appender")


class Appender:
    def __init__(
        self,
        known: KnownStates,
        committer: Committer,
        *,
        now: Callable[[], datetime] = clock.now,
    ):
        self._known, self._committer = known, committer
        self._planner = Planner(known, committer, now)
        self._pass_on: Callable[[Committed], None] = lambda committed: None

    def append(
        self, batch: Sequence[Waiting], pass_on: Callable[[Committed], None], doubt: Callable[[], None]
    ) -> list[Waiting]:
        """Settle the proposals: refused here, or stored and passed on, there to be answered.

        Answers those that should come first in the next batch: they lost their place to another process, or would be
        refused because of something that is only planned in this one. `doubt` is called when nobody knows whether some
        of it is in the log.
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

    def _plan(self, batch: Sequence[Waiting], again: list[Waiting]) -> list[Entry]:
        plan = self._planner.plan(batch)
        again += plan.again
        if plan.finished:
            self._pass_on(Committed([], plan.finished, {}))
        return plan.entries

    @staticmethod
    def _divide(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
        """The first one is blocked, and with it its conversation; the places of the others are as good as before."""
        if not entries:
            return [], []
        conversation_id = entries[0].record.conversation_id
        others = [entry for entry in entries if entry.record.conversation_id != conversation_id]
        return others, [entry for entry in entries if entry.record.conversation_id == conversation_id]

    def _catch_up(self, blocked: list[Entry], blockers: list[Record]) -> list[Waiting]:
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

    def _take(self, entries: list[Entry]) -> None:
        """These are in the log: know it, and pass them on."""
        runs: dict[str, list[Entry]] = {}
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

    def _finish_duplicate(self, blocked: list[Entry], blocker: Record) -> list[Waiting]:
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

    def _give_up(self, entries: list[Entry]) -> None:
        """Nobody knows whether these are stored; a client that sends again will learn it."""
        log.error("commit given up", records=len(entries))
        for entry in entries:
            self._known.forget(entry.record.conversation_id)
            if not entry.waiting.result.ready():
                entry.waiting.refuse(Unavailable())


def _behind_first(blocked: Sequence[Entry]) -> list[Waiting]:
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
