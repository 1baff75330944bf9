"""What chat reads from the environment."""

import dataclasses
from pathlib import Path

from services.common.settings import CommonSettings, DatabaseSettings, setting
from services.common.shapes import MEMBER_LIMIT


def _positive(value: float) -> str | None:
    return None if value > 0 else "must be greater than 0"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChatSettings(CommonSettings, DatabaseSettings):
    """`append_queue`: sends that may wait for the log in one process before others are asked to come back later.

    `files`: the folder of attachments, shared by all processes of chat; `file_bytes`: the most in one.
    """

    files: Path = setting("CHAT_FILES")  # noqa: RUF009 - a field, read at start
    file_bytes: int = setting("CHAT_FILE_BYTES", default=25_000_000, check=_positive)

    append_queue: int = setting("CHAT_APPEND_QUEUE", default=2_000, check=_positive)
    member_limit: int = setting("CHAT_MEMBER_LIMIT", default=MEMBER_LIMIT, check=_positive)
    stream_max_bytes: int = setting("CHAT_STREAM_MAX_BYTES", default=512 * 1024 * 1024, check=_positive)
