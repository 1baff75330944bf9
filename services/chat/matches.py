"""Matches: whether a text answers to what is sought, where, and a piece of it to show.

Called by findings.py for each message that may answer. What is sought is words, each anywhere in the text, in any
order; what stands in "quotes" is one, spaces included.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.chat.folding import fold, fold_with_origins
from services.common.errors import InvalidInput

QUERY_LIMIT = 200
"""Characters of a query."""
TERMS_LIMIT = 16
SNIPPET = 160
"""Characters of a snippet, more or less."""
BEFORE = 48
"""Of those, how many stand before the first match at most."""
NEAR = 16
"""So far a cut is moved to stand between words."""
ELLIPSIS = "…"

_TERM = re.compile(r'"([^"]*)"?|([^"\s]+)')

Span = tuple[int, int]


class Snippet(NamedTuple):
    """A piece of a text in one line; `matches` are [from, to) in it, in UTF-16 units, in order and apart."""

    text: str
    matches: list[Span]


def terms_of(query: str) -> list[str]:
    """The folded terms of a query. Raises InvalidInput when there is nothing to look for, or too much."""
    if len(query) > QUERY_LIMIT:
        raise InvalidInput(f"Search for at most {QUERY_LIMIT} characters.", field="query")
    found = (fold(quoted or plain).strip() for quoted, plain in _TERM.findall(query))
    terms = list(dict.fromkeys(term for term in found if term))
    if not terms:
        raise InvalidInput("Say what to search for.", field="query")
    return terms[:TERMS_LIMIT]


def answers(text: str, terms: Sequence[str]) -> bool:
    """Whether each term is somewhere in the text."""
    folded = fold(text)
    return all(term in folded for term in terms)


def snippet_of(text: str, terms: Sequence[str]) -> Snippet:
    """The piece of the text around its first match."""
    spans = _spans(text, terms)
    first, last = _window(text, spans[0][0] if spans else 0)
    head, tail = ELLIPSIS if first else "", ELLIPSIS if last < len(text) else ""
    piece = head + re.sub(r"\s", " ", text[first:last]) + tail
    within = [
        (max(start, first) - first + len(head), min(end, last) - first + len(head))
        for start, end in spans
        if start < last and end > first
    ]
    units = [0]
    for character in piece:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    return Snippet(piece, [(units[start], units[end]) for start, end in within])


def _spans(text: str, terms: Sequence[str]) -> list[Span]:
    """Where terms stand in the text, in its own characters; those that touch as one."""
    folded, origins = fold_with_origins(text)
    found: list[Span] = []
    for term in terms:
        at = folded.find(term)
        while at >= 0:
            end = at + len(term)
            # What was folded away behind a match, as an accent of its own, belongs to it.
            found.append((origins[at], origins[end] if end < len(origins) else len(text)))
            at = folded.find(term, end)
    joined: list[Span] = []
    for start, end in sorted(found):
        # Half of a character, as the first s of a ß, is shown as the whole.
        end = max(end, start + 1)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _window(text: str, match: int) -> Span:
    """Where to cut so that the match is seen, between words where one is near."""
    first = max(0, match - BEFORE)
    last = min(len(text), first + SNIPPET)
    first = max(0, min(first, last - SNIPPET))
    if first and (space := re.search(r"\s", text[first : min(first + NEAR, match)])):
        first += space.end()
    if last < len(text):
        spaces = [one.start() for one in re.finditer(r"\s", text[max(last - NEAR, match) : last])]
        last = max(last - NEAR, match) + spaces[-1] if spaces and spaces[-1] > 0 else last
    return first, last
