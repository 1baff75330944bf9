"""Planning: what one message means for each member, worked out before anything is stored.

Called by log_events.py with the roster as of the message and those who are looking; asks auth for names and the
preferences for levels. Stores nothing and tells nobody.
"""

from collections import Counter
from collections.abc import Callable, Set
from datetime import datetime

import msgspec

from services.common import clock, mentions
from services.common.events import MessageCreated
from services.common.shapes import Notification
from services.notify import previews
from services.notify.deciding import decide
from services.notify.people import People
from services.notify.preferences import PreferenceBook
from services.notify.reasons import EXPLAINED_LIMIT, Decision
from services.notify.records import RETENTION_SECONDS, Addressed, notification_id
from services.notify.rosters import Roster


class Plan(msgspec.Struct, frozen=True):
    """Whom to tell what about one message, and why the others are not told."""

    addressed: list[Addressed]
    decision: Decision


class Planner:
    def __init__(self, people: People, preferences: PreferenceBook, now: Callable[[], datetime] = clock.now):
        self._people, self._preferences, self._now = people, preferences, now

    def plan(self, event: MessageCreated, roster: Roster, lookers: Set[str]) -> Plan:
        """Raises Unavailable while a name or level that is needed cannot be had."""
        members = list(roster.members_at(event.seq))
        mentioned = {user_id for user_id in members if mentions.speaks_to(event.data.mentions, user_id)}
        now = self._now()
        verdicts = decide(
            roster,
            conversation_id=event.conversation_id,
            seq=event.seq,
            message_no=event.message_no,
            sender_id=event.actor_id,
            is_deleted=event.data.deleted,
            now=now,
            is_too_old=(now - clock.from_iso(event.at)).total_seconds() > RETENTION_SECONDS,
            preferences=self._preferences.of(members),
            lookers=lookers,
            mentioned=mentioned,
        )
        told = [user_id for user_id, reason in verdicts.items() if reason is None]
        reasons = {user_id: reason for user_id, reason in verdicts.items() if reason is not None}
        decision = Decision(
            conversation_id=event.conversation_id,
            seq=event.seq,
            message_no=event.message_no,
            at=event.at,
            decided_at=clock.iso(now),
            told=len(told),
            not_told=dict(Counter(reasons.values())),
            reasons=reasons if len(reasons) <= EXPLAINED_LIMIT else {},
        )
        return Plan(self._address(event, roster, told, mentioned), decision)

    def _address(self, event: MessageCreated, roster: Roster, told: list[str], mentioned: Set[str]) -> list[Addressed]:
        if not told:
            return []
        sender = self._people.display_name(event.actor_id)
        title = previews.title(roster.kind, roster.title, sender)
        preview = previews.preview(roster.kind, sender, event.data)
        return [
            Addressed(
                user_id,
                Notification(
                    id=notification_id(user_id, event.conversation_id, event.seq, event.at),
                    kind="mention" if user_id in mentioned else "message",
                    conversation_id=event.conversation_id,
                    seq=event.seq,
                    message_no=event.message_no,
                    actor_id=event.actor_id,
                    title=title,
                    preview=preview,
                    created_at=event.at,
                    read_at=None,
                ),
            )
            for user_id in told
        ]
