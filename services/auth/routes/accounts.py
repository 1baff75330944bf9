"""Registration, and who may. Exact bounds are checked by names.py, which says them in words."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from services.auth.registration import NewAccount, Registration
from services.auth.routes.client import client, keep_token
from services.auth.shapes import LoggedIn
from services.common.http import Reply, Routes
from services.common.shapes import Answer, Input

Line = Annotated[str, Meta(max_length=2_000)]


class RegisterInput(Input):
    username: Line
    display_name: Line
    password: Line
    email: Line | None = None
    invite: Line | None = None


class RegistrationRules(Answer):
    """Whether making an account here takes an invite link."""

    needs_invite: bool


def routes(registration: Registration, kept: timedelta) -> Routes:
    """`kept`: how long browsers keep the refresh token."""
    routes = Routes("auth", "accounts")

    @routes.post("/register")
    def register(body: RegisterInput) -> LoggedIn | Reply:
        """Make an account and log it in; sets the refresh cookie."""
        wanted = NewAccount(
            username=body.username,
            display_name=body.display_name,
            password=body.password,
            email=body.email,
            invite=body.invite,
        )
        admission = registration.register(wanted, client())
        cookie = keep_token(admission.tokens.refresh_token, int(kept.total_seconds()))
        return Reply(admission.answer(), status=201, headers=cookie)

    @routes.get("/registration")
    def get_registration() -> RegistrationRules:
        """Who may make an account here; for the page that offers it."""
        return RegistrationRules(needs_invite=registration.needs_invite)

    return routes
