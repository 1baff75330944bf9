"""Typing: who writes in a conversation just now. Never stored, first to be dropped.

Called by inbox.py for what a client says and by subscriptions.py for what NATS brings, our own included.
"""

import time

from services.common import frames, subjects
from services.common.bus import Bus
from services.common.errors import NotFound
from services.realtime import refusals, wire
from services.realtime.connections import Connection
from services.realtime.hub import Hub

PAUSE_SECONDS = 2.0


class TypingMarks:
    """Give it the bus and the hub."""

    def __init__(self, bus: Bus, hub: Hub):
        self._bus, self._hub = bus, hub

    def take(self, connection: Connection, frame: frames.StartTyping) -> None:
        """Announce it, at most once in two seconds a conversation; more is not even refused."""
        user = connection.user
        if user is None:
            return
        if frame.conversation_id not in user.conversations:
            refusals.refuse(connection, NotFound("conversation"))
            return
        now = time.monotonic()
        typed_at = {each: at for each, at in (connection.typed_at or {}).items() if now - at < PAUSE_SECONDS}
        connection.typed_at = typed_at
        if frame.conversation_id in typed_at:
            return
        typed_at[frame.conversation_id] = now
        mark = frames.TypingFrame(conversation_id=frame.conversation_id, user_id=user.user_id)
        self._bus.publish(subjects.typing(frame.conversation_id), frames.encode(mark))

    def hear(self, conversation_id: str, user_id: str, payload: bytes) -> None:
        """Tell the members connected here; it is no news to the one who types."""
        conversation = self._hub.conversations.get(conversation_id)
        if conversation is not None and conversation.has_members:
            conversation.tell_droppable(wire.text(payload), but_user_id=user_id)
