"""The history: one record for everything that an actor did, was told or did not hear, in the order it happened."""

import hashlib
import time
from typing import Any

import msgspec

from deploy.verification.records import Event, Record


class History:
    """Append-only. `now()` is the clock of all records."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._begun_at = time.monotonic()

    def now(self) -> float:
        return time.monotonic() - self._begun_at

    def write(self, kind: type[Record], **fields: Any) -> None:
        """Append a record of this kind at this moment."""
        self.records.append(kind(t=self.now(), **fields))


def digest(body: str) -> str:
    """Stands for a body in records: equal bodies have equal ones."""
    return hashlib.blake2b(body.encode(), digest_size=8).hexdigest()


def event_of(fields: dict[str, Any]) -> Event:
    """An event as the wire, REST and (with its `at` as text) the database tell it."""
    data = dict(fields["data"])
    body, user_id = data.pop("body", None), data.pop("user_id", None)
    return Event(
        conversation_id=fields["conversation_id"],
        seq=fields["seq"],
        kind=fields["kind"],
        at=fields["at"],
        actor_id=fields["actor_id"],
        message_no=fields.get("message_no"),
        client_message_id=fields.get("client_message_id"),
        user_id=user_id,
        body=None if body is None else digest(body),
        rest=msgspec.json.encode(data, order="deterministic").decode() if data else "",
    )
