"""Removing attachments: those of a deleted message at once, those that nobody sent after a day.

`discard` is called by message_states.py before a message's state says that it was deleted, so whoever dies in between
leaves something that is still to be done. `collect` is called from time to time (common.expiry).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.chat.files import FileStore
from services.chat.records import Record
from services.chat.stores.attachments import AttachmentStore, StoredAttachment
from services.chat.stores.events import EventStore
from services.common import clock, logs
from services.common.errors import Unavailable

log = logs.get_logger("attachment_removals")


class AttachmentRemovals:
    def __init__(
        self,
        attachments: AttachmentStore,
        events: EventStore,
        files: FileStore,
        now: Callable[[], datetime] = clock.now,
    ):
        self._attachments, self._events, self._files, self._now = attachments, events, files, now

    def discard(self, attachment_ids: Sequence[str]) -> None:
        """From here on nobody can read them. Files that cannot be removed now are removed later. Raises Unavailable."""
        self._attachments.mark_removed(attachment_ids, self._now())
        for attachment_id in attachment_ids:
            try:
                self._remove(attachment_id)
            except Unavailable:
                log.warning("the files of a deleted message stay for now", attachment_id=attachment_id)

    def collect(self, moment: datetime) -> int:
        """Remove what is due. Answers how many. Raises Unavailable."""
        removed = 0
        for stored in self._attachments.due(moment):
            if not stored.is_removed and self._is_in_log(stored):
                self._attachments.mark_sent([stored.id])
                continue
            if not stored.is_removed:
                self._attachments.mark_removed([stored.id], moment)
            self._remove(stored.id)
            removed += 1
        return removed

    def _is_in_log(self, stored: StoredAttachment) -> bool:
        claim = stored.claim
        if claim is None:
            return False
        found = self._events.find_send(claim.conversation_id, stored.owner_id, claim.client_message_id)
        return isinstance(found, Record)

    def _remove(self, attachment_id: str) -> None:
        self._files.keep_only(attachment_id, ())
        self._attachments.delete(attachment_id)
