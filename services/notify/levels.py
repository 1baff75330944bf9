"""Levels: how much of a conversation somebody wants to hear of.

Pure. Kept by stores.preferences, chosen through preferences.py, asked for by deciding.py.
"""

from typing import Annotated, Literal

from msgspec import Meta

from services.common.shapes import Answer, Id

Level = Literal["all", "mentions", "nothing"]

CHOICES_LIMIT = 1_000
"""Conversations for which one person may choose a level of their own."""


class Preferences(Answer):
    """What one person wants to hear: `default_level`, but for the conversations named."""

    default_level: Level = "all"
    conversations: Annotated[dict[Id, Level], Meta(max_length=CHOICES_LIMIT)] = {}

    def level(self, conversation_id: str) -> Level:
        return self.conversations.get(conversation_id, self.default_level)


UNCHANGED = Preferences()
"""Of those who never chose anything."""
