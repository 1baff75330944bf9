"""What notify reads from the environment."""

import dataclasses

from services.common.settings import CacheSettings, CommonSettings, DatabaseSettings, setting


def _positive(value: float) -> str | None:
    return None if value > 0 else "must be greater than 0"


@dataclasses.dataclass(frozen=True, kw_only=True)
class NotifySettings(CommonSettings, DatabaseSettings, CacheSettings):
    """`heal_seconds`: the pause between two looks for what was missed without anybody noticing."""

    heal_seconds: float = setting("NOTIFY_HEAL_SECONDS", default=60.0, check=_positive)
