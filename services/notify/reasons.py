"""Reasons: why somebody was not told of an event, kept per event so that everyone may ask about themself.

Made by deciding.py, kept by stores.decisions, shown by explanations.py.
"""

from typing import Literal

import msgspec

Reason = Literal["sender", "read", "muted", "not_mentioned", "looking", "too_old", "deleted"]

EXPLAINED_LIMIT = 100
"""People not told who are kept by name for one event; of more, only the numbers by reason are kept."""

SENTENCES: dict[Reason, str] = {
    "sender": "You wrote the message.",
    "read": "You had read it already.",
    "muted": "You muted this conversation.",
    "not_mentioned": "You asked to hear of mentions only, and you were not mentioned.",
    "looking": "You were looking at the conversation.",
    "too_old": "It was too old by the time it arrived here.",
    "deleted": "It was deleted before you could be told.",
}


class Decision(msgspec.Struct, kw_only=True, frozen=True):
    """What was decided about one event, which happened `at`.

    `reasons`: by user, empty when there are more than EXPLAINED_LIMIT; `not_told` counts them all.
    """

    conversation_id: str
    seq: int
    message_no: int
    at: str
    decided_at: str
    told: int
    not_told: dict[str, int]
    reasons: dict[str, Reason]
