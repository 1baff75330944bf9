"""Turns: whose turn it is when two processes write into one conversation at once.

Both find the same place free, one gets it and goes on with the next at once; the other has to learn what was written
first and comes too late again. A process that has lost a few times therefore asks the others to leave it the
conversation for a moment. Asking is a hint on the bus: without it, nothing is wrong, only slower.
Called by pipeline.py around each batch.
"""

import time
from collections.abc import Callable, Sequence

from services.chat.waiting import Waiting
from services.common import ids, subjects
from services.common.bus import Bus, Message

ASK_EVERY = 3
"""Places lost in a row before asking, and before asking again."""
LEFT_SECONDS = 0.04
"""Some commits long."""
CONVERSATIONS_LIMIT = 10_000


class Turns:
    def __init__(self, bus: Bus, monotonic: Callable[[], float] = time.monotonic):
        self._bus, self._monotonic = bus, monotonic
        self._own_name: bytes | None = None
        self._left_until: dict[str, float] = {}
        bus.subscribe(subjects.TURNS, self.hear)

    def ask(self, lost: Sequence[Waiting]) -> None:
        """These lost their place; ask for a turn where that happens again and again."""
        for conversation_id in {one.proposal.conversation_id for one in lost if one.tries % ASK_EVERY == 0}:
            self._bus.publish(subjects.turn(conversation_id), self._name)

    def hear(self, message: Message) -> None:
        """Another process asks; must not block."""
        if message.data != self._name:
            if len(self._left_until) >= CONVERSATIONS_LIMIT:
                self._left_until.clear()
            self._left_until[message.subject.rpartition(".")[2]] = self._monotonic() + LEFT_SECONDS

    def divide(self, batch: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
        """Those to append now, and those whose conversation is left to another process for a moment."""
        now = self._monotonic()
        ours: list[Waiting] = []
        later: list[Waiting] = []
        for one in batch:
            until = self._left_until.get(one.proposal.conversation_id)
            if until is not None and until <= now:
                del self._left_until[one.proposal.conversation_id]
                until = None
            (ours if until is None else later).append(one)
        return ours, later

    @property
    def _name(self) -> bytes:
        # Made late: before the fork, all workers would get the same.
        if self._own_name is None:
            self._own_name = ids.new_id().encode()
        return self._own_name
