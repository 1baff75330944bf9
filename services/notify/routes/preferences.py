"""Reading and choosing what one wants to be told."""

from typing import Annotated

from msgspec import Meta

from services.common.http import Routes
from services.common.shapes import Id, Input
from services.common.tokens import Identity
from services.notify.levels import CHOICES_LIMIT, Level, Preferences
from services.notify.preferences import PreferenceBook


class PreferencesInput(Input):
    """The whole of it; conversations that are left out follow the default."""

    default_level: Level
    conversations: Annotated[dict[Id, Level], Meta(max_length=CHOICES_LIMIT)]


def preference_routes(preferences: PreferenceBook) -> Routes:
    routes = Routes("notify", "preferences")

    @routes.get("/preferences")
    def get_preferences(identity: Identity) -> Preferences:
        """What I want to be told."""
        return preferences.get(identity.user_id)

    @routes.put("/preferences")
    def put_preferences(identity: Identity, body: PreferencesInput) -> Preferences:
        """Replace what I want to be told."""
        chosen = Preferences(default_level=body.default_level, conversations=body.conversations)
        return preferences.put(identity.user_id, chosen)

    return routes
