"""Levels: how much of a conversation somebody wants to hear of, at a moment.

Pure. Kept by stores.preferences, chosen through preferences.py, asked for by deciding.py.
"""

from datetime import datetime

from services.common import clock
from services.common.shapes import Level, Preferences

CHOICES_LIMIT = 1_000
"""Conversations for which one person may choose something of their own."""
LONGEST_MUTE_SECONDS = 366 * 24 * 3600
"""Who wants to hear nothing for longer chooses the level `nothing`."""

UNCHANGED = Preferences()
"""Of those who never chose anything."""


def level_at(preferences: Preferences, conversation_id: str, now: datetime) -> Level:
    """What counts at this moment: nothing while it is muted, else what was chosen."""
    until = preferences.muted_until.get(conversation_id)
    if until is not None and clock.from_iso(until) > now:
        return "nothing"
    return preferences.conversations.get(conversation_id, preferences.default_level)


def past_mutes(preferences: Preferences, now: datetime) -> list[str]:
    """Conversations whose mute is over."""
    return [one for one, until in preferences.muted_until.items() if clock.from_iso(until) <= now]
