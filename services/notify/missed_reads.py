"""Missed reads: notifications that should have been withdrawn, found by comparing with chat's read positions.

A read position is announced once, and NATS may lose it. Whoever was told something lately is compared after bus
trouble and, a few people at a time, every now and then; everybody when they list their notifications. Called by
healing.py and routes.notifications.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

import gevent

from services.common import clock, subjects
from services.common.bus import Bus
from services.common.requests import Heads, HeadsOf
from services.notify.notifications import Notifications
from services.notify.portions import AHEAD, Portions
from services.notify.progress import Progress
from services.notify.stores.notifications import NotificationStore

PEOPLE_KEPT = 20_000
LOOKBACK = timedelta(hours=1)
"""How far back is looked after a start."""
PAUSE_SECONDS = 0.01
"""Between two people: finding what was missed must not delay what is happening."""
BEHIND_ALL_SEQS = 2**53


class MissedReads:
    def __init__(
        self,
        bus: Bus,
        store: NotificationStore,
        notifications: Notifications,
        progress: Progress,
        portions: Portions,
        now: Callable[[], datetime] = clock.now,
        sleep: Callable[[float], None] = gevent.sleep,
    ):
        self._sleep = sleep
        self._bus, self._store, self._notifications = bus, store, notifications
        self._progress, self._portions, self._now = progress, portions, now
        self._told: OrderedDict[str, None] = OrderedDict()

    def told(self, user_id: str) -> None:
        """This person has something that may have to be withdrawn."""
        self._told[user_id] = None
        if len(self._told) > PEOPLE_KEPT:
            self._told.popitem(last=False)

    def remember(self) -> None:
        """After a start: who was told something within the last hour that is unread. Raises Unavailable."""
        present = self._now()
        for since, until in self._portions.back(present + AHEAD, present - LOOKBACK):
            for user_id in self._store.users_with_unread(since, until):
                self.told(user_id)

    def compare_some(self, limit: int) -> None:
        """Those who wait longest for it. Raises Unavailable."""
        for user_id in list(self._told)[:limit]:
            self.compare(user_id)
            self._sleep(PAUSE_SECONDS)

    def compare_all(self) -> None:
        self.compare_some(PEOPLE_KEPT)

    def compare(self, user_id: str, seconds: float = 5.0) -> None:
        """Withdraw what this person has read, or is no member of any more. Raises Unavailable."""
        # Unread ones before positions: a notification made in between is not compared at all.
        unread = self._notifications.unread(user_id)
        heads = self._bus.request(subjects.CHAT_HEADS, HeadsOf(user_id=user_id), Heads, seconds=seconds)
        self._progress.compare({head.id: head.last_seq for head in heads.conversations})
        positions = {head.id: head.read_message_no for head in heads.conversations}
        for conversation_id, (lowest, _) in unread.items():
            if conversation_id not in positions:
                self._notifications.remove(user_id, conversation_id, BEHIND_ALL_SEQS)
            elif positions[conversation_id] >= lowest:
                self._notifications.withdraw(user_id, conversation_id, positions[conversation_id])
        self._told.pop(user_id, None)
        if unread:
            self.told(user_id)
