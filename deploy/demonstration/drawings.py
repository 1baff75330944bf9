"""Pictures and files that people of the demo send each other, drawn here: nobody else has a right to them.

Each has a name, by which talk.py speaks of it, and looks the same each time. Called by stage.py.
"""

import io
import itertools
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

Colour = tuple[int, int, int]

FINE = 2
"""Everything is drawn so many times too large and then made smaller, which smooths its edges."""
PAPER: Colour = (244, 240, 230)
INK: Colour = (44, 52, 54)
GREEN: Colour = (18, 116, 104)
GRAIN = 0.05

DUSK = ((58, 72, 116), (246, 176, 132), (255, 226, 178), (92, 84, 124), (24, 28, 48))
MORNING = ((120, 170, 196), (238, 232, 214), (255, 250, 232), (140, 170, 168), (28, 60, 62))
NOON = ((74, 140, 196), (206, 230, 240), (255, 255, 250), (110, 156, 140), (30, 74, 58))
AUTUMN = ((150, 170, 178), (248, 222, 178), (255, 240, 206), (196, 132, 84), (84, 40, 32))
"""Sky above and at the horizon, sun, hills far and near."""


def draw(name: str) -> bytes:
    """The file of this name. Raises KeyError when there is none."""
    return FILES[name]()


def _landscape(
    palette: tuple[Colour, ...], seed: int, *, is_by_water: bool, size: tuple[int, int] = (1080, 720)
) -> Image.Image:
    above, horizon, sun, far, near = palette
    dice = random.Random(seed)  # noqa: S311 - meant to be the same each time
    width, height = size[0] * FINE, size[1] * FINE
    shore = round(height * 0.66) if is_by_water else height
    picture = _gradient((width, height), above, horizon, until=0.62)
    x, y, radius = round(width * dice.uniform(0.2, 0.8)), round(height * 0.36), round(width * 0.045)
    glow = Image.new("L", picture.size)
    ImageDraw.Draw(glow).ellipse((x - 3 * radius, y - 3 * radius, x + 3 * radius, y + 3 * radius), fill=120)
    picture.paste(sun, mask=glow.filter(ImageFilter.GaussianBlur(radius)))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)
    layers = 4
    for layer in range(layers):
        part = layer / (layers - 1)
        pen.polygon(_ridge(dice, width, height, shore, part), fill=_between(far, near, part))
    if is_by_water:
        _water(picture, shore, dice)
    return _finished(picture)


def _ridge(dice: random.Random, width: int, height: int, shore: int, part: float) -> list[tuple[float, float]]:
    """The outline of a row of hills; the nearer (`part` up to 1), the lower and rounder."""
    crest = height * (0.46 + 0.34 * part)
    waves = [(dice.uniform(0.6, 1.6) * 2**place, dice.uniform(0, 7), 0.075 / 1.9**place) for place in range(6)]
    line = []
    for x in range(0, width + 8, 8):
        rise = sum(math.sin(x / width * math.tau * pace + start) * depth for pace, start, depth in waves)
        line.append((float(x), min(float(shore), crest - height * rise * (1 - 0.35 * part))))
    return [(0.0, float(shore)), *line, (float(width), float(shore))]


