"""Access tokens: checked locally by every service, design §4; auth alone signs them.

A token is a JWT, EdDSA only. Keys come from auth over the bus and are kept; an unknown `kid` asks again at most once
in 30 s. Sessions revoked meanwhile are known within 5 s: announced at once, and asked for again after bus trouble and
every few seconds in case an announcement was lost.
"""

import time
from collections.abc import Callable
from typing import Any

import gevent
import jwt
import msgspec

from services.common import logs, subjects
from services.common.bus import Bus, Message
from services.common.errors import Problem, Unauthenticated, Unavailable
from services.common.requests import Empty, Jwks, Revocations, SessionRevoked

ALGORITHM = "EdDSA"
ISSUER = "natter-auth"
AUDIENCE = "natter"
TOKEN_TYPE = "access"  # noqa: S105 - a claim's value, no secret
LIFETIME_SECONDS = 600
LEEWAY_SECONDS = 10
REFETCH_SECONDS = 30.0
REVOCATIONS_SECONDS = 2.0
"""With what it takes to find out that NATS does not answer, less than 5."""

log = logs.get_logger("tokens")


class Identity(msgspec.Struct, frozen=True):
    """Who a verified token speaks for. `expires_at` is Unix time in seconds."""

    user_id: str
    session_id: str
    expires_at: float


class TokenVerifier:
    """Turns a token into an Identity. Give it the bus; `start` it after the fork."""

    def __init__(self, bus: Bus, monotonic: Callable[[], float] = time.monotonic):
        self._bus, self._monotonic = bus, monotonic
        self._keys: dict[str, Any] = {}
        self._fetched_at = -REFETCH_SECONDS
        self._revoked: set[str] = set()
        self._listeners: list[Callable[[set[str]], None]] = []
        bus.subscribe(subjects.SESSION_REVOKED, self._on_revoked)
        bus.on_trouble(self._fetch_revocations)

    def start(self) -> None:
        gevent.spawn(self._watch_revocations)

    def on_revoked(self, listener: Callable[[set[str]], None]) -> None:
        """`listener` gets the session ids that were revoked since it was last called; must not block."""
        self._listeners.append(listener)

    def trust(self, jwks: Jwks) -> None:
        """Know these keys without asking: auth needs nobody to check its own tokens."""
        self._keys.update({key["kid"]: jwt.PyJWK(key, algorithm=ALGORITHM) for key in jwks.keys})

    def verify(self, token: str) -> Identity:
        """Raises Unauthenticated for any token that is not ours, not valid now or revoked; Unavailable without keys."""
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(header.get("kid"))
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "sid", "typ"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated("This access token is not valid. Log in again.") from error
        if claims["typ"] != TOKEN_TYPE or not isinstance(claims["sid"], str):
            raise Unauthenticated("This access token is not valid. Log in again.")
        if claims["sid"] in self._revoked:
            raise Unauthenticated("This session was ended. Log in again.")
        return Identity(claims["sub"], claims["sid"], float(claims["exp"]))

    def _key(self, kid: Any) -> Any:
        if not isinstance(kid, str):
            raise jwt.InvalidTokenError("no kid")
        if kid not in self._keys and self._monotonic() - self._fetched_at >= REFETCH_SECONDS:
            self._fetch_keys()
        if kid not in self._keys:
            raise jwt.InvalidTokenError("unknown kid")
        return self._keys[kid]

    def _fetch_keys(self) -> None:
        jwks = self._bus.request(subjects.AUTH_JWKS, Empty(), Jwks)
        # Only a successful answer starts the pause, so that a late auth service is found at once.
        self._fetched_at = self._monotonic()
        self._keys = {key["kid"]: jwt.PyJWK(key, algorithm=ALGORITHM) for key in jwks.keys}

    def _on_revoked(self, message: Message) -> None:
        self._revoke({msgspec.json.decode(message.data, type=SessionRevoked).session_id})

    def _watch_revocations(self) -> None:
        while True:
            self._fetch_revocations()
            gevent.sleep(REVOCATIONS_SECONDS)

    def _fetch_revocations(self) -> None:
        try:
            answer = self._bus.request(subjects.AUTH_REVOCATIONS, Empty(), Revocations, seconds=3.0)
        except Unavailable:
            return
        except Problem as problem:
            log.warning("revocations not known", error=problem.message)
            return
        recent = set(answer.session_ids)
        # Older ones have no living token any more.
        self._revoked &= recent
        self._revoke(recent)

    def _revoke(self, session_ids: set[str]) -> None:
        fresh = session_ids - self._revoked
        if fresh:
            self._revoked |= fresh
            for listener in self._listeners:
                listener(fresh)
