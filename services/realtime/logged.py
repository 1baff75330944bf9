"""One event of a log as the hub needs it: its number, its frame, and whom it makes or unmakes a member.

Made from the bytes that NATS brings or chat answers, which are passed on as they are: encoded once, by chat.
"""

import msgspec

from services.realtime import wire

ADDED, REMOVED = "member.added", "member.removed"


class Logged(msgspec.Struct, frozen=True, gc=False):
    """`frame` is ready for the socket. `added`, `removed`: the user whose membership this event changes."""

    seq: int
    frame: bytes
    added: str | None = None
    removed: str | None = None


class _Outline(msgspec.Struct, gc=False):
    seq: int
    kind: str
    data: msgspec.Raw


class _Whom(msgspec.Struct, gc=False):
    user_id: str


_outline = msgspec.json.Decoder(_Outline)
_whom = msgspec.json.Decoder(_Whom)


def parse(data: bytes) -> Logged:
    """Raises msgspec.ValidationError for what is no event."""
    outline = _outline.decode(data)
    frame = wire.text(data)
    if outline.kind == ADDED:
        return Logged(outline.seq, frame, added=_whom.decode(outline.data).user_id)
    if outline.kind == REMOVED:
        return Logged(outline.seq, frame, removed=_whom.decode(outline.data).user_id)
    return Logged(outline.seq, frame)
