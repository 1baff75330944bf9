"""Emoji for reactions: what counts as one, and the one form in which it is kept.

The list is Unicode's, by the library `emoji`: whole sequences with skin tones, families and flags, and nothing else.
The same emoji can be written with and without the mark that asks for a picture; kept is the fully qualified form, so
that two people who mean the same react with the same.
"""

from emoji import EMOJI_DATA, STATUS

from services.common.errors import InvalidInput

LENGTH_LIMIT = 32
"""Characters; the longest emoji in the list has ten."""

_FULL = {facts["en"]: emoji for emoji, facts in EMOJI_DATA.items() if facts["status"] == STATUS["fully_qualified"]}


def clean(text: str) -> str:
    """The one emoji that this is. Raises InvalidInput for anything else."""
    facts = EMOJI_DATA.get(text) if len(text) <= LENGTH_LIMIT else None
    full = _FULL.get(facts["en"]) if facts else None
    if full is None:
        raise InvalidInput("A reaction is one emoji.", field="emoji")
    return full
