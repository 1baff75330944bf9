"""Lookers: who has a conversation on the screen, as realtime keeps it in Redis.

A ZSET `looking:<conversation_id>` of `<user_id>:<connection_id>` scored by Unix expiry. Redis may be away; then
nobody counts as looking, and after a failure nobody asks for a while, so that it never holds up a notification.
"""

import time
from collections.abc import Callable, Iterable

from redis import Redis

from services.common import logs
from services.common.cache import CacheError

PAUSE_SECONDS = 5.0

log = logs.get_logger("lookers")


class LookerStore:
    def __init__(
        self, cache: Redis, now: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ):
        self._cache, self._now, self._monotonic = cache, now, monotonic
        self._asks_again_at = 0.0

    def of(self, conversation_ids: Iterable[str]) -> dict[str, set[str]]:
        """User ids by conversation; empty when Redis does not answer."""
        wanted = list(dict.fromkeys(conversation_ids))
        if not wanted or self._monotonic() < self._asks_again_at:
            return {}
        questions = self._cache.pipeline(transaction=False)
        for conversation_id in wanted:
            questions.zrangebyscore(f"looking:{conversation_id}", f"({self._now()}", "+inf")
        try:
            answers = questions.execute()
        except CacheError as error:
            self._asks_again_at = self._monotonic() + PAUSE_SECONDS
            log.warning("who is looking is not known", error=repr(error))
            return {}
        return {
            conversation_id: {member.partition(":")[0] for member in members}
            for conversation_id, members in zip(wanted, answers, strict=True)
        }
