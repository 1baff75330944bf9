"""Where the bytes of attachments are kept: one small interface, so that another store than the disk can take its place.

Used by uploads.py, attachments.py, attachment_removals.py and orphaned_files.py; app.py chooses the store
(disk_files.py). A file is written once and whole, under `<attachment_id>/<name>`; nothing is ever changed in place.
This is what S3 and its like can do.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

PIECE_BYTES = 64 * 1024
"""What is held in memory of a file at a time."""


class FileStore(Protocol):
    def has_room(self, size: int) -> bool:
        """Whether so many bytes more may be taken."""

    def put(self, attachment_id: str, name: str, pieces: Iterable[bytes]) -> int:
        """Keep the pieces as one file, or nothing at all when they end with an error. The bytes; raises Unavailable."""

    def read(self, attachment_id: str, name: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes first..last, both included, in pieces. Raises NotFound before the first piece, Unavailable."""

    def remove(self, attachment_id: str, name: str) -> None:
        """Remove one file; none is well, too. Raises Unavailable."""

    def keep_only(self, attachment_id: str, names: Collection[str]) -> None:
        """Remove all other files of an attachment; none is well, too. Raises Unavailable."""

    def ids_after(self, attachment_id: str, limit: int) -> list[str]:
        """The next attachments that have files, in an order that stays; start with "". Raises Unavailable."""
