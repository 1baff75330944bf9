"""Names of files as people gave them: cleaned when they come in, written safely into a header. Pure."""

import re
import unicodedata
from urllib.parse import quote

NAME_LIMIT = 120
"""Characters; the ending is kept when the rest is cut."""

FALLBACK = "file"
_SEPARATORS = re.compile(r"[/\\]")
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# What is none in a name on some system: in a shell, on Windows, in a header.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}


def clean(name: str) -> str:
    """The last part of a path, in one line, without what turns its direction or is not allowed in names; never
    empty."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if unicodedata.category(character) not in _UNWANTED)
    line = " ".join(_FORBIDDEN.sub("_", visible).split()).strip(" .")
    return _shortened(line) or FALLBACK


def with_ending(name: str, content_type: str) -> str:
    """The name with an ending that fits a picture: what was redrawn may be of another kind than it said."""
    endings = _ENDINGS.get(content_type, ())
    if not endings or name.lower().endswith(endings):
        return name
    stem, dot, ending = name.rpartition(".")
    is_of_picture = f".{ending.lower()}" in {one for some in _ENDINGS.values() for one in some}
    return _shortened((stem if dot and is_of_picture else name) + endings[0])


def content_disposition(name: str) -> str:
    """`attachment` with the name, RFC 6266: plain for old programs, exact for the others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", plain).strip(" .") or FALLBACK
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _shortened(name: str) -> str:
    if len(name) <= NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 12:
        return name[:NAME_LIMIT].rstrip(" .")
    return stem[: NAME_LIMIT - len(ending) - 1].rstrip(" .") + dot + ending
