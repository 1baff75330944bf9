"""Identifiers: made here, checked here, opaque everywhere else.

An id is 24 lower-case hex digits: 8 of seconds, 16 random. It has the width of a MongoDB ObjectId, so both kinds
look alike outside, and it is never used for ordering: the log alone gives order.
"""

import re
import secrets
import time

_ID = re.compile(r"[0-9a-f]{24}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def new_id() -> str:
    """A fresh id; unguessable to the extent of its 64 random bits."""
    return f"{int(time.time()):08x}{secrets.token_hex(8)}"


def is_id(text: str) -> bool:
    """Whether the text could be an id; says nothing about whether such a thing exists."""
    return _ID.fullmatch(text) is not None


def new_request_id() -> str:
    return secrets.token_hex(8)


def request_id_from(text: str | None) -> str:
    """The caller's request id when it is harmless to log, else a fresh one."""
    return text if text and _REQUEST_ID.fullmatch(text) else new_request_id()
