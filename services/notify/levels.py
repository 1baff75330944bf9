"""Levels: how much of a conversation somebody wants to hear of, at a moment.

What is chosen for a conversation holds there; where nothing is, the default does (decision 028 has the table). Pure.
Kept by stores.preferences, chosen through preferences.py, asked for by deciding.py.
"""

from datetime import datetime

from services.common import clock
from services.common.shapes import ConversationKind, Level, Preferences

CHOICES_LIMIT = 1_000
"""Conversations for which one person may choose something of their own."""
LONGEST_MUTE_SECONDS = 366 * 24 * 3600
"""Who wants to hear nothing for longer chooses the level `nothing`."""
LONGEST_PAUSE_SECONDS = 7 * 24 * 3600
"""A pause is a rest from everything; it must not be forgotten."""

UNCHANGED = Preferences()
"""Of those who never chose anything."""


def level_at(preferences: Preferences, conversation_id: str, kind: ConversationKind, now: datetime) -> Level:
    """What counts at this moment: nothing while it is muted, else what was chosen."""
    until = preferences.muted_until.get(conversation_id)
    if until is not None and clock.from_iso(until) > now:
        return "nothing"
    return preferences.conversations.get(conversation_id) or _by_default(preferences.default_level, kind)


def past_mutes(preferences: Preferences, now: datetime) -> list[str]:
    """Conversations whose mute is over."""
    return [one for one, until in preferences.muted_until.items() if clock.from_iso(until) <= now]


def _by_default(level: Level, kind: ConversationKind) -> Level:
    """What is said to one person alone is meant for them, whether or not it names them."""
    return "all" if level == "mentions" and kind == "direct" else level
