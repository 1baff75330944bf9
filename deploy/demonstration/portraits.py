"""What the people of the demo look like: small flat portraits, drawn here from a few words of description.

Called by stage.py for those in the cast who have a picture.
"""

import io
from typing import Literal, NamedTuple

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Hair = Literal["short", "long", "bun", "curls", "none", "scarf"]

SIDE = 256
FINE = 3
"""Drawn so many times too large and then made smaller, which smooths the edges."""


class Look(NamedTuple):
    """`hair` colour is also that of a scarf."""

    ground: Colour
    skin: Colour
    hair: Hair
    hair_colour: Colour
    clothes: Colour
    has_glasses: bool = False
    has_beard: bool = False


def draw(look: Look) -> bytes:
    """A PNG of 256 × 256."""
    pen = _Pen(look.ground)
    pen.behind(look)
    pen.body(look)
    pen.face(look)
    pen.in_front(look)
    return pen.png()


class _Pen:
    """Places are in hundredths of the side."""

    def __init__(self, ground: Colour):
        self._picture = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ground)
        self._pen = ImageDraw.Draw(self._picture)

    def behind(self, look: Look) -> None:
        if look.hair == "long":
            self._oval(50, 44, 25, 27, look.hair_colour)
            self._box(25, 44, 75, 80, look.hair_colour)
        elif look.hair == "bun":
            self._oval(50, 15, 11, 10, look.hair_colour)
        elif look.hair == "scarf":
            self._oval(50, 45, 27, 30, look.hair_colour)
            self._oval(50, 86, 32, 26, look.hair_colour)
        elif look.hair == "curls":
            for x, y in ((30, 34), (26, 46), (28, 58), (70, 34), (74, 46), (72, 58), (38, 25), (50, 21), (62, 25)):
                self._oval(x, y, 11, 11, look.hair_colour)

    def body(self, look: Look) -> None:
        self._oval(50, 108, 40, 34, look.clothes)
        shadow = _darker(look.skin)
        if look.hair != "scarf":
            self._box(42, 60, 58, 80, shadow)
            self._oval(50, 79, 11, 6, shadow)
        else:
            self._oval(50, 100, 38, 30, look.hair_colour)

    def face(self, look: Look) -> None:
        if look.hair != "scarf":
            for x in (29.5, 70.5):
                self._oval(x, 50, 4, 5.5, _darker(look.skin))
        self._oval(50, 48, 20.5, 24, look.skin)
        if look.has_beard:
            self._pen.chord(self._bounds(50, 50, 20.5, 23), 12, 168, look.hair_colour)
            self._oval(50, 60.5, 8, 3.6, _darker(look.skin))
        for x in (42, 58):
            self._oval(x, 47.5, 2, 2.4, (40, 34, 34))
        self._pen.arc(self._bounds(50, 55.5, 7.5, 6), 25, 155, _darker(_darker(look.skin)), self._at(1.5))
        if look.has_glasses:
            for x in (42, 58):
                self._pen.ellipse(self._bounds(x, 47.5, 6.6, 6.2), outline=(48, 44, 48), width=self._at(1.3))
            self._pen.line((self._at(48.4), self._at(47), self._at(51.6), self._at(47)), (48, 44, 48), self._at(1.3))

    def in_front(self, look: Look) -> None:
        if look.hair in ("short", "bun", "long"):
            self._pen.chord(self._bounds(50, 45, 22.5, 23), 188, 352, look.hair_colour)
            if look.hair != "bun":
                self._pen.chord(self._bounds(44, 33, 17, 12), 160, 350, look.hair_colour)
        elif look.hair == "curls":
            for x, y in ((35, 31), (43, 27), (52, 26), (60, 28), (66, 33)):
                self._oval(x, y, 8, 7.5, look.hair_colour)
        elif look.hair == "scarf":
            self._pen.arc(self._bounds(50, 48, 23, 26.5), 0, 360, look.hair_colour, self._at(5))

    def png(self) -> bytes:
        out = io.BytesIO()
        self._picture.reduce(FINE).save(out, "PNG")
        return out.getvalue()

    def _oval(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        self._pen.ellipse(self._bounds(x, y, wide, high), colour)

    def _box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        corners = (self._at(left), self._at(top), self._at(right), self._at(bottom))
        self._pen.rounded_rectangle(corners, self._at(6), colour)

    def _bounds(self, x: float, y: float, wide: float, high: float) -> tuple[int, int, int, int]:
        return self._at(x - wide), self._at(y - high), self._at(x + wide), self._at(y + high)

    def _at(self, hundredths: float) -> int:
        return round(hundredths / 100 * SIDE * FINE)


def _darker(colour: Colour) -> Colour:
    red, green, blue = (round(part * 0.84) for part in colour)
    return red, green, blue
