"""Redraws one picture that a stranger sent: `redrawing.py KIND SOURCE FOLDER`, a program that pictures.py runs.

It imports nothing of ours and is given no secrets, so that a mistake in a decoder finds nothing here; the system
holds it to memory, time and size of file. It writes `picture` and `thumbnail` into FOLDER and says on standard output
what they are. What the old file carried besides (place, camera, comments, a second file behind its end) stays behind:
only pixels are taken over, turned upright and in sRGB. The size is looked at before anything is decoded.
"""

import base64
import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from PIL import (
    GifImagePlugin,  # noqa: F401 - loaded here, so that no other kind is ever tried
    Image,
    ImageCms,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

PIXELS_LIMIT = 50_000_000
"""More than any telephone takes."""
LONGEST_SIDE = 3840
THUMBNAIL = (960, 720)
"""Twice the largest size in a conversation."""
PLACEHOLDER_SIDE = 20
FRAMES_LIMIT = 300
MOVING_PIXELS_LIMIT = 40_000_000
"""Of all frames together; what is beyond is shown by its first frame."""
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
FILE_BYTES = 64 << 20

TOO_LARGE = f"This picture has more than {PIXELS_LIMIT // 1_000_000} million pixels."
DAMAGED = "This picture is damaged or of an unusual kind."

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_OPTIONS = {"JPEG": {"quality": 88, "progressive": True, "optimize": True}, "WEBP": {"quality": 88, "method": 4}}
_HOW_TO_SHOW = {"quality": 80, "method": 4}


def main(kind: str, source: str, folder: str) -> int:
    """Writes what became of it to standard output, or {problem} for the person who sent it. The exit code."""
    _hold_back()
    Image.MAX_IMAGE_PIXELS = PIXELS_LIMIT
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    try:
        told = redraw(kind, Path(source), Path(folder))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        told = {"problem": TOO_LARGE}
    except Exception:
        # Decoders meet broken files with all sorts of errors; none of them is ours.
        told = {"problem": DAMAGED}
    json.dump(told, sys.stdout)
    return 0


def redraw(kind: str, source: Path, folder: Path) -> dict[str, object]:
    """What became of the picture: content_type, width, height, placeholder (base64)."""
    with Image.open(source, formats=[kind]) as picture:
        # Decodes a large JPEG at a fraction of its size; other kinds ignore this.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        is_moving = kind == "GIF" and _is_moving(picture)
        still = _still(picture)
        kept_as = "PNG" if kind == "GIF" and not is_moving else kind
        if is_moving:
            _save_moving(picture, folder / "picture")
        else:
            still.save(folder / "picture", kept_as, **_OPTIONS.get(kept_as, {}))
    small = still.copy()
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(folder / "thumbnail", "WEBP", **_HOW_TO_SHOW)
    return {
        "content_type": CONTENT_TYPES[kept_as],
        "width": still.width,
        "height": still.height,
        "placeholder": _placeholder(small),
    }


def _hold_back() -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
