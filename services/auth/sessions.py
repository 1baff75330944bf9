"""Sessions: a device logs in once, then trades its refresh token for a new pair again and again, until it ends.

Called by registration and logins (start), and by routes.sessions. A refresh token is good once. The one before it is
still taken for GRACE and yields the same successor, so that two tabs which refresh at once both live; any older one
means that somebody has a copy, and ends the session. Ending is stored, then announced: every service refuses the
session's access tokens within seconds.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from services.auth import audit, refresh_tokens
from services.auth.clients import Client, device_of
from services.auth.records import StoredSession
from services.auth.refresh_tokens import RefreshToken
from services.auth.shapes import Session
from services.auth.signing import SigningKeys
from services.auth.stores.revocations import KEPT, RevocationStore
from services.auth.stores.sessions import SessionStore, Turn
from services.common import clock, ids, subjects
from services.common.bus import Bus
from services.common.errors import NotFound, Unauthenticated
from services.common.requests import SessionRevoked

GRACE = timedelta(seconds=10)
LISTED = 200


class Tokens(msgspec.Struct, kw_only=True, frozen=True):
    """What a device gets: the access token for its memory, the refresh token for its cookie."""

    user_id: str
    session_id: str
    access_token: str
    refresh_token: str


class Sessions:
    """`idle` and `longest`: a session ends when it was not used for so long, and when it is so old."""

    def __init__(
        self,
        sessions: SessionStore,
        revocations: RevocationStore,
        keys: SigningKeys,
        bus: Bus,
        *,
        idle: timedelta,
        longest: timedelta,
        now: Callable[[], datetime] = clock.now,
    ):
        self._sessions, self._revocations, self._keys, self._bus = sessions, revocations, keys, bus
        self._idle, self._longest, self._now = idle, longest, now

    def start(self, user_id: str, client: Client) -> Tokens:
        """A new session on this device."""
        now = self._now()
        token = refresh_tokens.new(ids.new_id())
        self._sessions.insert(
            StoredSession(
                id=token.session_id,
                user_id=user_id,
                family_hash=refresh_tokens.hashed(token.family),
                token_hash=refresh_tokens.hashed(token.secret),
                address=client.address,
                user_agent=client.user_agent,
                created_at=now,
                last_used_at=now,
                expires_at=now + min(self._idle, self._longest),
            )
        )
        return self._tokens(user_id, token)

    def refresh(self, text: str | None, client: Client) -> Tokens:
        """The next pair of tokens. Raises Unauthenticated when this token is not good, and ends the session of one
        that was used before."""
        token = refresh_tokens.parse(text)
        while True:
            session = self._session_of(token)
            if token is None or session is None or not self._is_living(session):
                raise Unauthenticated("Your session has ended. Log in again.")
            if refresh_tokens.is_same(session.token_hash, token.secret):
                # Lost against another tab: that one made our token the previous one, so look again.
                if successor := self._turn(session, token, client):
                    return self._tokens(session.user_id, successor)
                continue
            if session.salt and self._is_previous(session, token):
                return self._tokens(session.user_id, refresh_tokens.successor(token, session.salt))
            self._end([session.id], session.user_id)
            audit.warn("refresh token reused", client, user_id=session.user_id, session_id=session.id)
            raise Unauthenticated("Your session has ended. Log in again.")

    def end_by_token(self, text: str | None, client: Client) -> None:
        """Log out the device that has this refresh token, current or not; nothing happens for any other."""
        token = refresh_tokens.parse(text)
        session = self._session_of(token)
        if session is not None and session.revoked_at is None:
            self._end([session.id], session.user_id)
            audit.record("logged out", client, user_id=session.user_id, session_id=session.id)

    def all_of(self, user_id: str, current_id: str) -> list[Session]:
        """The devices that are logged in, the last used first."""
        found = self._sessions.living_of(user_id, self._now(), LISTED)
        return [
            Session(
                id=session.id,
                device=device_of(session.user_agent),
                user_agent=session.user_agent,
                address=session.address,
                created_at=clock.iso(session.created_at),
                last_used_at=clock.iso(session.last_used_at),
                current=session.id == current_id,
            )
            for session in found
        ]

    def end(self, user_id: str, session_id: str, client: Client) -> None:
        """Log one device out. Raises NotFound when it is not one of the user's, or is out already."""
        session = self._sessions.find(session_id)
        if session is None or session.user_id != user_id or not self._is_living(session):
            raise NotFound("session")
        self._end([session_id], user_id)
        audit.record("session revoked", client, user_id=user_id, session_id=session_id)

    def end_others(self, user_id: str, current_id: str, client: Client) -> None:
        """Log all other devices out."""
        while others := [
            session.id for session in self._sessions.living_of(user_id, self._now(), LISTED) if session.id != current_id
        ]:
            self._end(others, user_id)
            audit.record("other sessions revoked", client, user_id=user_id, session_ids=others)

    def revoked_lately(self) -> list[str]:
        """Sessions whose access tokens may still be about."""
        return self._revocations.since(self._now() - KEPT)

    def _session_of(self, token: RefreshToken | None) -> StoredSession | None:
        session = self._sessions.find(token.session_id) if token else None
        is_ours = token and session and refresh_tokens.is_same(session.family_hash, token.family)
        return session if is_ours else None

    def _is_living(self, session: StoredSession) -> bool:
        return session.revoked_at is None and session.expires_at > self._now()

    def _turn(self, session: StoredSession, token: RefreshToken, client: Client) -> RefreshToken | None:
        now = self._now()
        salt = refresh_tokens.new_salt()
        successor = refresh_tokens.successor(token, salt)
        turn = Turn(
            token_hash=refresh_tokens.hashed(token.secret),
            successor_hash=refresh_tokens.hashed(successor.secret),
            salt=salt,
            at=now,
            expires_at=min(now + self._idle, session.created_at + self._longest),
        )
        return successor if self._sessions.turn(session.id, turn, client) else None

    def _is_previous(self, session: StoredSession, token: RefreshToken) -> bool:
        is_fresh = session.rotated_at is not None and self._now() - session.rotated_at <= GRACE
        return is_fresh and refresh_tokens.is_same(session.previous_hash, token.secret)

    def _end(self, session_ids: Sequence[str], user_id: str) -> None:
        now = self._now()
        # What others ask for comes first: whoever was cut off in between can try again.
        self._revocations.add(session_ids, now)
        self._sessions.revoke(session_ids, now)
        for session_id in session_ids:
            announcement = SessionRevoked(user_id=user_id, session_id=session_id)
            self._bus.publish(subjects.SESSION_REVOKED, msgspec.json.encode(announcement))

    def _tokens(self, user_id: str, token: RefreshToken) -> Tokens:
        return Tokens(
            user_id=user_id,
            session_id=token.session_id,
            access_token=self._keys.access_token(user_id, token.session_id),
            refresh_token=token.text(),
        )
