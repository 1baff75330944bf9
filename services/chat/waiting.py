"""What is on its way into the log and out again: proposals, who waits for them, and what each commit brought.

Handed from stage to stage by pipeline.py.
"""

import msgspec
from gevent.event import AsyncResult

from services.chat.proposals import Proposal
from services.chat.records import Record
from services.chat.states import Run


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
