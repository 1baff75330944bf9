"""The record of what concerns safety: one log line for each act, with who, what, when and from where.

Called by the use-cases when something has happened. Never passwords or tokens, and not what was typed as a login
either: people type passwords there by mistake.
"""

from services.auth.clients import Client, device_of
from services.common import logs

log = logs.get_logger("audit")


def record(act: str, client: Client | None = None, **facts: object) -> None:
    """An act that succeeded, or one that any user may do."""
    log.info(act, **_origin(client), **facts)


def warn(act: str, client: Client | None = None, **facts: object) -> None:
    """A refusal, or a sign that something is wrong."""
    log.warning(act, **_origin(client), **facts)


def _origin(client: Client | None) -> dict[str, str]:
    return {"address": client.address, "device": device_of(client.user_agent)} if client else {}
