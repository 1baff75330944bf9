"""What came of a run: everything that the ledger on the terminal, the JSON file and the page show."""

import msgspec

from deploy.verification.evidence import Cost, Violation
from deploy.verification.invariants.recovered import Speed
from deploy.verification.ledger import Ledger
from deploy.verification.plan import Wanted
from deploy.verification.timeline import Second, Span


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`gone`: what was asked when the server answered no more. Without its log nothing is judged."""

    url: str
    started_at: str
    wanted: Wanted
    has_faults: bool
    log_source: str
    is_judged: bool = True
    gone: str | None = None
    ledger: Ledger
    violations: dict[str, list[Violation]]
    lacks: list[str]
    speed: Speed
    costs_before: dict[str, Cost]
    costs_after: dict[str, Cost]
    series: list[Second]
    faults: list[Span]

    @property
    def is_violated(self) -> bool:
        return any(self.violations.values())

    @property
    def is_proof(self) -> bool:
        """Nothing was violated, and enough happened for that to mean something."""
        return self.is_judged and self.gone is None and not self.is_violated and not self.lacks

    @property
    def verdict(self) -> str:
        if not self.is_judged:
            return "UNFINISHED: the server stopped answering for good, and nothing could be judged"
        if self.is_violated:
            count = sum(map(len, self.violations.values()))
            return f"VIOLATED: {count} violation{'' if count == 1 else 's'}"
        if self.lacks:
            return "VACUOUS: nothing was violated, but too little happened to prove anything"
        return "PROVED: nothing was lost, doubled, reordered or miscounted"
