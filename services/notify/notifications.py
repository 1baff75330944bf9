"""Notifications: stored first, then told; withdrawn from all devices when they are read or the member is gone.

Called by log_events.py, rewordings.py, reads.py, missed_reads.py and routes.notifications; tells devices through
realtime, over the bus. A frame may be lost, a stored notification is not: devices list them when they connect.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from services.common import clock, frames, subjects
from services.common.bus import Bus
from services.common.errors import InvalidInput
from services.common.frames import NotificationFrame
from services.common.shapes import Answer, Notification, NotificationKind
from services.notify import metrics
from services.notify.portions import AHEAD, Portions
from services.notify.records import RETENTION_SECONDS, Addressed, place
from services.notify.stores.notifications import NotificationStore

STORED_AT_ONCE = 1_000
"""A larger insert might take longer than the database's time limit."""
KEPT = timedelta(seconds=2 * RETENTION_SECONDS)
"""More than the age of the oldest one that may still be there."""


class NotificationPage(Answer):
    """Newest first. `next` is the value of `before` for the older page; `unread` counts over all pages."""

    notifications: list[Notification]
    next: str | None
    unread: int


class Selection(msgspec.Struct, kw_only=True, frozen=True):
    """Which ones: named by id, or of one conversation (up to a message), or all when nothing is given."""

    conversation_id: str | None = None
    message_no: int | None = None
    notification_ids: list[str] | None = None


class Notifications:
    def __init__(self, store: NotificationStore, bus: Bus, portions: Portions, now: Callable[[], datetime] = clock.now):
        self._store, self._bus, self._portions, self._now = store, bus, portions, now

    def add(self, addressed: Sequence[Addressed]) -> list[Addressed]:
        """Store those that are new, tell the devices of each, answer them."""
        created: list[Addressed] = []
        for start in range(0, len(addressed), STORED_AT_ONCE):
            new = self._store.add(addressed[start : start + STORED_AT_ONCE])
            for one in new:
                self._tell(one.user_id, NotificationFrame(action="created", notification=one.notification))
            metrics.CREATED.inc(len(new))
            created += new
        return created

    def page(self, user_id: str, limit: int, before: str | None) -> NotificationPage:
        found = self._store.page(user_id, limit + 1, before, self._now())
        shown = found[:limit]
        return NotificationPage(
            notifications=shown,
            next=place(shown[-1]) if len(found) > limit else None,
            unread=self._store.count_unread(user_id),
        )

    def unread(self, user_id: str) -> dict[str, tuple[int, int]]:
        """Lowest and highest message_no of the unread ones, by conversation."""
        return self._store.unread(user_id)

    def mark_read(self, user_id: str, selection: Selection) -> None:
        """Those selected become read on all devices; with one named, those before it in its conversation do too.

        Raises InvalidInput when the selection contradicts itself.
        """
        for conversation_id, message_no in self._last_selected(user_id, selection).items():
            self.withdraw(user_id, conversation_id, message_no)

    def withdraw(self, user_id: str, conversation_id: str, message_no: int) -> None:
        """The user has read the conversation up to there; devices hear of it only if something was unread."""
        if self._store.mark_read(user_id, conversation_id, message_no, self._now()):
            self._tell_withdrawn(user_id, conversation_id, message_no)

    def remove(self, user_id: str, conversation_id: str, before_seq: int) -> None:
        """The user is no member any more since `before_seq`: what they were told of it before is taken back."""
        present, last = self._now(), 0
        for since, until in self._portions.back(present + AHEAD, present - KEPT):
            last = max(last, self._store.remove(user_id, conversation_id, before_seq, since, until))
        if last:
            self._tell_withdrawn(user_id, conversation_id, last)

    def reword(self, notification_ids: Sequence[str], preview: str, kind: NotificationKind) -> None:
        """The message that these are about says something else now; devices hear of it."""
        for one in self._store.reword(notification_ids, preview, kind):
            self._tell(one.user_id, NotificationFrame(action="reworded", notification=one.notification))

    def unsay(self, conversation_id: str, message_no: int, notification_ids: Sequence[str]) -> None:
        """The message that these are about was deleted: they are gone, from the devices too."""
        for user_id in self._store.remove_named(notification_ids):
            frame = NotificationFrame(action="removed", conversation_id=conversation_id, message_no=message_no)
            self._tell(user_id, frame)

    def _last_selected(self, user_id: str, selection: Selection) -> dict[str, int]:
        """The highest message_no to be read, by conversation."""
        if selection.notification_ids is not None:
            if selection.conversation_id is not None:
                raise InvalidInput("Give notification_ids or conversation_id, not both.", field="notification_ids")
            last: dict[str, int] = {}
            for one in self._store.named(user_id, selection.notification_ids):
                last[one.conversation_id] = max(one.message_no, last.get(one.conversation_id, 0))
            return last
        if selection.message_no is not None and selection.conversation_id is None:
            raise InvalidInput("message_no needs the conversation_id that it belongs to.", field="message_no")
        if selection.conversation_id is not None and selection.message_no is not None:
            return {selection.conversation_id: selection.message_no}
        unread = {conversation_id: high for conversation_id, (_, high) in self._store.unread(user_id).items()}
        if selection.conversation_id is None:
            return unread
        return {key: high for key, high in unread.items() if key == selection.conversation_id}

    def _tell_withdrawn(self, user_id: str, conversation_id: str, message_no: int) -> None:
        metrics.WITHDRAWN.inc()
        frame = NotificationFrame(action="withdrawn", conversation_id=conversation_id, message_no=message_no)
        self._tell(user_id, frame)

    def _tell(self, user_id: str, frame: NotificationFrame) -> None:
        self._bus.publish(subjects.notification(user_id), frames.encode(frame))
