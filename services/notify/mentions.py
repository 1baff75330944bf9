"""Mentions: the user names that a message speaks to, `@ana` at the start of a word. Pure."""

import re

_MENTION = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{1,31})", re.IGNORECASE)


def usernames(body: str) -> set[str]:
    """Every user name that may be meant; `@ana.` at the end of a sentence may be `ana` or `ana.`."""
    found = {match.group(1).lower() for match in _MENTION.finditer(body)} if "@" in body else set()
    return found | {name.rstrip("._-") for name in found}
