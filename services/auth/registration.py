"""Making an account and logging it in.

Called by routes.accounts. Everybody may, or only people with an invite, as the operator wants it. When several ask for
one username at once, the database's unique index lets one through.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from services.auth import audit, names
from services.auth.admissions import Admission
from services.auth.clients import Client
from services.auth.invites import Invites
from services.auth.limits import Allowance, Claim, Limits
from services.auth.passwords import Passwords
from services.auth.records import Account, Taken
from services.auth.sessions import Sessions
from services.auth.stores.accounts import AccountStore
from services.common import clock, ids
from services.common.errors import Conflict, InvalidInput, Problem, TooMany

COLOURS = 12
WINDOW_SECONDS, LONGEST_PAUSE_SECONDS = 600, 30
INVITE_REQUIRED = "invite_required"

_TAKEN = {
    "username": "This username is taken. Choose another one.",
    "email": "There is already an account with this e-mail address.",
}


class NewAccount(msgspec.Struct, kw_only=True, frozen=True):
    """As typed by the person."""

    username: str
    display_name: str
    password: str
    email: str | None
    invite: str | None


class Registration:
    def __init__(
        self,
        accounts: AccountStore,
        sessions: Sessions,
        passwords: Passwords,
        limits: Limits,
        invites: Invites,
        *,
        needs_invite: bool,
        per_address: int,
        now: Callable[[], datetime] = clock.now,
    ):
        self._accounts, self._sessions, self._passwords, self._limits = accounts, sessions, passwords, limits
        self._invites, self.needs_invite = invites, needs_invite
        self._allowance = Allowance("registrations", per_address, WINDOW_SECONDS, LONGEST_PAUSE_SECONDS)
        self._now = now

    def register(self, wanted: NewAccount, client: Client) -> Admission:
        """Raises InvalidInput or Conflict that names the field, TooMany, Unavailable."""
        username, email = names.clean_username(wanted.username), names.clean_email(wanted.email)
        display_name, password = names.clean_display_name(wanted.display_name), names.clean_password(wanted.password)
        if self.needs_invite and wanted.invite is None:
            message = "You need an invite link to make an account here. Ask somebody who is here already."
            raise InvalidInput(message, code=INVITE_REQUIRED, field="invite")
        self._require_free(username, email)
        claim = Claim(self._allowance, client.network())
        if wait := self._limits.take([claim]):
            audit.warn("registration slowed down", client)
            raise TooMany("Too many new accounts from your address. Wait a moment and try again.", retry=wait)
        try:
            password_hash = self._passwords.hash(password)
            account = self._insert(username, email, display_name, password_hash, wanted.invite)
        except Problem:
            self._limits.give_back([claim])
            raise
        tokens = self._sessions.start(account.id, client)
        audit.record("registered", client, user_id=account.id, session_id=tokens.session_id)
        return Admission(account, tokens)

    def _require_free(self, username: str, email: str | None) -> None:
        """Spares the work of hashing; what counts is the answer of the insert."""
        if self._accounts.find_by_login(username):
            raise Conflict(_TAKEN["username"], field="username")
        if email and self._accounts.find_by_login(email):
            raise Conflict(_TAKEN["email"], field="email")

    def _insert(
        self, username: str, email: str | None, display_name: str, password_hash: str, invite: str | None
    ) -> Account:
        user_id = ids.new_id()
        account = Account(
            id=user_id,
            username=username,
            email=email,
            password_hash=password_hash,
            display_name=display_name,
            colour=int(user_id, 16) % COLOURS,
            status_text="",
            avatar=None,
            created_at=self._now(),
        )
        if invite is not None:
            self._invites.use(invite, user_id)
        try:
            self._accounts.insert(account)
        except Taken as taken:
            if invite is not None:
                self._invites.give_back(invite, user_id)
            raise Conflict(_TAKEN[taken.field], field=taken.field) from taken
        return account
