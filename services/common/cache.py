"""The connection to Redis, for what may be lost: presence, who looks at what, rate limits.

Called by the app.py of services that need it. Short timeouts: a missing Redis must never hold up a message.
"""

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from services.common.settings import CacheSettings

CacheError = RedisError
"""What to catch when the cache is gone and the work can go on without it."""


def cache(settings: CacheSettings) -> "Redis":
    """A lazy, pooled client; answers are str."""
    return Redis.from_url(
        settings.redis_url,
        decode_responses=True,
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 1),
    )


def is_reachable(client: "Redis") -> bool:
    """For /readyz: whether Redis answers."""
    try:
        return bool(client.ping())
    except RedisError:
        return False
