"""Turning whatever was sent as a picture into a small square WebP that carries nothing else.

Called by avatars, in a thread. Only four kinds are read, told by their first bytes and not by what the sender says;
the size is looked at before anything is decoded. Of moving pictures the first frame counts. Metadata (place, camera)
is dropped; its one useful fact, which way is up, is applied.
"""

import io
import warnings

# Loaded here so that workers share them and no thread imports.
from PIL import (
    GifImagePlugin,  # noqa: F401
    Image,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from services.common.errors import InvalidInput

SIDE = 256
PIXELS_LIMIT = 24_000_000
QUALITY = 85

_KINDS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF"))

# Looked at by Pillow when it has read the header and before it decodes; what was a warning is an error here.
Image.MAX_IMAGE_PIXELS = PIXELS_LIMIT
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def avatar_of(data: bytes) -> bytes:
    """WebP, SIDE × SIDE, from the middle of the picture. Raises InvalidInput for what is not a sound picture."""
    kind = _kind(data)
    if kind is None:
        raise InvalidInput("Send a JPEG, PNG, WebP or GIF picture.", field="avatar")
    try:
        return _redrawn(data, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        millions = PIXELS_LIMIT // 1_000_000
        raise InvalidInput(f"This picture has more than {millions} million pixels.", field="avatar") from error
    except Exception as error:
        # Decoders meet broken files with all sorts of errors; none of them is ours.
        raise InvalidInput("This picture is damaged or of an unusual kind.", field="avatar") from error


def _kind(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for mark, kind in _KINDS if data.startswith(mark)), None)


def _redrawn(data: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        # JPEG can be decoded at a fraction of its size; other kinds ignore this.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        colours = "RGBA" if picture.has_transparency_data else "RGB"
        # The middle square is the same whichever way is up, so the small picture is turned and not the large one.
        square = ImageOps.fit(picture.convert(colours), (SIDE, SIDE), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(square)
        # A new picture: whatever the old one carried stays behind.
        plain = Image.new(colours, (SIDE, SIDE))
        plain.paste(upright)
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=QUALITY, method=4)
        return out.getvalue()
