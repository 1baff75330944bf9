"""Attachments on the disk: a folder each, below `CHAT_FILES`, two levels deep so that no folder grows too long.

All processes of chat on this machine share it. What has its name is whole and on the disk itself: it is written under
another name, synced and renamed. Names are made by us, never by visitors.
"""

import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import gevent

from services.chat.files import PIECE_BYTES
from services.common import logs
from services.common.errors import NotFound, Unavailable

LEAST_FREE_BYTES = 300 * 1024 * 1024
"""Left to the database and the logs, which need room more than pictures do."""

_NAME = re.compile(r"[0-9a-z.-]{1,64}")

log = logs.get_logger("files")


class DiskFiles:
    """A FileStore below `folder`, which is made when first needed."""

    def __init__(self, folder: Path):
        self._folder = folder

    def has_room(self, size: int) -> bool:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return shutil.disk_usage(self._folder).free >= LEAST_FREE_BYTES + size
        except OSError as error:
            raise _unavailable(error) from error

    def put(self, attachment_id: str, name: str, pieces: Iterable[bytes]) -> int:
        place = self._place(attachment_id, name)
        draft = place.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            size = _write(draft, pieces)
            draft.replace(place)
            _in_thread(_sync, place.parent)
        except OSError as error:
            raise _unavailable(error) from error
        finally:
            draft.unlink(missing_ok=True)
        return size

    def read(self, attachment_id: str, name: str, first: int, last: int) -> Iterator[bytes]:
        try:
            file = open(self._place(attachment_id, name), "rb")  # noqa: SIM115 - closed by the reader below
            file.seek(first)
        except FileNotFoundError as error:
            raise NotFound("attachment") from error
        except OSError as error:
            raise _unavailable(error) from error
        return _pieces(file, last - first + 1)

    def remove(self, attachment_id: str, name: str) -> None:
        try:
            self._place(attachment_id, name).unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(error) from error

    def keep_only(self, attachment_id: str, names: Collection[str]) -> None:
        folder = self._place(attachment_id, "x").parent
        try:
            for file in folder.iterdir():
                if file.name not in names:
                    file.unlink(missing_ok=True)
            if not names:
                folder.rmdir()
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unavailable(error) from error

    def ids_after(self, attachment_id: str, limit: int) -> list[str]:
        found: list[str] = []
        try:
            for shelf in _folders(self._folder):
                if shelf >= attachment_id[-2:]:
                    ids = _folders(self._folder / shelf)
                    found += [one for one in ids if (shelf, one) > (attachment_id[-2:], attachment_id)]
                if len(found) >= limit:
                    break
        except OSError as error:
            raise _unavailable(error) from error
        return found[:limit]

    def _place(self, attachment_id: str, name: str) -> Path:
        if not _NAME.fullmatch(attachment_id) or not _NAME.fullmatch(name) or name.startswith("."):
            raise NotFound("attachment")
        # The end of an id is random, its beginning is the time.
        return self._folder / attachment_id[-2:] / attachment_id / name


def _folders(folder: Path) -> list[str]:
    """Their names in order; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if _NAME.fullmatch(entry.name) and entry.is_dir())
    except FileNotFoundError:
        return []


def _write(path: Path, pieces: Iterable[bytes]) -> int:
    size = 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            size += file.write(piece)
        file.flush()
        _in_thread(os.fsync, file.fileno())
    return size


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_thread(work, *arguments) -> None:  # type: ignore[no-untyped-def]
    """Waiting for the disk may take a while, and holds up nobody else of the process."""
    gevent.get_hub().threadpool.apply(work, arguments)


def _pieces(file, left: int) -> Iterator[bytes]:  # type: ignore[no-untyped-def]
    with file:
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece


def _unavailable(error: OSError) -> Unavailable:
    log.warning("the disk does not take or give a file", error=repr(error)[:300])
    return Unavailable("The server cannot keep or read files right now. Try again in a moment.")
