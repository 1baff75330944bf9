"""Turning whatever was sent as a picture into a small square WebP that carries nothing else. Called by avatars."""

from pathlib import Path

import msgspec

from services.common.errors import InvalidInput
from services.common.pictures.kinds import kind_of
from services.common.pictures.redrawing import Redrawing

DRAWING = Path(__file__).with_name("avatar_drawing.py")
PIXELS_LIMIT = 24_000_000


class Images:
    def __init__(self) -> None:
        self._redrawing = Redrawing(DRAWING, pixels_limit=PIXELS_LIMIT, field="avatar")

    def avatar_of(self, data: bytes) -> bytes:
        """Raises InvalidInput for what is not a sound picture, Unavailable when too many are being made."""
        kind = kind_of(data)
        if kind is None:
            raise InvalidInput("Send a JPEG, PNG, WebP or GIF picture.", field="avatar")
        return msgspec.json.decode(self._redrawing.run(kind, data), type=_Drawn).avatar


class _Drawn(msgspec.Struct):
    avatar: bytes
