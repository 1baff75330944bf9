"""One event of a log as the hub needs it: its number, its frame, whom it makes or unmakes a member, what it unsays.

Made from the bytes that NATS brings or chat answers, which are passed on as they are: encoded once, by chat.
"""

import msgspec

from services.realtime import wire

ADDED, REMOVED, DELETED = "member.added", "member.removed", "message.deleted"


class Logged(msgspec.Struct, frozen=True, gc=False):
    """`frame` is ready for the socket. `added`, `removed`: the user whose membership this event changes.

    `is_deletion`: something that was said before must not be told any more.
    """

    seq: int
    frame: bytes
    added: str | None = None
    removed: str | None = None
    is_deletion: bool = False


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
    return Logged(outline.seq, frame, is_deletion=outline.kind == DELETED)
