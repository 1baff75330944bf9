"""Logging in with a password.

Called by routes.sessions. A wrong password and an unknown user cannot be told apart, by answer or by time. Guessing is
slowed down for an account from one address, for an address over all accounts, and for an account over all addresses
that it has not been used from: whoever tries passwords from everywhere does not keep the owner out at home.
"""

import hashlib

from services.auth import audit, names
from services.auth.admissions import Admission
from services.auth.clients import Client
from services.auth.limits import Allowance, Claim, Limits
from services.auth.passwords import Passwords
from services.auth.records import Account
from services.auth.sessions import Sessions
from services.auth.settings import AuthSettings
from services.auth.stores.accounts import AccountStore
from services.auth.stores.sessions import SessionStore
from services.common.errors import TooMany, Unauthenticated, Unavailable

HOUR_SECONDS, TEN_MINUTES_SECONDS = 3_600, 600
NOBODY = "nobody"


class Logins:
    def __init__(
        self,
        accounts: AccountStore,
        known: SessionStore,
        sessions: Sessions,
        passwords: Passwords,
        limits: Limits,
        settings: AuthSettings,
    ):
        self._accounts, self._known, self._sessions = accounts, known, sessions
        self._passwords, self._limits = passwords, limits
        self._here = Allowance("login-here", settings.login_failures, HOUR_SECONDS, 300)
        self._anywhere = Allowance("login-anywhere", settings.login_failures_per_account, HOUR_SECONDS, 30)
        self._address = Allowance("login-address", settings.login_failures_per_address, TEN_MINUTES_SECONDS, 60)

    def login(self, login: str, password: str, client: Client) -> Admission:
        """Raises Unauthenticated for a wrong pair, TooMany after several, Unavailable."""
        folded = names.fold_login(login)
        account = self._accounts.find_by_login(folded)
        claims = self._claims(account, folded, client)
        self._take(claims, account, client)
        fits = self._fits(account, password, claims)
        if account is None or not fits:
            audit.warn("login failed", client, user_id=account.id if account else None)
            raise Unauthenticated("This name and password do not belong together.", code="wrong_login")
        self._limits.forget(claims[0])
        self._limits.give_back(claims[1:])
        self._renew_hash(account, password)
        tokens = self._sessions.start(account.id, client)
        audit.record("logged in", client, user_id=account.id, session_id=tokens.session_id)
        return Admission(account, tokens)

    def _claims(self, account: Account | None, folded: str, client: Client) -> list[Claim]:
        """What this attempt counts for; the narrowest claim first."""
        # Unknown users are counted like known ones, so that limits do not tell who exists either.
        subject = account.id if account else hashlib.sha256(folded.encode()).hexdigest()[:24]
        network = client.network()
        claims = [Claim(self._here, f"{subject}:{network}"), Claim(self._address, network)]
        if not self._known.is_known_address(account.id if account else NOBODY, client.address):
            claims.append(Claim(self._anywhere, subject))
        return claims

    def _take(self, claims: list[Claim], account: Account | None, client: Client) -> None:
        if wait := self._limits.take(claims):
            audit.warn("login slowed down", client, user_id=account.id if account else None)
            raise TooMany("Too many attempts. Wait a moment and try again.", retry=wait)

    def _fits(self, account: Account | None, password: str, claims: list[Claim]) -> bool:
        try:
            return self._passwords.fits(account.password_hash if account else None, password)
        except Unavailable:
            self._limits.give_back(claims)
            raise

    def _renew_hash(self, account: Account, password: str) -> None:
        if self._passwords.is_outdated(account.password_hash):
            renewed = self._passwords.hash(password)
            self._accounts.replace_password_hash(account.id, account.password_hash, renewed)
