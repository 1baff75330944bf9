"""Sessions: login, refresh, logout, and the list of devices that are logged in."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from services.auth.admissions import Admission
from services.auth.logins import Logins
from services.auth.profiles import Profiles
from services.auth.routes.client import client, drop_token, keep_token, refresh_token, require_own_page
from services.auth.sessions import Sessions
from services.auth.shapes import LoggedIn, SessionPage
from services.common.http import Reply, Routes
from services.common.shapes import Input
from services.common.tokens import Identity


class LoginInput(Input):
    """`login`: username or e-mail address. `code` is for a second factor, which no account has yet."""

    login: Annotated[str, Meta(max_length=2_000)]
    password: Annotated[str, Meta(max_length=2_000)]
    code: Annotated[str, Meta(max_length=64)] | None = None


def routes(logins: Logins, sessions: Sessions, profiles: Profiles, kept: timedelta) -> Routes:
    """`kept`: how long browsers keep the refresh token."""
    routes = Routes("auth", "sessions")

    def let_in(admission: Admission) -> Reply:
        cookie = keep_token(admission.tokens.refresh_token, int(kept.total_seconds()))
        return Reply(admission.answer(), headers=cookie)

    @routes.post("/login", status=200)
    def login(body: LoginInput) -> LoggedIn | Reply:
        """Log in with a password; sets the refresh cookie."""
        return let_in(logins.login(body.login, body.password, client()))

    @routes.post("/refresh", status=200)
    def refresh() -> LoggedIn | Reply:
        """Trade the refresh cookie for a new pair of tokens."""
        require_own_page()
        tokens = sessions.refresh(refresh_token(), client())
        return let_in(Admission(profiles.require(tokens.user_id), tokens))

    @routes.post("/logout", status=204)
    def logout() -> Reply:
        """End the session that the refresh cookie belongs to, if any."""
        require_own_page()
        sessions.end_by_token(refresh_token(), client())
        return Reply(None, status=204, headers=drop_token())

    @routes.get("/sessions")
    def list_sessions(identity: Identity) -> SessionPage:
        """The devices that are logged in as me, the last used first."""
        return SessionPage(sessions=sessions.all_of(identity.user_id, identity.session_id))

    @routes.delete("/sessions")
    def end_others(identity: Identity) -> None:
        """Log out all my other devices."""
        sessions.end_others(identity.user_id, identity.session_id, client())

    @routes.delete("/sessions/<session_id>")
    def end(identity: Identity, session_id: str) -> Reply:
        """Log out one of my devices."""
        sessions.end(identity.user_id, session_id, client())
        return Reply(None, status=204, headers=drop_token() if session_id == identity.session_id else {})

    return routes
