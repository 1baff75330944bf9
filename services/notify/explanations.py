"""Explanations: why somebody was or was not told of a message, for that person alone.

Called by routes.decisions. Decisions are kept for seven days; in large groups only those who were told can be
answered. Whoever the decision was not about learns nothing, not even that there is such a message.
"""

from typing import Literal

from services.common.errors import NotFound
from services.common.shapes import Answer
from services.notify.reasons import SENTENCES, Reason
from services.notify.records import notification_id
from services.notify.stores.decisions import DecisionStore
from services.notify.stores.notifications import NotificationStore

TOLD = "You were notified."


class Explanation(Answer):
    """`reason` is null for who was told; `explanation` says it in a sentence."""

    conversation_id: str
    seq: int
    message_no: int
    outcome: Literal["notified", "not_notified"]
    reason: Reason | None
    explanation: str
    decided_at: str


class Explanations:
    def __init__(self, decisions: DecisionStore, notifications: NotificationStore):
        self._decisions, self._notifications = decisions, notifications

    def explain(self, user_id: str, conversation_id: str, seq: int) -> Explanation:
        """Raises NotFound when nothing is known about this person and event."""
        decision = self._decisions.find(conversation_id, seq)
        if decision is None:
            raise NotFound("decision")
        # What is stored was told, whatever a repeated look at the event came to.
        was_told = self._notifications.exists(notification_id(user_id, conversation_id, seq, decision.at))
        reason = None if was_told else decision.reasons.get(user_id)
        if not was_told and reason is None:
            raise NotFound("decision")
        return Explanation(
            conversation_id=conversation_id,
            seq=seq,
            message_no=decision.message_no,
            outcome="notified" if was_told else "not_notified",
            reason=reason,
            explanation=SENTENCES[reason] if reason else TOLD,
            decided_at=decision.decided_at,
        )
