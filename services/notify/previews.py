"""Previews: one line of a message for a notification, at most PREVIEW_LIMIT characters. Pure."""

import re
import unicodedata

from services.common.events import MessageCreatedData
from services.common.shapes import ConversationKind

PREVIEW_LIMIT = 140
ELLIPSIS = "…"

# Marks that turn the reading direction around would turn the rest of the line, too.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FIRST_STRONG_ISOLATE = "\u2068"
_END_OF_ISOLATE = "\u2069"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)
_JOINER = "\u200d"


def title(kind: ConversationKind, conversation_title: str | None, sender: str) -> str:
    """A direct conversation is known by its other member."""
    return sender if kind == "direct" else conversation_title or "Group"


def preview(kind: ConversationKind, sender: str, data: MessageCreatedData) -> str:
    """What was said, in a group after the name of who said it."""
    text = one_line(data.body) or ", ".join(one_line(attachment.name) for attachment in data.attachments)
    return shorten(text if kind == "direct" else f"{_isolated(one_line(sender), text)}: {text}", PREVIEW_LIMIT)


def _isolated(name: str, text: str) -> str:
    """The name such that a line of two directions reads in the order in which it was written.

    The marks also keep it from saying in which direction the line goes: that is the text's to say.
    """
    return f"{_FIRST_STRONG_ISOLATE}{name}{_END_OF_ISOLATE}" if _RIGHT_TO_LEFT.search(name + text) else name


def one_line(text: str) -> str:
    """The text with each run of white space as one space, and without control characters."""
    return " ".join(_UNWANTED.sub("", " ".join(text.split())).split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between things that a reader sees as one."""
    if len(text) <= limit:
        return text
    cut = limit - len(ELLIPSIS)
    while cut > 0 and _is_inside(text, cut):
        cut -= 1
    # One "character" longer than the line is cut anyway.
    return text[: cut or limit - len(ELLIPSIS)].rstrip() + ELLIPSIS


def _is_inside(text: str, cut: int) -> bool:
    """Whether the character at `cut` belongs to the one before it."""
    following, code = text[cut], ord(text[cut])
    if following == _JOINER or text[cut - 1] == _JOINER or unicodedata.category(following).startswith("M"):
        return True
    if code in _SKIN_TONES or code in _TAGS:
        return True
    if code in _FLAG_LETTERS:
        start = cut
        while start > 0 and ord(text[start - 1]) in _FLAG_LETTERS:
            start -= 1
        return (cut - start) % 2 == 1
    return False
