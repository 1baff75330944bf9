"""Reading and choosing what one wants to be told."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from services.common.errors import NotFound
from services.common.http import Routes
from services.common.ids import is_id
from services.common.shapes import Id, Input, Level, Preferences
from services.common.tokens import Identity
from services.notify.levels import CHOICES_LIMIT
from services.notify.preferences import PreferenceBook

Moment = Annotated[datetime, Meta(tz=True)]


class PreferencesInput(Input):
    """The whole of it; conversations that are left out follow the default and are not muted."""

    default_level: Level
    conversations: Annotated[dict[Id, Level], Meta(max_length=CHOICES_LIMIT)]
    muted_until: Annotated[dict[Id, Moment], Meta(max_length=CHOICES_LIMIT)] = {}
    paused_until: Moment | None = None


class ChoiceInput(Input):
    """For one conversation. `level`: null follows the default; `muted_until`: null is not muted, a year at most."""

    level: Level | None
    muted_until: Moment | None


class DefaultInput(Input):
    """Of every conversation for which nothing of its own is chosen; `mentions` still tells all of direct ones."""

    level: Level


class PauseInput(Input):
    """`until`: null ends it, a week at most."""

    until: Moment | None


def preference_routes(preferences: PreferenceBook) -> Routes:
    routes = Routes("notify", "preferences")

    @routes.get("/preferences")
    def get_preferences(identity: Identity) -> Preferences:
        """What I want to be told."""
        return preferences.get(identity.user_id)

    @routes.put("/preferences")
    def put_preferences(identity: Identity, body: PreferencesInput) -> Preferences:
        """Replace what I want to be told."""
        return preferences.replace(
            identity.user_id, body.default_level, body.conversations, body.muted_until, body.paused_until
        )

    @routes.put("/preferences/default")
    def choose_default(identity: Identity, body: DefaultInput) -> Preferences:
        """Choose what counts by default, and leave what is chosen for conversations."""
        return preferences.choose_default(identity.user_id, body.level)

    @routes.put("/preferences/pause")
    def pause(identity: Identity, body: PauseInput) -> Preferences:
        """Let no device of mine interrupt until a moment; what I am told is listed as ever."""
        return preferences.pause(identity.user_id, body.until)

    @routes.put("/preferences/conversations/<conversation_id>")
    def choose(identity: Identity, conversation_id: str, body: ChoiceInput) -> Preferences:
        """Choose for one conversation, and leave what other devices choose for others."""
        if not is_id(conversation_id):
            raise NotFound("conversation")
        return preferences.choose(identity.user_id, conversation_id, body.level, body.muted_until)

    return routes
