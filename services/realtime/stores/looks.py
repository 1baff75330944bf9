"""Who looks at which conversation, in Redis: a sorted set per conversation, scores are Unix times of lapsing.

Written by looks.py, read by notify (internal contract: key `looking:<conversation_id>`, member
`<user_id>:<connection_id>`).
"""

from collections.abc import Iterable

from redis import Redis

ALIVE_SECONDS = 45.0
CHUNK = 500


class LookStore:
    """Every method raises cache.CacheError when Redis does not answer. `now` is Unix time."""

    def __init__(self, redis: Redis):
        self._redis = redis

    def touch(self, entries: Iterable[tuple[str, str, str]], now: float) -> None:
        """(conversation_id, user_id, connection_id) looks, for another while."""
        waiting = list(entries)
        for first in range(0, len(waiting), CHUNK):
            pipe = self._redis.pipeline(transaction=False)
            for conversation_id, user_id, connection_id in waiting[first : first + CHUNK]:
                pipe.zadd(_key(conversation_id), {f"{user_id}:{connection_id}": now + ALIVE_SECONDS})
                pipe.zremrangebyscore(_key(conversation_id), "-inf", now)
                pipe.expire(_key(conversation_id), int(ALIVE_SECONDS) + 15)
            pipe.execute()

    def remove(self, conversation_id: str, user_id: str, connection_id: str) -> None:
        """Looks no more."""
        self._redis.zrem(_key(conversation_id), f"{user_id}:{connection_id}")


def _key(conversation_id: str) -> str:
    return f"looking:{conversation_id}"
