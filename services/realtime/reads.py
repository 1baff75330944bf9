"""Reads: read positions from a connection to chat, which alone knows whether they grow.

Called by inbox.py. Of several for one conversation only the furthest is passed on. Chat announces it to all members,
the reader's other devices among them; here nothing is answered but errors.
"""

import gevent

from services.common import frames, ids, logs
from services.common.errors import Problem, TooMany
from services.realtime import refusals
from services.realtime.chat import Chat
from services.realtime.connections import Connection

WAITING_LIMIT = 256
"""Conversations of one connection whose read position waits."""


class Reads:
    """Give it chat."""

    def __init__(self, chat: Chat):
        self._chat = chat

    def take(self, connection: Connection, frame: frames.MarkRead) -> None:
        """Pass the read position on; returns at once."""
        waiting = connection.reads
        if waiting is None:
            connection.reads = {frame.conversation_id: frame.message_no}
            gevent.spawn(self._work, connection, connection.reads)
        elif len(waiting) >= WAITING_LIMIT:
            refusals.refuse(connection, TooMany("Too many read marks are waiting.", retry=1.0))
        else:
            waiting[frame.conversation_id] = max(frame.message_no, waiting.get(frame.conversation_id, 0))

    def _work(self, connection: Connection, waiting: dict[str, int]) -> None:
        user = connection.user
        logs.request_id.set(ids.new_request_id())
        try:
            while waiting and user is not None:
                conversation_id, message_no = next(iter(waiting.items()))
                del waiting[conversation_id]
                try:
                    self._chat.mark_read(user.user_id, conversation_id, message_no)
                except Problem as problem:
                    refusals.refuse(connection, problem)
        finally:
            connection.reads = None
