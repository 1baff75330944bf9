"""Deciding who is told of a message, design §7: a pure function of what is known about each member.

The first reason that applies is the one that is kept: what somebody cannot change comes before what they chose, and
what they chose before what they happened to do.
"""

from collections.abc import Mapping, Set
from datetime import datetime

from services.common.shapes import Preferences
from services.notify.levels import UNCHANGED, level_at
from services.notify.reasons import Reason
from services.notify.rosters import Roster


def decide(
    roster: Roster,
    *,
    conversation_id: str,
    seq: int,
    message_no: int,
    sender_id: str,
    is_deleted: bool = False,
    is_too_old: bool,
    now: datetime,
    preferences: Mapping[str, Preferences],
    lookers: Set[str],
    mentioned: Set[str],
) -> dict[str, Reason | None]:
    """For each member at `seq` the reason not to tell them, or None for those who are told."""

    def reason_for(user_id: str) -> Reason | None:
        if user_id == sender_id:
            return "sender"
        if is_deleted:
            return "deleted"
        if is_too_old:
            return "too_old"
        if roster.has_read(user_id, message_no):
            return "read"
        level = level_at(preferences.get(user_id, UNCHANGED), conversation_id, roster.kind, now)
        if level == "nothing":
            return "muted"
        if level == "mentions" and user_id not in mentioned:
            return "not_mentioned"
        return "looking" if user_id in lookers else None

    return {user_id: reason_for(user_id) for user_id in roster.members_at(seq)}
