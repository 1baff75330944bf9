"""How people are found by a part of their name through one ordinary index, without text search in the database.

Each account keeps a list of terms, and a query looks up exactly one of them: what its words begin with, or any two
or three characters inside. Equal terms are the only lookup that every database serves from an index on a list.
Case, accents and width do not matter.
"""

import unicodedata

PREFIX_LIMIT = 20
WORDS_LIMIT = 8
GRAM_SIZES = (2, 3)


def fold(text: str) -> str:
    """The text as it is compared: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(character for character in plain if not unicodedata.combining(character)).split())


def terms_of(username: str, display_name: str) -> list[str]:
    """The terms under which an account is found. What words begin with has a space in front."""
    terms: set[str] = set()
    for text in (fold(username), fold(display_name)):
        starts = [0, *(place + 1 for place, character in enumerate(text) if character == " ")]
        for start in starts[:WORDS_LIMIT]:
            word = text[start : start + PREFIX_LIMIT]
            terms.update(" " + word[:length] for length in range(1, len(word) + 1))
        for size in GRAM_SIZES:
            terms.update(text[place : place + size] for place in range(len(text) - size + 1))
    return sorted(terms)


def beginning(query: str) -> str:
    """The term of accounts where a word begins with this folded query."""
    return " " + query[:PREFIX_LIMIT]


def inside(query: str) -> str | None:
    """A term of all accounts that contain this folded query, and of some others; None when it is too short."""
    return query[: GRAM_SIZES[-1]] if len(query) >= GRAM_SIZES[0] else None


def has(query: str, username: str, display_name: str) -> bool:
    """Whether the folded query is part of one of the names."""
    return query in fold(username) or query in fold(display_name)
