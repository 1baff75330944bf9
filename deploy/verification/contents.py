"""What files hold: bytes and pictures made from the plan's seed, and how two of them are compared.

Used by uploading.py and downloading.py. A picture comes back redrawn, so of it the pixels are compared and not the
bytes; it is a PNG, which loses none of them.
"""

import hashlib
import io
import random

from PIL import Image, UnidentifiedImageError

from deploy.verification.plan import File
from deploy.verification.records import Looks

NO_PICTURE = Looks("no picture")


def content(seed: int, file: File) -> bytes:
    """The bytes of a planned file."""
    rng = random.Random(f"{seed}:{file.name}")  # noqa: S311 - must repeat
    if not file.is_picture:
        # Nothing that begins as a picture does.
        return b"verify " + rng.randbytes(file.size - 7)
    out = io.BytesIO()
    Image.frombytes("RGB", (file.width, file.height), rng.randbytes(3 * file.width * file.height)).save(out, "PNG")
    return out.getvalue()


def looks(raw: bytes, *, is_picture: bool) -> Looks:
    """What is compared of these bytes; NO_PICTURE for what should be one and is none."""
    if not is_picture:
        return Looks(_digest(raw))
    try:
        with Image.open(io.BytesIO(raw)) as picture:
            return Looks(_digest(picture.convert("RGB").tobytes()), *picture.size)
    except (OSError, SyntaxError, UnidentifiedImageError):
        # As Pillow calls what ends too early or is broken.
        return NO_PICTURE


def _digest(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=8).hexdigest()
