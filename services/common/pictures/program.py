"""Redraws one picture: `program.py DRAWING PIXELS_LIMIT KIND ARGUMENTS…`, the program that redrawing.py starts.

The picture comes on standard input. Nothing of ours is loaded but the DRAWING, a file with a function
`draw(picture, kind, *ARGUMENTS)`, and no secrets are given, so that a mistake in a decoder finds nothing here; the
system holds it to memory, time and size of file. The size is looked at before anything is decoded.
"""

import json
import os
import resource
import runpy
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

from PIL import (
    GifImagePlugin,  # noqa: F401 - loaded here, so that no other kind is ever tried
    Image,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
FILE_BYTES = 64 << 20

TOO_LARGE = "This picture has more than {millions} million pixels."
DAMAGED = "This picture is damaged or of an unusual kind."

Draw = Callable[..., dict[str, object]]


def main(drawing: str, pixels_limit: str, kind: str, *arguments: str) -> int:
    """Writes what became of it to standard output, as JSON. The exit code."""
    _hold_back()
    draw: Draw = runpy.run_path(drawing)["draw"]
    json.dump(redraw(draw, int(pixels_limit), kind, sys.stdin.buffer, *arguments), sys.stdout)
    return 0


def redraw(draw: Draw, pixels_limit: int, kind: str, source: BinaryIO, *arguments: Any) -> dict[str, object]:
    """What `draw` says of the picture, or {problem} for the person who sent it."""
    # Looked at by Pillow when it has read the header and before it decodes; what is a warning there is an error here.
    Image.MAX_IMAGE_PIXELS = pixels_limit
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=[kind]) as picture:
            return draw(picture, kind, *arguments)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"problem": TOO_LARGE.format(millions=pixels_limit // 1_000_000)}
    except Exception:
        # Decoders meet broken files with all sorts of errors; none of them is ours.
        return {"problem": DAMAGED}


def _hold_back() -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
