"""Titles of groups: 1–100 characters that show something."""

from services.common.errors import InvalidInput
from services.common.texts import is_blank, one_line

TITLE_LIMIT = 100


def clean(title: str) -> str:
    """The title without white space around it. Raises InvalidInput."""
    cleaned = " ".join(one_line(title, "title").split())
    if is_blank(cleaned):
        raise InvalidInput("Give the group a name.", field="title")
    if len(cleaned) > TITLE_LIMIT:
        raise InvalidInput(f"A name has at most {TITLE_LIMIT} characters.", field="title")
    return cleaned
