"""What registration, login and refresh have in common: an account let in with a pair of tokens."""

import msgspec

from services.auth.records import Account
from services.auth.sessions import Tokens
from services.auth.shapes import LoggedIn
from services.common.tokens import LIFETIME_SECONDS


class Admission(msgspec.Struct, frozen=True):
    account: Account
    tokens: Tokens

    def answer(self) -> LoggedIn:
        """Without the refresh token, which goes into a cookie."""
        return LoggedIn(user=self.account.me(), access_token=self.tokens.access_token, expires_in=LIFETIME_SECONDS)
