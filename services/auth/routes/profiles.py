"""Profiles: one's own, and those of others."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.auth.people import People
from services.auth.profiles import Profiles
from services.auth.routes.client import client
from services.auth.shapes import Me, UserPage
from services.common import ids
from services.common.errors import InvalidInput
from services.common.http import Routes
from services.common.shapes import Input
from services.common.tokens import Identity

IDS_LIMIT = 100


class ProfileInput(Input):
    """Whatever is left out stays as it is."""

    display_name: Annotated[str, Meta(max_length=2_000)] | UnsetType = UNSET
    colour: Annotated[int, Meta(ge=0, le=11)] | UnsetType = UNSET
    status_text: Annotated[str, Meta(max_length=2_000)] | UnsetType = UNSET


class UsersQuery(Input):
    """Either `query`, a part of a name, or `ids`, separated by commas."""

    query: Annotated[str, Meta(max_length=100)] = ""
    ids: Annotated[str, Meta(max_length=25 * IDS_LIMIT)] = ""


def routes(profiles: Profiles, people: People) -> Routes:
    routes = Routes("auth", "profiles")

    @routes.get("/me")
    def me(identity: Identity) -> Me:
        """My own profile."""
        return profiles.require(identity.user_id).me()

    @routes.patch("/me")
    def change(identity: Identity, body: ProfileInput) -> Me:
        """Change my display name, colour or status text."""
        return profiles.change(identity.user_id, msgspec.to_builtins(body), client()).me()

    @routes.get("/users")
    def users(identity: Identity, query: UsersQuery) -> UserPage:
        """Up to 20 people by a part of their name, or up to 100 by their ids."""
        if query.ids and query.query:
            raise InvalidInput("Give query or ids, not both.", field="ids")
        return UserPage(users=profiles.of(_ids(query.ids)) if query.ids else people.search(query.query))

    return routes


def _ids(text: str) -> list[str]:
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    if len(wanted) > IDS_LIMIT or not all(ids.is_id(user_id) for user_id in wanted):
        raise InvalidInput(f"Give at most {IDS_LIMIT} user ids, separated by commas.", field="ids")
    return wanted
