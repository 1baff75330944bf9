"""Draws what a message shows of a picture; common/pictures/program.py, which opened it under guard, calls `draw`.

What the old file carried besides (place, camera, comments, a second file behind its end) stays behind: only pixels are
taken over, turned upright and in sRGB. It runs alone, without anything else of ours.
"""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, ImageSequence

LONGEST_SIDE = 3840
THUMBNAIL = (960, 720)
"""Twice the largest size in a conversation."""
PLACEHOLDER_SIDE = 20
FRAMES_LIMIT = 300
MOVING_PIXELS_LIMIT = 40_000_000
"""Of all frames together; what is beyond is shown by its first frame."""

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_OPTIONS = {"JPEG": {"quality": 88, "progressive": True, "optimize": True}, "WEBP": {"quality": 88, "method": 4}}
_HOW_TO_SHOW = {"quality": 80, "method": 4}


def draw(picture: Image.Image, kind: str, folder: str) -> dict[str, object]:
    """Writes `picture` and `thumbnail` into the folder. Says content_type, width, height and placeholder (base64)."""
    # Decodes a large JPEG at a fraction of its size; other kinds ignore this.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    is_moving = kind == "GIF" and _is_moving(picture)
    still = _still(picture)
    kept_as = "PNG" if kind == "GIF" and not is_moving else kind
    if is_moving:
        _save_moving(picture, Path(folder, "picture"))
    else:
        still.save(Path(folder, "picture"), kept_as, **_OPTIONS.get(kept_as, {}))
    small = still.copy()
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(Path(folder, "thumbnail"), "WEBP", **_HOW_TO_SHOW)
    return {
        "content_type": CONTENT_TYPES[kept_as],
        "width": still.width,
        "height": still.height,
        "placeholder": _placeholder(small),
    }


def _still(picture: Image.Image) -> Image.Image:
    """The (first) frame, not too large, upright, in sRGB; a new picture, so that the old one's extras stay behind."""
    colours = "RGBA" if picture.has_transparency_data else "RGB"
    drawn = _in_srgb(picture, colours)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(drawn)
    plain = Image.new(colours, upright.size)
    plain.paste(upright)
    return plain


def _in_srgb(picture: Image.Image, colours: str) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=colours)
        except (ImageCms.PyCMSError, ValueError, OSError):
            return picture.convert(colours)
        if changed is not None:
            return changed
    return picture.convert(colours)


def _is_moving(picture: Image.Image) -> bool:
    """Whether it moves and is small enough to go on moving. Counting stops where it is too much."""
    width, height = picture.size
    frames = 1
    if max(picture.size) > LONGEST_SIDE:
        return False
    try:
        while True:
            picture.seek(frames)
            frames += 1
            if frames > FRAMES_LIMIT or frames * width * height > MOVING_PIXELS_LIMIT:
                return False
    except EOFError:
        return frames > 1
    finally:
        picture.seek(0)


def _save_moving(picture: Image.Image, path: Path) -> None:
    times: list[int] = []
    loop = picture.info.get("loop")

    def frames() -> Iterator[Image.Image]:
        for frame in ImageSequence.Iterator(picture):
            times.append(max(20, int(frame.info.get("duration", 100) or 100)))
            plain = Image.new("RGBA", frame.size)
            plain.paste(frame.convert("RGBA"))
            yield plain

    first, *others = frames()
    again = {} if loop is None else {"loop": loop}
    first.save(path, "GIF", save_all=True, append_images=others, duration=times, disposal=2, **again)


def _placeholder(small: Image.Image) -> str:
    tiny = small.copy()
    tiny.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE), Image.Resampling.BOX)
    out = io.BytesIO()
    tiny.save(out, "WEBP", quality=30, method=4)
    return base64.b64encode(out.getvalue()).decode()
