"""What people write in one line, and whether a text shows anything at all."""

import re
import unicodedata

from services.common.errors import InvalidInput

# Separators, controls, formats (zero-width and direction marks), unassigned: nothing of them is seen alone.
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cn"}
# Letters and symbols by category, yet drawn as empty space.
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}

# Line breaks, and marks that turn the direction of the text around a name.
_DISTURBING = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(text: str, field: str) -> str:
    """The text without space around it. Raises InvalidInput for line breaks, controls and marks that turn direction."""
    line = unicodedata.normalize("NFC", text).strip()
    if has_control(line) or _DISTURBING.search(line):
        raise InvalidInput("Leave out line breaks and control characters.", field=field)
    return line


def has_control(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def is_blank(text: str) -> bool:
    """True for nothing, white space, zero-width characters and the like."""
    return all(unicodedata.category(character) in _INVISIBLE or character in _BLANK_LETTERS for character in text)
