"""Draws an avatar of a picture; common/pictures/program.py, which opened it under guard, calls `draw`.

Of moving pictures the first frame counts. Metadata (place, camera) is dropped; its one useful fact, which way is up, is
applied. It runs alone, without anything else of ours.
"""

import base64
import io

from PIL import Image, ImageOps

SIDE = 256
QUALITY = 85


def draw(picture: Image.Image, kind: str) -> dict[str, object]:
    """avatar: WebP, SIDE × SIDE, from the middle of the picture, in base64."""
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
    return {"avatar": base64.b64encode(out.getvalue()).decode()}
