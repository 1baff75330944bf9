"""Checks: asking chat whether our knowledge is still the truth, because NATS may lose anything without a word.

Every 20 s ± 25 % the heads of all conversations served here, in few questions; at once after bus trouble, and then also
the memberships of everybody connected here. Started by app.py after the fork.
"""

import random
import time

import gevent
from gevent.event import Event

from services.common import logs
from services.common.errors import Problem
from services.realtime.chat import Chat
from services.realtime.hub import Hub
from services.realtime.joins import Joins
from services.realtime.users import LocalUser

PERIOD_SECONDS = 20.0
SPREAD = 0.25
PORTION = 1_000
"""Conversations in one question: about 35 KB."""
TROUBLE_PAUSE_SECONDS = 0.5
"""Trouble comes in bursts: one check serves them all."""
USERS_PER_SECOND = 200.0

log = logs.get_logger("checks")


class Checks:
    """Give it chat, the hub and the joins; hand `trouble` to the bus."""

    def __init__(self, chat: Chat, hub: Hub, joins: Joins):
        self._chat, self._hub, self._joins = chat, hub, joins
        self._trouble = Event()
        self._users_in_doubt: dict[str, None] = {}

    def start(self) -> None:
        gevent.spawn(self._watch_heads)
        gevent.spawn(self._watch_memberships)

    def trouble(self) -> None:
        """Announcements may have been lost."""
        self._users_in_doubt.update(dict.fromkeys(self._hub.users))
        self._trouble.set()

    def _watch_heads(self) -> None:
        while True:
            spread = random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - spreading load, no secret
            if self._trouble.wait(PERIOD_SECONDS * spread):
                gevent.sleep(TROUBLE_PAUSE_SECONDS)
                self._trouble.clear()
            try:
                self.check_heads()
            except Problem as problem:
                log.warning("heads not checked", error=problem.message)
            except Exception as error:
                log.exception("heads not checked", error)

    def check_heads(self) -> None:
        """Compare the heads of all conversations served here; what is behind is repaired. Raises Unavailable."""
        served = [each for each in self._hub.conversations.values() if each.has_members]
        for first in range(0, len(served), PORTION):
            portion = {each.conversation_id: each.position for each in served[first : first + PORTION]}
            for conversation_id, head in self._chat.check(portion).items():
                conversation = self._hub.conversations.get(conversation_id)
                if conversation is not None:
                    conversation.expect(head)

    def _watch_memberships(self) -> None:
        while True:
            begun_at = time.monotonic()
            while self._users_in_doubt:
                user_id = next(iter(self._users_in_doubt))
                user = self._hub.users.get(user_id)
                try:
                    if user is not None and user.connections:
                        self.check_memberships(user)
                except Problem:
                    # Still in trouble: go on with the same user later.
                    break
                except Exception as error:
                    log.exception("memberships not checked", error, user_id=user_id)
                self._users_in_doubt.pop(user_id, None)
                gevent.sleep(1 / USERS_PER_SECOND)
            gevent.sleep(max(0.1, 1.0 - (time.monotonic() - begun_at)))

    def check_memberships(self, user: LocalUser) -> None:
        """Attach the user to what they joined unheard, find out what removed them elsewhere. Raises Unavailable."""
        before = dict(user.conversations)
        heads = self._chat.heads(user.user_id)
        now_member = {head.id: head.last_seq for head in heads.conversations}
        for conversation_id, last_seq in now_member.items():
            if conversation_id not in user.conversations and conversation_id not in before:
                self._joins.join(user, conversation_id, last_seq)
        for conversation_id, conversation in before.items():
            if conversation_id not in now_member and conversation_id in user.conversations:
                # The removal is in the log: read on, at least one event.
                conversation.expect(conversation.position + 1)
