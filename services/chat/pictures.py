"""What becomes of a picture that is sent: redrawn, with a thumbnail. Called by uploads.py."""

from pathlib import Path

import msgspec

from services.common.pictures.redrawing import SECONDS, Redrawing

DRAWING = Path(__file__).with_name("picture_drawing.py")
PIXELS_LIMIT = 50_000_000
"""More than any telephone takes."""


class Redrawn(msgspec.Struct, frozen=True):
    """Two files are in the folder: `picture` of this type and size in pixels, and `thumbnail`, a WebP."""

    content_type: str
    width: int
    height: int
    placeholder: str


class Pictures:
    """At most `running` pictures at a time in this process and `waiting` more in line."""

    def __init__(self, running: int = 1, waiting: int = 8, seconds: float = SECONDS):
        self._redrawing = Redrawing(
            DRAWING,
            pixels_limit=PIXELS_LIMIT,
            field="file",
            code="unusable_picture",
            running=running,
            waiting=waiting,
            seconds=seconds,
        )

    def redraw(self, kind: str, source: Path, folder: Path) -> Redrawn:
        """Raises InvalidInput for what is no sound picture or too large, Unavailable when the line is full."""
        with source.open("rb") as file:
            return msgspec.json.decode(self._redrawing.run(kind, file, str(folder)), type=Redrawn)
