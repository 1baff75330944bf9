"""Presence in Redis: a sorted set per user, one entry per connection, its score the Unix time when it lapses.

Called by presences.py and presence_marks.py. An entry that is not refreshed lapses by itself, whatever happened to its
process. The latest score is kept when nobody is left: it tells when the user was last seen.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec
from redis import Redis

from services.common.shapes import PresenceState

ALIVE_SECONDS = 45.0
LEAVE_SECONDS = 10.0
"""A user who comes back within this time was never offline."""
REMEMBERED_SECONDS = 30 * 24 * 3600
CHUNK = 500

_AWAY = "/away"

T = TypeVar("T")


class Presence(msgspec.Struct, frozen=True):
    """`last_seen` is Unix time, None when never."""

    state: PresenceState
    last_seen: float | None


class PresenceStore:
    """Every method raises cache.CacheError when Redis does not answer. `now` is Unix time."""

    def __init__(self, redis: Redis):
        self._redis = redis

    def touch(self, entries: Iterable[tuple[str, str, bool]], now: float) -> None:
        """Keep (user_id, connection_id, is_away) alive for another while."""
        for chunk in _chunks(entries):
            pipe = self._redis.pipeline(transaction=False)
            for user_id, connection_id, is_away in chunk:
                pipe.zadd(_key(user_id), {_member(connection_id, is_away): now + ALIVE_SECONDS})
            pipe.execute()

    def switch(self, entries: Iterable[tuple[str, str, bool]], now: float) -> None:
        """(user_id, connection_id, is_away): alive, and from now on away or not."""
        for chunk in _chunks(entries):
            pipe = self._redis.pipeline(transaction=False)
            for user_id, connection_id, is_away in chunk:
                # The new entry first: nobody may see a moment with none.
                pipe.zadd(_key(user_id), {_member(connection_id, is_away): now + ALIVE_SECONDS})
                pipe.zrem(_key(user_id), _member(connection_id, not is_away))
                pipe.zremrangebyscore(_key(user_id), "-inf", now - ALIVE_SECONDS)
                pipe.expire(_key(user_id), REMEMBERED_SECONDS)
            pipe.execute()

    def retire(self, entries: Iterable[tuple[str, str]], now: float) -> None:
        """(user_id, connection_id) is gone; it lapses soon, and until then the user may come back unnoticed."""
        for chunk in _chunks(entries):
            pipe = self._redis.pipeline(transaction=False)
            for user_id, connection_id in chunk:
                pipe.zadd(_key(user_id), {_member(connection_id, False): now + LEAVE_SECONDS})
                pipe.zrem(_key(user_id), _member(connection_id, True))
                pipe.expire(_key(user_id), REMEMBERED_SECONDS)
            pipe.execute()

    def find(self, user_ids: Iterable[str], now: float) -> dict[str, Presence]:
        """The presence of each user."""
        found: dict[str, Presence] = {}
        for chunk in _chunks(user_ids):
            pipe = self._redis.pipeline(transaction=False)
            for user_id in chunk:
                pipe.zrange(_key(user_id), 0, -1, withscores=True)
            for user_id, entries in zip(chunk, pipe.execute(), strict=True):
                found[user_id] = _presence(entries, now)
        return found


def _chunks(entries: Iterable[T]) -> Iterator[list[T]]:
    waiting = list(entries)
    return (waiting[first : first + CHUNK] for first in range(0, len(waiting), CHUNK))


def _presence(entries: list[tuple[str, float]], now: float) -> Presence:
    if not entries:
        return Presence("offline", None)
    alive = [member for member, lapses_at in entries if lapses_at > now]
    if not alive:
        return Presence("offline", min(now, max(lapses_at for _, lapses_at in entries) - LEAVE_SECONDS))
    return Presence("away" if all(member.endswith(_AWAY) for member in alive) else "online", now)


def _key(user_id: str) -> str:
    return f"presence:{user_id}"


def _member(connection_id: str, is_away: bool) -> str:
    return connection_id + _AWAY if is_away else connection_id
