"""Repairs: reading what a conversation of this process has missed, in the name of one of its members.

The hub asks for it on a jump in the numbers, checks.py when a head is further than we know. NATS may lose everything:
the log is the truth.
"""

import gevent
from gevent.lock import BoundedSemaphore

from services.common import logs
from services.common.errors import NotFound, Problem
from services.realtime.chat import Chat
from services.realtime.conversations import Conversation
from services.realtime.hub import Hub
from services.realtime.logged import Logged

GRACE_SECONDS = 0.05
"""How long the missing event may be just late: two processes announce independently."""
AT_ONCE = 8
TRIES = 4
READERS = 3

log = logs.get_logger("repairs")


class Repairs:
    """Give it chat and the hub. `events_read` counts what was missing."""

    def __init__(self, chat: Chat, hub: Hub):
        self._chat, self._hub = chat, hub
        self._turns = BoundedSemaphore(AT_ONCE)
        self.events_read = 0

    def need(self, conversation: Conversation) -> None:
        """The conversation is behind its head; returns at once."""
        if not conversation.is_repairing and conversation.has_members:
            conversation.is_repairing = True
            gevent.spawn(self._repair, conversation)

    def _repair(self, conversation: Conversation) -> None:
        try:
            gevent.sleep(GRACE_SECONDS)
            for attempt in range(TRIES):
                if conversation.position >= conversation.head or not conversation.has_members:
                    return
                try:
                    with self._turns:
                        self._read_on(conversation)
                except Problem as problem:
                    log.warning("repair waits", conversation_id=conversation.conversation_id, error=problem.message)
                gevent.sleep(0.2 * (attempt + 1))
            # Not to be had now. The next event or the next check of heads asks again.
            conversation.head = conversation.position
        finally:
            conversation.is_repairing = False

    def _read_on(self, conversation: Conversation) -> None:
        refused: set[str] = set()
        while conversation.position < conversation.head and conversation.has_members:
            page = self._page(conversation, refused)
            if not page:
                break
            before = conversation.position
            for event in page:
                conversation.receive(event)
            self.events_read += conversation.position - before
        for user_id in refused:
            # The log was read to its end and did not say it, but chat does not let them in.
            user = self._hub.users.get(user_id)
            if user is not None and conversation.conversation_id in user.conversations:
                self._hub.expel(user, conversation)

    def _page(self, conversation: Conversation, refused: set[str]) -> list[Logged]:
        """The next events, read as any member; those who turn out not to be one are noted in `refused`."""
        members = {connection.user.user_id for connection in conversation.live if connection.user}
        members |= {catchup.user_id for catchup in conversation.catching.values()}
        candidates = [*sorted(members - refused)[:READERS]]
        for user_id in candidates:
            try:
                return self._chat.events(user_id, conversation.conversation_id, conversation.position)
            except NotFound:
                refused.add(user_id)
        # All of ours were removed: somebody else's reading tells them so, in the order of the log.
        try:
            for user_id in self._chat.members(conversation.conversation_id)[:1]:
                return self._chat.events(user_id, conversation.conversation_id, conversation.position)
        except NotFound:
            pass
        refused |= members
        return []
