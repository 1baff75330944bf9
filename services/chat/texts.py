"""Whether a text shows anything at all."""

import unicodedata

# Separators, controls, formats (zero-width and direction marks), unassigned: nothing of them is seen alone.
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cn"}
# Letters and symbols by category, yet drawn as empty space.
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}


def is_blank(text: str) -> bool:
    """True for nothing, white space, zero-width characters and the like."""
    return all(unicodedata.category(character) in _INVISIBLE or character in _BLANK_LETTERS for character in text)
