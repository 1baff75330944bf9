"""Pictures: what is taken, what comes out, and what is refused."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from services.auth import avatar_drawing, images
from services.common import subjects
from services.common.pictures import program
from services.common.pictures.kinds import kind_of

RED, GREEN, BLUE = (220, 20, 20), (20, 220, 20), (20, 20, 220)


def picture(kind="PNG", size=(400, 300), colour=RED, mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def told_of(data):
    """What the program answers, without a process for each."""
    return program.redraw(avatar_drawing.draw, images.PIXELS_LIMIT, kind_of(data), io.BytesIO(data))


def avatar_of(data):
    return base64.b64decode(told_of(data)["avatar"])


def looks_like(pixel, colour):
    return all(abs(got - wanted) < 30 for got, wanted in zip(pixel[:3], colour, strict=True))


def put(browser, data, content_type="image/png"):
    return browser.call("PUT", "/me/avatar", data=data, content_type=content_type)


def shown(browser, url):
    return browser.call("GET", url.removeprefix("/api/auth"))


def test_a_picture_is_kept_announced_and_public(auth, ana, audit):
    answer = put(ana, picture())
    assert answer.status_code == 200
    url = answer.json["avatar_url"]
    assert ana.call("GET", "/me").json == answer.json
    assert auth.bus.said_on(subjects.USER_CHANGED)[-1]["user"]["avatar_url"] == url
    seen = shown(auth.browser(), url)
    assert (seen.status_code, seen.content_type) == (200, "image/webp")
    assert "immutable" in seen.headers["Cache-Control"]
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    image = opened(seen.data)
    assert (image.format, image.size) == ("WEBP", (256, 256))
    assert looks_like(image.getpixel((128, 128)), RED)
    assert audit()[-1]["fields"] == ["avatar"]


def test_a_new_picture_has_a_new_address_and_the_old_one_is_gone(auth, ana):
    first = put(ana, picture()).json["avatar_url"]
    second = put(ana, picture(colour=BLUE)).json["avatar_url"]
    assert first != second
    assert shown(ana, first).status_code == 404
    assert looks_like(opened(shown(ana, second).data).getpixel((9, 9)), BLUE)


def test_a_removed_picture_is_gone(auth, ana):
    url = put(ana, picture()).json["avatar_url"]
    answer = ana.call("DELETE", "/me/avatar")
    assert (answer.status_code, answer.json["avatar_url"]) == (200, None)
    assert shown(ana, url).status_code == 404
    assert not auth.stores.pictures.by_name
    assert ana.call("DELETE", "/me/avatar").status_code == 200


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (1, 3_000), (400, 300), (3_000, 2_000)])
def test_four_kinds_of_any_proportion_are_taken(kind, size):
    image = opened(avatar_of(picture(kind, size)))
    assert (image.format, image.size) == ("WEBP", (256, 256))
    assert looks_like(image.convert("RGB").getpixel((128, 128)), RED)


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "L", 128),
        ("PNG", "1", 1),
        ("PNG", "P", 0),
        ("PNG", "LA", (9, 9)),
        ("PNG", "I;16", 9),
        ("JPEG", "CMYK", 0),
    ],
)
def test_unusual_colours_are_taken(kind, mode, colour):
    assert opened(avatar_of(picture(kind, colour=colour, mode=mode))).size == (256, 256)


def test_what_was_transparent_stays_transparent():
    assert opened(avatar_of(picture(mode="RGBA", colour=(0, 0, 0, 0)))).getpixel((9, 9))[3] == 0


def test_the_middle_is_shown():
    wide = Image.new("RGB", (900, 300), RED)
    wide.paste(GREEN, (300, 0, 600, 300))
    out = io.BytesIO()
    wide.save(out, "PNG")
    square = opened(avatar_of(out.getvalue()))
    assert all(looks_like(square.getpixel(place), GREEN) for place in ((8, 8), (248, 8), (8, 248), (248, 248)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_turned_the_right_way_up(kind):
    sideways = Image.new("RGB", (300, 300), RED)
    sideways.paste(BLUE, (0, 0, 150, 300))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held so that the left side is up
    out = io.BytesIO()
    sideways.save(out, kind, exif=exif)
    upright = opened(avatar_of(out.getvalue()))
    assert looks_like(upright.getpixel((128, 20)), BLUE)
    assert looks_like(upright.getpixel((128, 236)), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_is_kept(kind):
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = picture(kind, exif=exif, icc_profile=profile)
    assert b"secret" in data
    kept = avatar_of(data)
    assert b"secret" not in kept
    assert not {"exif", "xmp", "icc_profile"} & set(opened(kept).info)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_stands_still_on_its_first_frame(kind):
    frames = [Image.new("RGB", (80, 80), colour) for colour in (GREEN, RED, BLUE)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    still = opened(avatar_of(out.getvalue()))
    assert getattr(still, "n_frames", 1) == 1
    assert looks_like(still.convert("RGB").getpixel((128, 128)), GREEN)


def png_that_claims(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        png_that_claims(5_000, 5_000),
        png_that_claims(40_000, 40_000),
        png_that_claims(2**31 - 1, 2**31 - 1),
        png_that_claims(0, 0),
        png_that_claims(100, 100)[:60],
        picture("JPEG")[:300],
        picture("JPEG")[:3] + b"\0" * 500,
        picture("WEBP")[:20],
        picture("GIF")[:12],
        b"GIF89a" + b"\xff" * 100,
        b"RIFF\xff\xff\xff\xffWEBP" + b"VP8X" * 30,
        b"\x89PNG\r\n\x1a\n",
        picture("BMP"),
        picture("TIFF"),
        picture("PDF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"\0",
        b"",
    ],
)
def test_bombs_and_what_is_no_picture_are_refused(auth, ana, data):
    answer = put(ana, data)
    assert (answer.status_code, answer.json["error"]["field"]) == (422, "avatar")
    assert ana.call("GET", "/me").json["avatar_url"] is None
    assert not auth.stores.pictures.by_name


def test_what_the_sender_says_about_the_kind_does_not_count(ana):
    assert put(ana, picture("JPEG"), "text/html").status_code == 200
    assert put(ana, b"<html>", "image/png").status_code == 422


def test_too_many_bytes_are_refused(ana):
    assert put(ana, b"\x89PNG\r\n\x1a\n" + b"\0" * 5_000_000).status_code == 413
    assert put(ana, b"\0" * 6_000_000).status_code == 413


@pytest.mark.parametrize("name", ["0" * 32, "nonsense", "..%2fme", "0" * 33, "A" * 32])
def test_a_picture_that_is_not_there_is_not_found(auth, name):
    assert auth.browser().call("GET", f"/avatars/{name}.webp").status_code == 404


def test_the_largest_picture_that_is_taken_is_taken():
    side = int(images.PIXELS_LIMIT**0.5)
    assert opened(avatar_of(picture("JPEG", (side, side)))).size == (256, 256)
    assert "24 million" in told_of(picture("JPEG", (side + 2, side + 2)))["problem"]
