"""The hub: who is connected to this process, and which conversations it tells them about.

One per process. hellos.py and joins.py bring connections in, sockets.py reports when they go, subscriptions.py brings
what NATS says. It subscribes to a conversation when its first member arrives and lets go of it a minute after the last
one left; the same with users.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol

from services.common import logs
from services.realtime.connections import Connection
from services.realtime.conversations import Conversation
from services.realtime.logged import Logged
from services.realtime.users import LocalUser

LINGER_SECONDS = 60.0
"""Longer than a reconnect storm: whoever comes back to what is still heard here needs to ask chat only once."""

log = logs.get_logger("hub")


class Feed(Protocol):
    """Where announcements come from: subscriptions.py. `close()` on what is answered ends the interest."""

    def follow_conversation(self, conversation_id: str) -> Any: ...

    def follow_user(self, user_id: str) -> Any: ...


class Hub:
    """Attributes: `users`, `conversations` by id, `connections`; `epoch` of the database once it is known.

    `deliveries` counts events put to connections. Set by wiring.py: `missing`, called with a conversation that misses
    events; `newly_member`, with a user who is connected here, a conversation and the seq that made them a member;
    `is_deaf`: whether no announcements come in at the moment.
    """

    def __init__(self, feed: Feed):
        self._feed = feed
        self.users: dict[str, LocalUser] = {}
        self.conversations: dict[str, Conversation] = {}
        self.connections: dict[Connection, None] = {}
        self.epoch: str | None = None
        self.deliveries = 0
        self.is_draining = False
        self.missing: Callable[[Conversation], None] = lambda conversation: None
        self.newly_member: Callable[[LocalUser, str, int], None] = lambda user, conversation_id, seq: None
        self.is_deaf: Callable[[], bool] = lambda: False

    # -- connections

    def enter(self, connection: Connection, user_id: str) -> LocalUser:
        """The connection now belongs to the user; the first one also begins to hear what is said to the user."""
        user = self.users.get(user_id)
        if user is None:
            user = self.users[user_id] = LocalUser(user_id)
            user.subscription = self._feed.follow_user(user_id)
        user.left_at = None
        user.connections.append(connection)
        connection.user = user
        return user

    def leave(self, connection: Connection) -> None:
        """The connection is closing: it is told nothing more."""
        self.connections.pop(connection, None)
        user = connection.user
        if user is None or connection not in user.connections:
            return
        user.connections.remove(connection)
        for conversation in user.conversations.values():
            conversation.detach(connection)
        if not user.connections:
            user.left_at = time.monotonic()
            user.conversations = {}

    # -- conversations

    def serve(self, conversation_id: str, position: int) -> tuple[Conversation, bool]:
        """The conversation, and whether it is new here: then it starts at `position` and may have missed the latest."""
        conversation = self.conversations.get(conversation_id)
        if conversation is not None:
            return conversation, False
        conversation = self.conversations[conversation_id] = Conversation(conversation_id, position, self)
        conversation.subscription = self._feed.follow_conversation(conversation_id)
        return conversation, True

    def receive(self, conversation_id: str, event: Logged) -> None:
        """An event of the log, from wherever."""
        conversation = self.conversations.get(conversation_id)
        if conversation is None:
            return
        if conversation.has_members or event.seq <= conversation.position + 1:
            conversation.receive(event)
        else:
            # Nobody here could ask for what is missing: begin anew when somebody comes.
            self.drop(conversation)

    def expect(self, conversation_id: str, head: int) -> None:
        """The log is known to go so far."""
        conversation = self.conversations.get(conversation_id)
        if conversation is not None:
            conversation.expect(head)

    def drop(self, conversation: Conversation) -> None:
        """Stop hearing of a conversation."""
        if self.conversations.get(conversation.conversation_id) is conversation:
            del self.conversations[conversation.conversation_id]
        conversation.subscription.close()

    def on_added(self, conversation: Conversation, user_id: str, seq: int) -> None:
        user = self.users.get(user_id)
        if user is not None and user.connections:
            self.newly_member(user, conversation.conversation_id, seq)

    def on_removed(self, conversation: Conversation, user_id: str, seq: int) -> None:
        user = self.users.get(user_id)
        if user is not None:
            self.expel(user, conversation, seq)

    def expel(self, user: LocalUser, conversation: Conversation, seq: int | None = None) -> None:
        """The user is no member any more: none of their connections is told anything after event `seq`."""
        user.conversations.pop(conversation.conversation_id, None)
        for connection in user.connections:
            conversation.detach(connection, removed_by=seq)
            if connection.looking_at == conversation.conversation_id:
                connection.looking_at = None

    def on_behind(self, conversation: Conversation) -> None:
        self.missing(conversation)

    # -- time

    def let_go(self) -> None:
        """Drop users and conversations that nobody has needed for a while; called every few seconds."""
        now = time.monotonic()
        since = now - LINGER_SECONDS
        for conversation in self.conversations.values():
            conversation.forget_recent(now)
        for user in [user for user in self.users.values() if user.left_at is not None and user.left_at < since]:
            del self.users[user.user_id]
            user.subscription.close()
        for conversation in [
            conversation
            for conversation in self.conversations.values()
            if conversation.left_at is not None and conversation.left_at < since
        ]:
            self.drop(conversation)

    def begin_epoch(self, epoch: str) -> bool:
        """Whether the database is another one than before: all positions known here mean nothing then."""
        if self.epoch == epoch:
            return False
        was_known, self.epoch = self.epoch is not None, epoch
        return was_known
