"""Log events: what notify does about each event of a conversation's log, however often and whenever it comes.

Called by subscriptions.py with what the stream brings and by missed_events.py with what it did not bring. The order
keeps the promises: decide, store, tell, then take back, then write down why; only then an event counts as dealt with.
Dying in between means that it comes again, finds its notifications stored and tells nobody twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from gevent.lock import BoundedSemaphore

from services.common import clock, logs
from services.common.events import Event, MemberRemoved, MessageCreated, MessageDeleted, MessageEdited
from services.notify import metrics
from services.notify.missed_reads import MissedReads
from services.notify.notifications import Notifications
from services.notify.planning import Plan, Planner
from services.notify.progress import Progress
from services.notify.reads import Reads
from services.notify.rewordings import Rewordings
from services.notify.rosters import Rosters
from services.notify.stores.decisions import DecisionStore
from services.notify.stores.lookers import LookerStore

log = logs.get_logger("log_events")


class LogEvents:
    def __init__(
        self,
        *,
        rosters: Rosters,
        planner: Planner,
        lookers: LookerStore,
        notifications: Notifications,
        rewordings: Rewordings,
        reads: Reads,
        missed_reads: MissedReads,
        decisions: DecisionStore,
        progress: Progress,
        now: Callable[[], datetime] = clock.now,
    ):
        self._rosters, self._planner, self._lookers = rosters, planner, lookers
        self._notifications, self._reads, self._missed_reads = notifications, reads, missed_reads
        self._rewordings, self._decisions, self._progress, self._now = rewordings, decisions, progress, now
        # The stream and healing may bring the same event at once; the second one should find it done.
        self._turn = BoundedSemaphore(1)

    def take(self, events: Sequence[Event]) -> None:
        """Deal with these, in this order. When it raises, none of them counts as dealt with: hand them in again."""
        with self._turn:
            fresh = self._progress.fresh(events)
            plans = self._plan(fresh)
            self._tell(plans)
            for event in fresh:
                self._take_back(event)
            self._decisions.add([plan.decision for plan in plans])
            self._count(fresh, plans)
            for event in fresh:
                self._progress.done(event.conversation_id, event.seq)

    def _plan(self, events: Sequence[Event]) -> list[Plan]:
        """What the messages among them mean, each for the members of its time."""
        messages = [event for event in events if isinstance(event, MessageCreated)]
        lookers = self._lookers.of(message.conversation_id for message in messages)
        plans = []
        for event in events:
            roster = self._rosters.up_to(event.conversation_id, event.seq)
            if isinstance(event, MessageCreated):
                plans.append(self._planner.plan(event, roster, lookers.get(event.conversation_id, set())))
            roster.apply(event)
        return plans

    def _tell(self, plans: Sequence[Plan]) -> None:
        for one in self._notifications.add([one for plan in plans for one in plan.addressed]):
            self._missed_reads.told(one.user_id)
            # Read while it was being stored: the announcement found nothing to withdraw yet.
            self._reads.look_again(one.user_id, one.notification.conversation_id, one.notification.message_no)

    def _take_back(self, event: Event) -> None:
        """What an event makes untrue of notifications that were there before it."""
        if isinstance(event, MemberRemoved):
            self._notifications.remove(event.data.user_id, event.conversation_id, event.seq)
        elif isinstance(event, MessageEdited):
            self._rewordings.edited(event, self._rosters.up_to(event.conversation_id, event.seq))
        elif isinstance(event, MessageDeleted):
            self._rewordings.deleted(event, self._rosters.up_to(event.conversation_id, event.seq))
        elif isinstance(event, MessageCreated):
            # Who writes has read what was written before.
            self._reads.hear_send(event.conversation_id, event.actor_id, event.message_no)

    def _count(self, events: Sequence[Event], plans: Sequence[Plan]) -> None:
        for event in events:
            metrics.CONSUMED.labels(type(event).__struct_config__.tag).inc()
        for plan in plans:
            for reason, count in plan.decision.not_told.items():
                metrics.SUPPRESSED.labels(reason).inc(count)
        if events:
            metrics.LAG.set(max(0.0, (self._now() - clock.from_iso(events[-1].at)).total_seconds()))
            log.debug("dealt with", events=len(events), notified=sum(plan.decision.told for plan in plans))
