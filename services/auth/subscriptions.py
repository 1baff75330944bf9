"""What other services ask auth over the bus: keys, profiles, and which sessions have ended."""

from services.auth.profiles import Profiles
from services.auth.sessions import Sessions
from services.auth.signing import SigningKeys
from services.common import subjects
from services.common.bus import Bus
from services.common.requests import Empty, Jwks, Revocations, UserIds, Users


def answer(bus: Bus, keys: SigningKeys, profiles: Profiles, sessions: Sessions) -> None:
    """Register the answers; they begin when the bus starts."""

    def jwks(_: Empty) -> Jwks:
        return keys.jwks

    def users(asked: UserIds) -> Users:
        return Users(users=[*profiles.of(asked.user_ids), *profiles.called(asked.usernames)])

    def revocations(_: Empty) -> Revocations:
        return Revocations(session_ids=sessions.revoked_lately())

    bus.reply(subjects.AUTH_JWKS, Empty, jwks)
    bus.reply(subjects.AUTH_USERS, UserIds, users)
    bus.reply(subjects.AUTH_REVOCATIONS, Empty, revocations)
