"""Mentions: whom a message speaks to, `@ana` by user name or `@all` for everybody in a group. Pure; the one rule.

Chat decides by it when a message is stored or edited, and its events carry what came of it; nobody else reads bodies
for names. Code, addresses and names inside of words speak to nobody. There is no `@here`: who is here is a hint, and a
count that rests on it could not be counted again from the log.
"""

import re
from collections.abc import Collection, Mapping, Sequence

ALL = "all"
"""In place of a user id: everybody who is a member. No account has this name."""
NAMES_LIMIT = 50
"""Names that one message can speak to; those behind them are text."""

Spoken = Sequence[tuple[str, ...]]
"""What each mention may mean, the longest name first: `@ana.` is `ana.` or, at the end of a sentence, `ana`."""

# A run of backticks up to the next run of as many; a fence that is not closed goes on to the end.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.*?)(?<!`)\1(?!`)|^```.*", re.DOTALL | re.MULTILINE)
_LETTER = "a-z0-9\u00c0-\u024f"
_MENTION = re.compile(
    rf"(?<![{_LETTER}@/])(?<![{_LETTER}]_)@([a-z0-9][a-z0-9._-]{{1,31}}+)(?![{_LETTER}@])",
    re.IGNORECASE | re.ASCII,
)


def spoken(body: str) -> Spoken:
    """The names that a body speaks to, in order, each once."""
    if "@" not in body:
        return ()
    found = dict.fromkeys(_readings(match.group(1).lower()) for match in _MENTION.finditer(_CODE.sub(" ", body)))
    return tuple(found)[:NAMES_LIMIT]


def usernames(names: Spoken) -> list[str]:
    """Every user name that may be meant; who has one of them is to be found out."""
    return list(dict.fromkeys(name for readings in names for name in readings if name != ALL))


def resolve(names: Spoken, user_ids: Mapping[str, str], members: Collection[str], *, is_group: bool) -> list[str]:
    """Whom of the members these names speak to, by id or ALL, in order, each once."""
    found: dict[str, None] = {}
    for readings in names:
        for name in readings:
            meant = ALL if name == ALL and is_group else user_ids.get(name, "")
            if meant == ALL or meant in members:
                found[meant] = None
                break
    return list(found)


def speaks_to(mentions: Collection[str], user_id: str) -> bool:
    return user_id in mentions or ALL in mentions


def _readings(name: str) -> tuple[str, ...]:
    whole = name.rstrip("._-")
    return (name,) if whole == name else (name, whole)
