"""Uploads: files on their way to us, in parts that may be interrupted and taken up again, as in tus.

Called by routes.attachments. A part is kept as a file of its own and counts once the document says so; the document
only goes on from where it stands, so parts that come twice, late or from two sides cannot mix. When all is there the
file becomes what will be shown: a picture is redrawn, anything else is kept as it is and only ever offered as a
download.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from services.chat import file_names
from services.chat.files import PIECE_BYTES, FileStore
from services.chat.pictures import Pictures
from services.chat.stores.attachments import AttachmentStore, Kept, Part, StoredAttachment
from services.common import clock, ids
from services.common.errors import Conflict, InvalidInput, NotFound, TooLarge, Unavailable
from services.common.pictures.kinds import HEAD_BYTES, kind_of
from services.common.shapes import Answer, Attachment

PART_BYTES = 8 * 1024 * 1024
"""The most in one request."""
LEAST_PART_BYTES = 64 * 1024
"""The least, but for the last part: nobody fills the disk with crumbs."""
UNSENT_LIMIT = 40
"""Files that one person may have begun and not sent."""
UNSENT_FILES = 10
"""The same in bytes, in files of the greatest size."""
LIFE = timedelta(hours=24)
PLAIN = "application/octet-stream"


class Upload(Answer):
    """`offset`: how many bytes are here; go on from there. `attachment`: when all is here and ready to be sent."""

    id: str
    name: str
    size: int
    offset: int
    attachment: Attachment | None = None


class Uploads:
    def __init__(
        self,
        attachments: AttachmentStore,
        files: FileStore,
        pictures: Pictures,
        *,
        bytes_limit: int,
        now: Callable[[], datetime] = clock.now,
    ):
        self._attachments, self._files, self._pictures = attachments, files, pictures
        self._bytes_limit, self._now = bytes_limit, now
        self._finishing: set[str] = set()

    def begin(self, user_id: str, name: str, size: int) -> Upload:
        """Announce a file. Raises TooLarge, InvalidInput for an empty one, Conflict when too much is not sent yet."""
        if size < 1:
            raise InvalidInput("This file is empty.", code="empty_file", field="size")
        if size > self._bytes_limit:
            raise TooLarge(f"A file has at most {self._bytes_limit // 1_000_000} MB.", field="size")
        unsent = self._attachments.unsent_of(user_id)
        waiting = sum(one.size for one in unsent)
        if len(unsent) >= UNSENT_LIMIT or waiting + size > UNSENT_FILES * self._bytes_limit:
            raise Conflict("Too many files wait to be sent. Send or remove some first.", code="too_many_uploads")
        if not self._files.has_room(size):
            raise Unavailable("There is no room for files on the server right now.", retry=60.0)
        begun_at = self._now()
        upload = StoredAttachment(
            id=ids.new_id(),
            owner_id=user_id,
            name=file_names.clean(name),
            size=size,
            created_at=begun_at,
            expires_at=begun_at + LIFE,
        )
        self._attachments.insert(upload)
        return _shown(upload)

    def get(self, attachment_id: str, user_id: str) -> Upload:
        """One's own. Raises NotFound."""
        return _shown(self._require(attachment_id, user_id))

    def add(self, attachment_id: str, user_id: str, offset: int, length: int, pieces: Iterable[bytes]) -> Upload:
        """Take the bytes from `offset` on; with none, only see to it that a complete file becomes an attachment.

        Raises NotFound, Conflict `wrong_offset`, TooLarge, InvalidInput for a part that does not fit and for a file
        that is no sound picture though it begins as one: it is gone then. Raises Unavailable.
        """
        upload = self._require(attachment_id, user_id)
        if offset != upload.received:
            raise Conflict(f"This upload goes on at {upload.received}.", code="wrong_offset", field="Upload-Offset")
        if length:
            upload = self._take(upload, length, pieces)
        if upload.kept is None and upload.received == upload.size:
            upload = self._finish_once(upload)
        return _shown(upload)

    def cancel(self, attachment_id: str, user_id: str) -> None:
        """Forget an upload that no message carries. Raises NotFound, Conflict when one does or is about to."""
        upload = self._require(attachment_id, user_id)
        if upload.claim is not None:
            raise Conflict("This file was sent. Delete the message instead.", code="already_sent")
        self._drop(upload)

    def _require(self, attachment_id: str, user_id: str) -> StoredAttachment:
        found = self._attachments.find(attachment_id)
        if found is None or found.owner_id != user_id:
            raise NotFound("upload")
        return found

    def _take(self, upload: StoredAttachment, length: int, pieces: Iterable[bytes]) -> StoredAttachment:
        left = upload.size - upload.received
        if length > PART_BYTES:
            raise TooLarge(f"At most {PART_BYTES:,} bytes at a time.")
        if length > left:
            raise InvalidInput(f"Only {left:,} bytes of this file were left.", field="body")
        if length < min(left, LEAST_PART_BYTES):
            raise InvalidInput(f"At least {LEAST_PART_BYTES:,} bytes at a time, but for the end.", field="body")
        name = f"part-{upload.received}-{secrets.token_hex(4)}"
        part = Part(name=name, size=self._files.put(upload.id, name, pieces))
        is_whole = part.size == length
        # When the database does not answer, it may have taken the part: then the file must stay.
        if is_whole and self._attachments.add_part(upload.id, upload.received, part):
            parts = [*upload.parts, part]
            return msgspec.structs.replace(upload, received=upload.received + part.size, parts=parts)
        self._files.remove(upload.id, name)
        if not is_whole:
            raise InvalidInput("The part ended too early. Send it again.", field="body")
        # Another try of the same part was faster.
        raise Conflict("This upload has gone on meanwhile.", code="wrong_offset", field="Upload-Offset")

    def _finish_once(self, upload: StoredAttachment) -> StoredAttachment:
        """Who asks again while it goes on here does not start it again."""
        if upload.id in self._finishing:
            raise Unavailable("This file is still being looked at.", retry=2.0)
        self._finishing.add(upload.id)
        try:
            return self._finish(upload)
        finally:
            self._finishing.discard(upload.id)

    def _finish(self, upload: StoredAttachment) -> StoredAttachment:
        """Two processes at once do it twice, and one of them counts."""
        tag = secrets.token_hex(4)
        try:
            kept = self._kept(upload, tag)
        except InvalidInput:
            self._drop(upload)
            raise
        except NotFound:
            # The other one was faster, and has removed the parts.
            return self._require(upload.id, upload.owner_id)
        name = file_names.with_ending(upload.name, kept.content_type)
        if not self._attachments.keep(upload.id, name, kept):
            for file in _files_of(kept):
                self._files.remove(upload.id, file)
            return self._require(upload.id, upload.owner_id)
        self._files.keep_only(upload.id, _files_of(kept))
        return msgspec.structs.replace(upload, name=name, kept=kept, parts=[])

    def _kept(self, upload: StoredAttachment, tag: str) -> Kept:
        head = b"".join(self._files.read(upload.id, upload.parts[0].name, 0, HEAD_BYTES - 1))
        kind = kind_of(head)
        if kind is None:
            size = self._files.put(upload.id, f"file-{tag}", self._pieces(upload))
            return Kept(file=f"file-{tag}", size=size, content_type=PLAIN)
        with tempfile.TemporaryDirectory(prefix="natter-picture-") as place:
            folder = Path(place)
            source = folder / "source"
            with source.open("wb") as file:
                for piece in self._pieces(upload):
                    file.write(piece)
            drawn = self._pictures.redraw(kind, source, folder)
            size = self._files.put(upload.id, f"file-{tag}", _pieces_of(folder / "picture"))
            small = self._files.put(upload.id, f"thumbnail-{tag}", _pieces_of(folder / "thumbnail"))
        return Kept(
            file=f"file-{tag}",
            size=size,
            content_type=drawn.content_type,
            thumbnail=f"thumbnail-{tag}",
            thumbnail_size=small,
            width=drawn.width,
            height=drawn.height,
            placeholder=drawn.placeholder,
        )

    def _pieces(self, upload: StoredAttachment) -> Iterator[bytes]:
        for part in upload.parts:
            yield from self._files.read(upload.id, part.name, 0, part.size - 1)

    def _drop(self, upload: StoredAttachment) -> None:
        self._attachments.mark_removed([upload.id], self._now())
        self._files.keep_only(upload.id, ())
        self._attachments.delete(upload.id)


def attachment_of(stored: StoredAttachment) -> Attachment | None:
    """As messages show it; None while it is not complete."""
    kept = stored.kept
    if kept is None:
        return None
    return Attachment(
        id=stored.id,
        name=stored.name,
        size=kept.size,
        content_type=kept.content_type,
        width=kept.width,
        height=kept.height,
        placeholder=kept.placeholder,
    )


def _files_of(kept: Kept) -> list[str]:
    return [kept.file] if kept.thumbnail is None else [kept.file, kept.thumbnail]


def _shown(upload: StoredAttachment) -> Upload:
    return Upload(
        id=upload.id, name=upload.name, size=upload.size, offset=upload.received, attachment=attachment_of(upload)
    )


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
