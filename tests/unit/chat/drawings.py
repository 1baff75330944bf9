"""Pictures for tests of attachments, and some that somebody with bad intentions would send."""

import io
import struct
import zlib

from PIL import Image

RED, BLUE = (220, 20, 20), (20, 20, 220)
TOP_TO_THE_RIGHT = 6
"""EXIF orientation: turn it by 90° to the right to see it upright."""


def picture(kind="JPEG", size=(400, 300), colour=RED, mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def telling_photo(size=(400, 300)):
    """A JPEG that knows where it was taken, by which camera and by whom, lying on its side, blue on the left."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = TOP_TO_THE_RIGHT
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SecretComment")
    return out.getvalue()


def moving(frames=3, size=(60, 40), **options):
    """A GIF of several frames."""
    images = [Image.new("RGB", size, (number * 80 % 256, 20, 20)) for number in range(frames)]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=80, loop=0, **options)
    return out.getvalue()


def bomb(width=60_000, height=60_000):
    """A PNG of a few hundred bytes that says it has 3,600 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def polyglot():
    """A GIF that is a page with a script, too, for whoever looks at it in another way."""
    return picture("GIF", (30, 20)) + b"<html><script>alert(document.domain)</script></html>"


def opened(data):
    return Image.open(io.BytesIO(data))
