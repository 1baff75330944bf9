"""Which files are pictures: four kinds, told by their first bytes and not by what the sender says."""

HEAD_BYTES = 16
"""So many first bytes tell a picture."""

_KINDS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"))


def kind_of(head: bytes) -> str | None:
    """JPEG, PNG, GIF or WEBP, whatever the file is called; None: no picture that we redraw."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for mark, kind in _KINDS if head.startswith(mark)), None)
