"""Orphaned files: files of attachments that the database does not know, as after a restore of it from a backup.

`collect` is called by upkeep (common.expiry) from time to time and looks at some of them each time, all around. Nothing
is removed because of one look: who was given a wrong database by mistake has a month to notice. When the orphan was
first found is written beside its files, so that it is known to all processes and after a restart.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from services.chat.files import FileStore
from services.chat.stores.attachments import AttachmentStore
from services.common import logs
from services.common.errors import NotFound

ORPHANED_FOR = timedelta(days=30)
AT_ONCE = 200
MARK = "orphaned-since"
MARK_BYTES = 40

log = logs.get_logger("orphaned_files")


class OrphanedFiles:
    def __init__(self, attachments: AttachmentStore, files: FileStore):
        self._attachments, self._files = attachments, files
        # The attachment after which the next look begins.
        self._last = ""

    def collect(self, moment: datetime) -> int:
        """Look at the next attachments. Answers of how many the files were removed. Raises Unavailable."""
        looked_at = self._files.ids_after(self._last, AT_ONCE)
        # In this order: an attachment is in the database before it has files.
        known = self._attachments.known(looked_at)
        removed = self._take_away([one for one in looked_at if one not in known], moment)
        for attachment_id in known:
            self._files.remove(attachment_id, MARK)
        self._last = looked_at[-1] if len(looked_at) == AT_ONCE else ""
        return removed

    def _take_away(self, orphans: Collection[str], moment: datetime) -> int:
        """Mark those that are found for the first time, and remove those that were found long ago."""
        removed = 0
        for attachment_id in orphans:
            since = self._since(attachment_id)
            if since is None:
                self._files.put(attachment_id, MARK, [moment.isoformat().encode()])
            elif since + ORPHANED_FOR <= moment:
                self._files.keep_only(attachment_id, ())
                removed += 1
        if removed:
            log.warning("removed files that the database has not known for a month", count=removed)
        return removed

    def _since(self, attachment_id: str) -> datetime | None:
        try:
            text = b"".join(self._files.read(attachment_id, MARK, 0, MARK_BYTES - 1)).decode()
            return datetime.fromisoformat(text)
        except (NotFound, ValueError):
            return None
