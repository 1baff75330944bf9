"""Texts without what a search does not care about: case, accents, width, vowel marks of Arabic and Hebrew, ligatures.

Called by grams.py and matches.py. Each character is folded by itself, so a part of a text is a part of the folded text
too; that is what makes "any substring" true. White space becomes a space, what is invisible (joiners, variation
selectors, soft hyphens) nothing: "ß" finds "SS", "muller" finds "Müller", a heart finds a red heart.
"""

import unicodedata

KNOWN_LIMIT = 20_000
"""Characters remembered; more than any few languages have, and nobody can fill the memory with odd ones."""

# Marks that people leave out when they search. Others, as the vowel signs of Hindi or the voicing of Japanese, make
# another letter and stay.
_LEFT_OUT = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
)


def fold(text: str) -> str:
    return text.translate(_FOLDS)


def fold_with_origins(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters which one of the original it comes from."""
    parts = [fold(character) for character in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


class _Folds(dict[int, str]):
    """What becomes of each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < KNOWN_LIMIT:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(one for one in bare if not _is_left_out(one))


def _is_left_out(character: str) -> bool:
    if unicodedata.category(character) == "Cf":
        return True
    code = ord(character)
    return any(first <= code <= last for first, last in _LEFT_OUT)


_FOLDS = _Folds()
