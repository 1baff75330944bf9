"""What auth reads from the environment."""

import dataclasses
from pathlib import Path

from services.common.settings import CacheSettings, CommonSettings, DatabaseSettings, setting


def _positive(value: int) -> str | None:
    return None if value > 0 else "must be greater than 0"


def _mode(value: str) -> str | None:
    return None if value in ("open", "invite") else "should be open or invite"


@dataclasses.dataclass(frozen=True, kw_only=True)
class AuthSettings(CommonSettings, DatabaseSettings, CacheSettings):
    """Beyond a limit people wait longer and longer, they are never shut out; limits.py says how.

    `registration`: "open" to everybody, or only by "invite".
    `registrations_per_address`: new accounts in 10 minutes. `login_failures`: for one account from one address in an
    hour. `login_failures_per_account`: in an hour, from addresses that the account has no session from.
    `login_failures_per_address`: in 10 minutes, over all accounts.
    `hash_queue`: passwords that may wait for one of the `hash_threads` before others are asked to come back later.
    `session_idle_days`: a session that is not used for so long ends; `session_longest_days`: every session ends then.
    """

    signing_key_file: Path = setting("AUTH_SIGNING_KEY_FILE")  # noqa: RUF009 - a field, read at start
    registration: str = setting("AUTH_REGISTRATION", default="open", check=_mode)
    registrations_per_address: int = setting("AUTH_REGISTRATIONS_PER_ADDRESS", default=1_000, check=_positive)
    login_failures: int = setting("AUTH_LOGIN_FAILURES", default=10, check=_positive)
    login_failures_per_account: int = setting("AUTH_LOGIN_FAILURES_PER_ACCOUNT", default=100, check=_positive)
    login_failures_per_address: int = setting("AUTH_LOGIN_FAILURES_PER_ADDRESS", default=100, check=_positive)
    hash_threads: int = setting("AUTH_HASH_THREADS", default=2, check=_positive)
    hash_queue: int = setting("AUTH_HASH_QUEUE", default=128, check=_positive)
    session_idle_days: int = setting("AUTH_SESSION_IDLE_DAYS", default=30, check=_positive)
    session_longest_days: int = setting("AUTH_SESSION_LONGEST_DAYS", default=365, check=_positive)
