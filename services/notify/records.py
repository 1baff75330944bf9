"""Records: a notification with the one it is for, and the names and places that follow from what it is about.

Made by planning.py, kept by stores.notifications. The id is a digest of (user, conversation, seq, time of the event),
so one person can be told of one event once, ever, whoever decides it and however often: the id is the primary key.
"""

import hashlib

import msgspec

from services.common import clock
from services.common.shapes import Notification

RETENTION_SECONDS = 30 * 24 * 3600
"""How long a notification is kept. Nobody is told of an event that is older."""

BEHIND_ALL_PLACES = "g"
"""Sorts after every place, which begins with a hex digit."""


class Addressed(msgspec.Struct, frozen=True):
    """One notification and whom it tells."""

    user_id: str
    notification: Notification


def notification_id(user_id: str, conversation_id: str, seq: int, at: str) -> str:
    """`at` never changes for a seq, but after a restored backup another event may have the same seq."""
    about = f"{user_id} {conversation_id} {seq} {at}"
    return hashlib.blake2b(about.encode(), digest_size=12).hexdigest()


def place(notification: Notification) -> str:
    """Where it stands in its reader's list: by time, then by seq. Sorts as text and serves as cursor."""
    milliseconds = round(clock.from_iso(notification.created_at).timestamp() * 1000)
    return f"{place_at(milliseconds)}{notification.seq:014x}{notification.conversation_id}"


def place_at(milliseconds: int) -> str:
    """Before every place of this moment (Unix time in milliseconds) and behind every earlier one."""
    return f"{milliseconds:012x}"


def place_time(place: str) -> int:
    """The moment of a place, in milliseconds."""
    return int(place[:12], 16)
