"""The line that tells how a run is going: rewritten in place on a terminal, elsewhere a line every five seconds."""

import sys
import time
from collections import Counter
from typing import TextIO

from deploy.verification.history import History
from deploy.verification.records import Acked, Applied, Connected, Invoked, Unanswered

REDRAW_SECONDS, LINE_SECONDS = 0.5, 5.0


class ProgressLine:
    """Counts what the history has gained since it last looked."""

    def __init__(self, history: History, total_seconds: float, out: TextIO | None = None):
        self._history, self._total, self._out = history, total_seconds, out or sys.stdout
        self._counts: Counter[type] = Counter()
        self._sent: set[str] = set()
        self._looked_to = 0
        self._begun_at = time.monotonic()
        self._shown_at = 0.0

    def show(self, doing: str = "", is_last: bool = False) -> None:
        """Tell where things are, when it is time to."""
        pause = REDRAW_SECONDS if self._out.isatty() else LINE_SECONDS
        if not is_last and time.monotonic() - self._shown_at < pause:
            return
        self._shown_at = time.monotonic()
        self._count()
        elapsed = time.monotonic() - self._begun_at
        text = (
            f"  {elapsed:4.0f} of {self._total:.0f} s  sent {len(self._sent):,}  acked {self._counts[Acked]:,}"
            f"  delivered {self._counts[Applied]:,}  unknown {self._counts[Unanswered]:,}"
            f"  connections {self._counts[Connected]:,}"
        )
        if doing:
            text += f"  | {doing}"
        if self._out.isatty():
            self._out.write(f"\r\033[K{text[:140]}" + ("\n" if is_last else ""))
        else:
            self._out.write(text + "\n")
        self._out.flush()

    def _count(self) -> None:
        records = self._history.records
        for record in records[self._looked_to :]:
            self._counts[type(record)] += 1
            if isinstance(record, Invoked):
                self._sent.add(record.client_message_id)
        self._looked_to = len(records)
