"""Pending steps: what this process has appended and acknowledged, and not yet written into `conversations`.

A busy conversation is written every five seconds instead of once a message. Until then its steps are kept here, for
those who read it in this process; others know from our lease that they must look into the log. Only messages wait:
whatever changes members, titles or messages is written before its ack. Filled and emptied by settling.py.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from services.chat.leases import Hold, LeaseKeeper
from services.chat.records import Record
from services.chat.stores.conversations import Step
from services.common.events import Event, MessageCreated, MessageEdited

PENDING_SECONDS = 5.0
"""How long a step waits for others to the same conversation."""


class _Pending(msgspec.Struct):
    step: Step
    hold: Hold
    since: float


class PendingSteps:
    """What waits, and what is on its way to the database, which readers need until it is there."""

    def __init__(self, leases: LeaseKeeper, monotonic: Callable[[], float] = time.monotonic):
        self._leases, self._monotonic = leases, monotonic
        self._waiting: dict[str, _Pending] = {}
        self._taken: dict[str, Step] = {}
        self.is_hurried = False
        """Let nothing wait any more: this process is about to end."""

    @property
    def is_empty(self) -> bool:
        return not self._waiting and not self._taken

    def put(self, step: Step, hold: Hold) -> None:
        """Write this step within PENDING_SECONDS, together with those that follow; a share of the hold is kept."""
        pending = self._waiting.get(step.conversation_id)
        if pending is None:
            share = self._leases.share(hold, [step.conversation_id])
            self._waiting[step.conversation_id] = _Pending(step, share, self._monotonic())
        else:
            pending.step = follow(pending.step, step)

    def step_of(self, conversation_id: str) -> Step | None:
        """What readers must add to the stored conversation."""
        taken, pending = self._taken.get(conversation_id), self._waiting.get(conversation_id)
        if taken is None or pending is None:
            return pending.step if pending else taken
        return follow(taken, pending.step)

    def due(self, limit: int) -> list[str]:
        """The conversations that have waited for long enough, at most `limit`."""
        before = self._monotonic() - PENDING_SECONDS
        found: list[str] = []
        for conversation_id, pending in self._waiting.items():
            # In the order in which they came.
            if (pending.since > before and not self.is_hurried) or len(found) >= limit:
                break
            found.append(conversation_id)
        return found

    def take(self, conversation_ids: Collection[str]) -> tuple[list[Step], list[Hold]]:
        """The steps of these, to be written now; say `done` afterwards."""
        steps: list[Step] = []
        holds: list[Hold] = []
        for conversation_id in conversation_ids:
            pending = self._waiting.pop(conversation_id, None)
            if pending is not None:
                steps.append(pending.step)
                holds.append(pending.hold)
                self._taken[conversation_id] = pending.step
        return steps, holds

    def put_back(self, steps: Sequence[Step], holds: Sequence[Hold]) -> None:
        """These could not be written: they go first the next time."""
        waiting, self._waiting = self._waiting, {}
        for step, hold in zip(steps, holds, strict=True):
            del self._taken[step.conversation_id]
            self._waiting[step.conversation_id] = _Pending(step, hold, self._monotonic() - PENDING_SECONDS)
        for conversation_id, later in waiting.items():
            earlier = self._waiting.get(conversation_id)
            if earlier is None:
                self._waiting[conversation_id] = later
            else:
                earlier.step = follow(earlier.step, later.step)
                self._leases.release(later.hold)

    def done(self, steps: Collection[Step], holds: Collection[Hold]) -> None:
        """These are in the database."""
        for step in steps:
            self._taken.pop(step.conversation_id, None)
        for hold in holds:
            self._leases.release(hold)


def follow(step: Step, following: Step) -> Step:
    """Both as one. When another process wrote in between, the second alone: it is taken where that one's work, which is
    newer than the first, is stored already; else its writer reads the log."""
    reads = {**step.reads, **following.reads}
    touched = step.touched | following.touched
    mention_no = max(step.mention_no, following.mention_no)
    if step.to_seq != following.from_seq:
        return msgspec.structs.replace(following, reads=reads, touched=touched, mention_no=mention_no)
    return Step(
        conversation_id=step.conversation_id,
        from_seq=step.from_seq,
        to_seq=following.to_seq,
        at=following.at,
        last_message=following.last_message or step.last_message,
        message_no=following.message_no if following.message_no is not None else step.message_no,
        touched=touched,
        reads=reads,
        mention_no=mention_no,
        title=following.title if following.title is not None else step.title,
        member_count=following.member_count if following.member_count is not None else step.member_count,
        members=following.members if following.members is not None else step.members,
    )


def mention_no_of(event: Event) -> int:
    """The message that speaks to somebody by this event, 0 if none does."""
    if isinstance(event, MessageCreated):
        return event.message_no if event.data.mentions else 0
    return event.data.message_no if isinstance(event, MessageEdited) and event.data.mentions else 0


def steps_of(tail: Iterable[Record]) -> list[Step]:
    """A step a message, up to the first event of another kind: no message behind that is acknowledged before it is
    in the projections."""
    steps: list[Step] = []
    for record in tail:
        event = record.event
        if not isinstance(event, MessageCreated):
            break
        steps.append(
            Step(
                conversation_id=event.conversation_id,
                from_seq=event.seq - 1,
                to_seq=event.seq,
                at=record.at,
                last_message=record,
                message_no=event.message_no,
                reads={event.actor_id: event.message_no},
                mention_no=mention_no_of(event),
            )
        )
    return steps
