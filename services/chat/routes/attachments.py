"""/api/chat/attachments: uploading in parts, as tus does (Upload-Offset, 409, HEAD), and reading what was sent."""

from typing import Annotated

from flask import request
from msgspec import Meta

from services.chat.attachments import Attachments, OpenFile
from services.chat.file_names import content_disposition
from services.chat.uploads import PART_BYTES, Upload, Uploads
from services.common.errors import ErrorBody, ErrorDetail, InvalidInput
from services.common.http import BodyStream, Reply, Routes
from services.common.shapes import Input
from services.common.tokens import Identity

OFFSET = "Upload-Offset"
# Asked for anew each time, so that whoever has left gets nothing; kept by their own browser only.
PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
    "Accept-Ranges": "bytes",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
BEYOND = ErrorBody(error=ErrorDetail(code="range_not_satisfiable", message="The file ends before that."))


class UploadInput(Input):
    """`size` in bytes."""

    name: Annotated[str, Meta(max_length=1_000)]
    size: int


def routes(uploads: Uploads, attachments: Attachments) -> Routes:
    door = Routes("chat", "attachments")

    @door.post("/attachments")
    def begin_upload(identity: Identity, body: UploadInput) -> Upload:
        """Announce a file; its bytes follow by PATCH. 413 when it is too large, 409 `too_many_uploads`."""
        return uploads.begin(identity.user_id, body.name, body.size)

    @door.get("/attachments/<attachment_id>")
    def get_upload(identity: Identity, attachment_id: str) -> Upload:
        """How far my upload is; HEAD says it in Upload-Offset."""
        return _told(uploads.get(attachment_id, identity.user_id))

    @door.patch("/attachments/<attachment_id>", body_limit=PART_BYTES)
    def continue_upload(identity: Identity, attachment_id: str, body: BodyStream) -> Upload:
        """Bytes from Upload-Offset on, 64 KiB to 8 MiB at a time; 409 `wrong_offset` when it stands elsewhere."""
        return _told(uploads.add(attachment_id, identity.user_id, _offset(), body.length, body.pieces()))

    @door.delete("/attachments/<attachment_id>")
    def cancel_upload(identity: Identity, attachment_id: str) -> None:
        """Forget an upload that was not sent."""
        uploads.cancel(attachment_id, identity.user_id)

    @door.get("/attachments/<attachment_id>/file")
    def get_file(identity: Identity, attachment_id: str) -> Reply:
        """The file, for members of the conversation in which it was sent; ranges and ETags are understood."""
        return _file(attachments.open(attachment_id, identity.user_id, is_thumbnail=False))

    @door.get("/attachments/<attachment_id>/thumbnail")
    def get_thumbnail(identity: Identity, attachment_id: str) -> Reply:
        """A picture in a small size: WebP, at most 960 × 720."""
        return _file(attachments.open(attachment_id, identity.user_id, is_thumbnail=True))

    return door


def _offset() -> int:
    text = request.headers.get(OFFSET, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise InvalidInput("Say in Upload-Offset where these bytes belong.", field=OFFSET)
    return int(text)


def _told(upload: Upload) -> Upload:
    headers = {OFFSET: str(upload.offset), "Upload-Length": str(upload.size)}
    return Reply(upload, headers=headers)  # type: ignore[return-value]


def _file(file: OpenFile) -> Reply:
    etag = f'"{file.tag}"'
    headers = {**PRIVATE, "ETag": etag, "Content-Disposition": content_disposition(file.name)}
    if request.if_none_match.contains(file.tag):
        return Reply(None, status=304, headers=headers)
    first, last, status = 0, file.size - 1, 200
    wanted = request.range if request.if_range.etag in (None, file.tag) and request.if_range.date is None else None
    if wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1:
        span = wanted.range_for_length(file.size)
        if span is None:
            return Reply(BEYOND, status=416, headers={**PRIVATE, "Content-Range": f"bytes */{file.size}"})
        first, last, status = span[0], span[1] - 1, 206
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    headers["Content-Length"] = str(last - first + 1)
    body = file.read(first, last) if request.method == "GET" else b""
    return Reply(body, status=status, headers=headers, content_type=file.content_type)