def _water(picture: Image.Image, shore: int, dice: random.Random) -> None:
    """What stands above the shore, upside down, softened and broken by waves."""
    width, height = picture.size
    depth = height - shore
    mirrored = ImageOps.flip(picture.crop((0, shore - depth, width, shore))).filter(ImageFilter.GaussianBlur(6))
    picture.paste(Image.blend(mirrored, Image.new("RGB", mirrored.size, (24, 52, 70)), 0.28), (0, shore))
    waves = Image.new("L", picture.size)
    pen = ImageDraw.Draw(waves)
    for _ in range(260):
        y = shore + round(depth * dice.random() ** 1.6)
        length, x = dice.randint(20, 60 + (y - shore) // 2), dice.randrange(width)
        pen.line((x, y, x + length, y), fill=dice.randint(20, 90), width=1 + (y - shore) // 140)
    picture.paste((236, 244, 246), mask=waves)


def _cover(ground: Colour, ink: Colour, seed: int) -> Image.Image:
    """A candidate for the cover of the autumn issue: leaves and a title."""
    width, height = 720 * FINE, 960 * FINE
    dice = random.Random(seed)  # noqa: S311 - meant to be the same each time
    picture = Image.new("RGB", (width, height), ground)
    for place in range(9):
        leaf = _leaf(
            round(width * dice.uniform(0.2, 0.46)),
            _between(ink, ground, dice.uniform(0.15, 0.75)),
            dice.uniform(0, 360),
        )
        x = round(width * (place % 3 + dice.uniform(0.2, 0.8)) / 3 - leaf.width / 2)
        y = round(height * (0.36 + 0.62 * (place // 3 + dice.uniform(0.1, 0.7)) / 3) - leaf.height / 2)
        picture.paste(leaf, (x, y), leaf)
    pen = ImageDraw.Draw(picture)
    pen.text((width // 2, height * 0.1), "MARGINALIA", ink, _font(width * 0.125), anchor="mm")
    pen.line((width * 0.09, height * 0.155, width * 0.91, height * 0.155), ink, 3 * FINE)
    pen.text((width * 0.09, height * 0.18), "No. 41", ink, _font(width * 0.035))
    pen.text((width * 0.91, height * 0.18), "AUTUMN", ink, _font(width * 0.035), anchor="ra")
    return _finished(picture, grain=0)


def _leaf(length: int, colour: Colour, turned: float) -> Image.Image:
    """With a rib and veins, on nothing."""
    picture = Image.new("RGBA", (length, length), (*colour, 0))
    pen = ImageDraw.Draw(picture)
    half, wide = length / 2, length * 0.19
    steps = [place / 40 for place in range(41)]
    side = [
        (half + wide * math.sin(math.pi * step) ** 0.8 * (1.25 - 0.5 * step), length * (0.92 - 0.84 * step))
        for step in steps
    ]
    pen.polygon([*side, *((length - x, y) for x, y in reversed(side))], fill=(*colour, 235))
    vein = (*_between(colour, PAPER, 0.35), 255)
    pen.line((half, length * 0.99, half, length * 0.12), fill=vein, width=max(2, length // 110))
    for step in steps[6:34:5]:
        y, reach = length * (0.92 - 0.84 * step), wide * math.sin(math.pi * step) * 0.8
        for way in (-1, 1):
            pen.line((half, y, half + way * reach, y - reach * 0.75), fill=vein, width=max(1, length // 180))
    return picture.rotate(turned, Image.Resampling.BICUBIC)


def _pressed_leaf() -> Image.Image:
    """On the letter of a reader, in handwriting that nobody can read."""
    width, height = 960 * FINE, 1200 * FINE
    picture = _gradient((width, height), PAPER, (232, 224, 208), until=1.0)
    dice, pen = random.Random(5), ImageDraw.Draw(picture)  # noqa: S311 - meant to be the same each time
    for line in range(13):
        y, x = height * (0.12 + 0.062 * line), width * 0.12
        end = width * (0.88 if line % 5 < 4 else dice.uniform(0.4, 0.6))
        while x < end:
            length = width * dice.uniform(0.03, 0.09)
            points = [(x + length * step / 9, y - width * 0.007 * dice.uniform(-1, 1.6)) for step in range(10)]
            pen.line(points, (60, 66, 110), 2 * FINE, joint="curve")
            x += length + width * 0.018
    leaf = _leaf(round(width * 0.62), (170, 96, 44), 24)
    shade = Image.new("L", picture.size)
    at = (round(width * 0.34), round(height * 0.42))
    shade.paste(leaf.getchannel("A").point(lambda alpha: alpha // 3), (at[0] + 8 * FINE, at[1] + 10 * FINE))
    picture.paste((90, 78, 60), mask=shade.filter(ImageFilter.GaussianBlur(9 * FINE)))
    picture.paste(leaf, at, leaf)
    return _finished(picture)


def _contact_sheet() -> Image.Image:
    """Twelve small photographs on black, two of them marked."""
    width, height = 1280, 960
    sheet = Image.new("RGB", (width, height), (18, 18, 20))
    pen = ImageDraw.Draw(sheet)
    for place in range(12):
        palette = (DUSK, MORNING, AUTUMN, NOON)[place // 3 % 4]
        photograph = _landscape(palette, 40 + place, is_by_water=place % 3 != 1, size=(276, 184))
        x, y = 52 + place % 4 * 302, 74 + place // 4 * 288
        sheet.paste(photograph, (x, y))
        pen.text((x, y + 196), f"{place + 1}A", (214, 190, 120), _font(17))
        if place in (2, 9):
            pen.ellipse((x + 244, y + 12, x + 264, y + 32), (216, 48, 40))
    return sheet


def _chart() -> Image.Image:
    """New subscriptions by month, October the highest."""
    width, height = 1200 * FINE, 760 * FINE
    picture = Image.new("RGB", (width, height), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    left, right, top, bottom = width * 0.08, width * 0.96, height * 0.24, height * 0.86
    pen.text((left, height * 0.07), "New subscriptions", INK, _font(36 * FINE))
    pen.text((left, height * 0.135), "by month, this year", (110, 120, 122), _font(22 * FINE))
    for count in range(0, 400, 100):
        y = bottom - (bottom - top) * count / 330
        pen.line((left, y, right, y), (226, 230, 230), FINE)
        pen.text((left - 12 * FINE, y), str(count), (110, 120, 122), _font(18 * FINE), anchor="rm")
    months = {
        "Jan": 186,
        "Feb": 172,
        "Mar": 201,
        "Apr": 214,
        "May": 196,
        "Jun": 163,
        "Jul": 121,
        "Aug": 138,
        "Sep": 247,
        "Oct": 312,
    }
    step = (right - left) / len(months)
    for place, (month, count) in enumerate(months.items()):
        x, y = left + step * (place + 0.5), bottom - (bottom - top) * count / 330
        is_best = count == max(months.values())
        pen.rounded_rectangle(
            (x - step * 0.32, y, x + step * 0.32, bottom), 6 * FINE, GREEN if is_best else (166, 204, 198)
        )
        pen.text((x, bottom + 24 * FINE), month, INK, _font(20 * FINE), anchor="mm")
        if is_best:
            pen.text((x, y - 20 * FINE), str(count), GREEN, _font(24 * FINE), anchor="mm")
    return _finished(picture, grain=0)


def _whiteboard() -> Image.Image:
    """The plan of a page in three colours of marker, with notes stuck to it."""
    width, height = 1280 * FINE, 900 * FINE
    picture = _gradient((width, height), (250, 251, 251), (226, 230, 232), until=1.0)
    dice, pen = random.Random(11), ImageDraw.Draw(picture)  # noqa: S311 - meant to be the same each time

    def stroke(points: list[tuple[float, float]], colour: Colour) -> None:
        """By hand: never quite straight."""
        shaky: list[tuple[float, float]] = []
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            for step in range(12):
                part = step / 11
                shaky.append(
                    (
                        (x1 + (x2 - x1) * part + dice.uniform(-0.0016, 0.0016)) * width,
                        (y1 + (y2 - y1) * part + dice.uniform(-0.002, 0.002)) * height,
                    )
                )
        pen.line(shaky, colour, 5 * FINE, joint="curve")

    def box(x: float, y: float, w: float, h: float, colour: Colour) -> None:
        stroke([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], colour)

    blue, red, black = (38, 84, 168), (196, 48, 44), (40, 44, 48)
    pen.text((width * 0.06, height * 0.06), "Front page", black, _font(46 * FINE))
    box(0.06, 0.17, 0.36, 0.72, black)
    box(0.08, 0.21, 0.32, 0.26, blue)
    stroke([(0.08, 0.47), (0.4, 0.21)], blue)
    for place in range(4):
        stroke([(0.08, 0.54 + 0.045 * place), (0.4 if place % 2 else 0.35, 0.54 + 0.045 * place)], black)
    for place in range(3):
        box(0.08 + 0.11 * place, 0.74, 0.09, 0.11, blue)
    stroke([(0.44, 0.34), (0.56, 0.3)], red)
    stroke([(0.545, 0.275), (0.56, 0.3), (0.54, 0.325)], red)
    pen.text((width * 0.575, height * 0.26), "one picture, large", red, _font(34 * FINE))
    stroke([(0.44, 0.8), (0.52, 0.8)], red)
    stroke([(0.505, 0.775), (0.52, 0.8), (0.505, 0.825)], red)
    pen.text((width * 0.535, height * 0.765), "three stories, not six", red, _font(34 * FINE))
    for place, (words, colour) in enumerate(
        (("search\non top", (255, 224, 110)), ("who\nwrites it?", (250, 176, 190)), ("phones\nfirst", (170, 222, 190)))
    ):
        note = Image.new("RGBA", (170 * FINE, 160 * FINE), (*colour, 255))
        ImageDraw.Draw(note).multiline_text((18 * FINE, 40 * FINE), words, INK, _font(29 * FINE), spacing=8 * FINE)
        turned = note.rotate(dice.uniform(-6, 6), Image.Resampling.BICUBIC, expand=True)
        picture.paste(
            turned, (round(width * (0.56 + 0.14 * place)), round(height * (0.44 + 0.03 * (place % 2)))), turned
        )
    return _finished(picture)


def _cake() -> Image.Image:
    """From above, on a table, one piece missing."""
    width, height = 1100 * FINE, 825 * FINE
    picture = _gradient((width, height), (196, 158, 122), (168, 128, 94), until=1.0)
    pen = ImageDraw.Draw(picture)
    for plank in range(1, 6):
        pen.line((0, height * plank / 6, width, height * plank / 6), (150, 112, 80), 3 * FINE)
    x, y = width * 0.5, height * 0.5

    def disc(radius: float, colour: Colour, begin: float = 0, end: float = 360) -> None:
        pen.pieslice((x - radius, y - radius, x + radius, y + radius), begin, end, colour)

    shade = Image.new("L", picture.size)
    plate = height * 0.44
    ImageDraw.Draw(shade).ellipse((x - plate, y - plate + 14 * FINE, x + plate, y + plate + 26 * FINE), fill=150)
    picture.paste((84, 58, 40), mask=shade.filter(ImageFilter.GaussianBlur(16 * FINE)))
    disc(plate, (246, 244, 240))
    disc(plate * 0.88, (230, 228, 224))
    disc(plate * 0.76, (122, 66, 40), 20, 330)
    disc(plate * 0.72, (236, 210, 176), 20, 330)
    for place in range(11):
        angle = math.radians(34 + place * 28.4)
        for far, size in ((0.56, 0.085), (0.3, 0.06)):
            cx, cy, r = x + math.cos(angle) * plate * far, y + math.sin(angle) * plate * far, plate * size
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), (150, 30, 52))
            pen.ellipse((cx - r * 0.5, cy - r * 0.6, cx - r * 0.05, cy - r * 0.15), (216, 110, 126))
    return _finished(picture)


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour, until: float) -> Image.Image:
    """Downwards, complete at `until` of the height."""
    ramp = Image.linear_gradient("L").point(lambda value: min(255, round(value / until))).resize(size)
    return ImageOps.colorize(ramp, top, bottom)


def _between(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _finished(picture: Image.Image, grain: float = GRAIN) -> Image.Image:
    """At its own size, with a little of the noise of a film."""
    small = picture.reduce(FINE)
    if not grain:
        return small
    noise = Image.effect_noise(small.size, 60).convert("RGB")
    return Image.blend(small, ImageChops.overlay(small, noise), grain * 4)


def _font(size: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(round(size))


def _jpeg(drawn: Callable[[], Image.Image]) -> Callable[[], bytes]:
    return lambda: _bytes(drawn(), "JPEG", quality=84)


def _png(drawn: Callable[[], Image.Image]) -> Callable[[], bytes]:
    return lambda: _bytes(drawn(), "PNG")


def _bytes(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _proof() -> bytes:
    """Two covers as pages of a PDF."""
    out = io.BytesIO()
    first, second = _cover((198, 92, 44), PAPER, 3), _cover(PAPER, (120, 44, 32), 8)
    first.save(out, "PDF", save_all=True, append_images=[second])
    return out.getvalue()


def _captions() -> bytes:
    lines = ["Captions, autumn issue", ""]
    lines += [f"Page {page}\tThe pier at Lindholm, photographed on a Thursday." for page in range(4, 64)]
    return "\n".join(lines).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "harbour.jpg": _jpeg(lambda: _landscape(DUSK, 4, is_by_water=True)),
    "fields.jpg": _jpeg(lambda: _landscape(AUTUMN, 9, is_by_water=False)),
    "morning.jpg": _jpeg(lambda: _landscape(MORNING, 12, is_by_water=True, size=(720, 960))),
    "lake.jpg": _jpeg(lambda: _landscape(NOON, 21, is_by_water=True)),
    "cover-one.png": _png(lambda: _cover((32, 70, 74), (240, 196, 120), 3)),
    "cover-two.png": _png(lambda: _cover((198, 92, 44), PAPER, 6)),
    "cover-three.png": _png(lambda: _cover(PAPER, (120, 44, 32), 8)),
    "letter-from-oslo.jpg": _jpeg(_pressed_leaf),
    "contact-sheet.jpg": _jpeg(_contact_sheet),
    "subscriptions.png": _png(_chart),
    "whiteboard.jpg": _jpeg(_whiteboard),
    "cake.jpg": _jpeg(_cake),
    "proof-pages-1-2.pdf": _proof,
    "captions-final-final.txt": _captions,
}
