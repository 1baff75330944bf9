"""Settings of realtime; deploy/env.example explains each."""

import dataclasses

from services.common.settings import CacheSettings, CommonSettings, setting


def _positive(value: int) -> str | None:
    return None if value > 0 else "must be more than 0"


@dataclasses.dataclass(frozen=True, kw_only=True)
class RealtimeSettings(CommonSettings, CacheSettings):
    """`origins`: allowed besides the server's own, such as `https://chat.example.org`."""

    origins: tuple[str, ...] = setting("NATTER_ORIGINS", default=())
    connections_per_user: int = setting("REALTIME_CONNECTIONS_PER_USER", default=20, check=_positive)
    hellos_at_once: int = setting("REALTIME_HELLOS_AT_ONCE", default=64, check=_positive)
    hello_queue: int = setting("REALTIME_HELLO_QUEUE", default=512, check=_positive)
    outbox_limit_megabytes: int = setting("REALTIME_OUTBOX_LIMIT_MEGABYTES", default=256, check=_positive)
