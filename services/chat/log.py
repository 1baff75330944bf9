"""The event log: the one door through which anything is added to a conversation.

`append` is called by the use-cases; it answers when the event is on the journal of a majority and everybody who looks
sees it, and leaves the rest to the stages behind it (pipeline.py). README.md tells the whole way.
"""

import time

import gevent
from gevent.queue import Full

from services.chat import metrics, upkeep
from services.chat.pipeline import Parts, Pipeline
from services.chat.proposals import Proposal
from services.chat.waiting import Appended, Waiting
from services.common import logs
from services.common.errors import Unavailable

APPEND_SECONDS = 10.0
STEP_SECONDS = 0.02

log = logs.get_logger("log")


class Log:
    def __init__(self, parts: Parts, *, queue_limit: int):
        self._parts = parts
        self._pipeline = Pipeline(parts, queue_limit)
        self._unanswered = 0
        self.is_open = False
        parts.known.on_tail = parts.repairer.note

    def append(self, proposal: Proposal, seconds: float = APPEND_SECONDS) -> Appended:
        """Where the proposal stands in the log. Raises what it decided against, or Unavailable when that is unknown."""
        if not self.is_open:
            raise Unavailable()
        # Here rather than in the appender, so that a wrong id or a cold conversation delays nobody else.
        self._parts.known.get(proposal.conversation_id)
        waiting = Waiting(proposal, logs.request_id.get())
        self._unanswered += 1
        try:
            with metrics.APPEND_SECONDS.time():
                self._pipeline.put(waiting)
                appended: Appended = waiting.result.get(timeout=seconds)
                return appended
        except Full as error:
            raise Unavailable("The server is busy. Try again in a moment.", retry=1.0) from error
        except gevent.Timeout as timeout:
            waiting.is_abandoned = True
            raise Unavailable() from timeout
        finally:
            self._unanswered -= 1

    def seq(self, conversation_id: str) -> int:
        """Up to where this process knows the log at least; what is read from now on holds that. Raises NotFound."""
        return self._parts.known.get(conversation_id).seq

    def project(self, conversation_id: str, seq: int) -> None:
        """See to it that what is stored beside the log holds the event `seq`. Raises NotFound, Unavailable."""
        self._parts.projector.catch_up_to(conversation_id, seq)

    def start(self) -> None:
        """Take proposals. The indexes must exist, since they are what keeps the order."""
        self._parts.leases.start()
        self._pipeline.start()
        upkeep.start(self._parts)
        self.is_open = True

    def stop(self, seconds: float) -> None:
        """Take no more, finish what was taken, give up the lease. What is not done in time, others will find."""
        self.is_open = False
        self._parts.pending.is_hurried = True
        deadline = time.monotonic() + seconds
        while not self._is_finished() and time.monotonic() < deadline:
            gevent.sleep(STEP_SECONDS)
        try:
            self._parts.leases.remove()
        except Unavailable:
            log.warning("the lease stays for others to find")
        log.info("log closed", is_finished=self._is_finished())

    def _is_finished(self) -> bool:
        return self._unanswered == 0 and self._pipeline.is_idle and self._parts.welcomes.is_done
