"""Joins: a user who is connected here has become a member of a conversation.

Known from `user.<id>.joined`, from the log of a conversation that is served here, or from a comparison after bus
trouble (checks.py); whichever comes first counts.
"""

import gevent

from services.common import frames
from services.common.errors import Problem
from services.realtime.chat import Chat
from services.realtime.connections import READY, Connection
from services.realtime.conversations import Conversation
from services.realtime.hub import Hub
from services.realtime.replays import Read, Replays
from services.realtime.users import LocalUser


class Joins:
    """Give it chat, the hub and the replays."""

    def __init__(self, chat: Chat, hub: Hub, replays: Replays):
        self._chat, self._hub, self._replays = chat, hub, replays

    def join(self, user: LocalUser, conversation_id: str, seq: int) -> None:
        """Tell all ready connections of the user, and let them hear the events after `seq`; returns at once."""
        known = user.conversations.get(conversation_id)
        if not user.connections or (known is not None and not known.has_expelled(user.user_id)):
            return
        conversation, is_new = self._hub.serve(conversation_id, seq)
        user.conversations[conversation_id] = conversation
        reads: list[Read] = []
        for connection in user.connections:
            # Who is still being greeted is told by hellos.py.
            if connection.stage != READY:
                user.joins = user.joins or {}
                user.joins[conversation_id] = seq
            elif connection not in conversation.live:
                reads += self.attach(connection, user, conversation, seq)
        if reads or is_new:
            gevent.spawn(self._complete, conversation, reads, is_new)

    def attach(self, connection: Connection, user: LocalUser, conversation: Conversation, seq: int) -> list[Read]:
        """Say `joined` to one connection and attach it; answers what must be read for it, if anything."""
        joined = frames.Joined(conversation_id=conversation.conversation_id, last_seq=seq)
        connection.say(frames.encode(joined))
        catchup = conversation.attach(connection, user.user_id, seq, seq)
        return [] if catchup is None else [(connection, conversation, catchup)]

    def check_new(self, conversations: list[Conversation]) -> None:
        """Ask whether anything was announced before our subscription was there. Raises Unavailable."""
        if not conversations:
            return
        heads = self._chat.check({each.conversation_id: each.position for each in conversations})
        for conversation in conversations:
            if conversation.conversation_id in heads:
                conversation.expect(heads[conversation.conversation_id])

    def _complete(self, conversation: Conversation, reads: list[Read], is_new: bool) -> None:
        self._replays.read_all(reads)
        if is_new:
            try:
                self.check_new([conversation])
            except Problem:
                # The next regular check asks again.
                return
