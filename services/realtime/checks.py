"""Checks: asking chat whether our knowledge is still the truth, because NATS may lose anything without a word.

Every 20 s ± 25 % the heads of all conversations served here, in few questions; at once after bus trouble, and then also
the memberships and read positions of everybody connected here. While no announcements come in at all both are asked
for again and again, as fast as a small share of the time allows: then this is what brings the events. Started by
wiring.py after the fork.
"""

import random
import time

import gevent
from gevent.event import Event

from services.common import frames, logs
from services.common.errors import Problem
from services.common.requests import Heads
from services.realtime import wire
from services.realtime.chat import Chat
from services.realtime.connections import READY
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
DEAF_PERIOD_SECONDS, DEAF_ROUND_SECONDS = 1.0, 8.0
"""Between two checks of the heads, and of the memberships, while no announcements come in; more when they take long."""
READS_LIMIT = 2_000
"""Read positions told to one connection at once: more would fill its outbox."""
DEAF_SHARE = 0.2
"""Of the time that may be spent on each of them then."""

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
        if not self._hub.is_deaf():
            # Else in rounds, as long as it lasts, and once more when it is over.
            self._users_in_doubt.update(dict.fromkeys(self._hub.users))
        self._trouble.set()

    def _watch_heads(self) -> None:
        spent = 0.0
        while True:
            if self._trouble.wait(self._pause(spent)):
                gevent.sleep(TROUBLE_PAUSE_SECONDS)
                self._trouble.clear()
            begun_at = time.monotonic()
            try:
                self.check_heads()
            except Problem as problem:
                log.warning("heads not checked", error=problem.message)
            except Exception as error:
                log.exception("heads not checked", error)
            spent = time.monotonic() - begun_at

    def _pause(self, spent: float) -> float:
        """Until the next check of the heads, of which the last one took `spent` seconds."""
        period = PERIOD_SECONDS
        if self._hub.is_deaf():
            period = min(period, max(DEAF_PERIOD_SECONDS, spent / DEAF_SHARE))
        return period * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - spreading load, no secret

    def check_heads(self) -> None:
        """Compare the heads of all conversations served here; what is behind is repaired. Raises Unavailable."""
        served = [each for each in self._hub.conversations.values() if each.has_members]
        for first in range(0, len(served), PORTION):
            portion = {each.conversation_id: each.position for each in served[first : first + PORTION]}
            for conversation_id, head in self._chat.check(portion).items():
                self._hub.expect(conversation_id, head)

    def _watch_memberships(self) -> None:
        rounded_at = time.monotonic()
        while True:
            begun_at = time.monotonic()
            while self._users_in_doubt:
                asked_at = time.monotonic()
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
                spent = time.monotonic() - asked_at
                gevent.sleep(max(1 / USERS_PER_SECOND, spent / DEAF_SHARE if self._hub.is_deaf() else spent))
            if self._hub.is_deaf() and not self._users_in_doubt and time.monotonic() - rounded_at > DEAF_ROUND_SECONDS:
                rounded_at = time.monotonic()
                self._users_in_doubt.update(dict.fromkeys(self._hub.users))
            gevent.sleep(max(0.1, 1.0 - (time.monotonic() - begun_at)))

    def check_memberships(self, user: LocalUser) -> None:
        """Attach the user to what they joined unheard, find out what removed them elsewhere, and tell their devices how
        far they have read on others. Raises Unavailable."""
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
        self._tell_reads(user, heads)

    def _tell_reads(self, user: LocalUser, heads: Heads) -> None:
        reads = [(head.id, head.read_message_no) for head in heads.conversations if head.read_message_no][:READS_LIMIT]
        if not reads or hash(tuple(reads)) == user.reads_told:
            return
        user.reads_told = hash(tuple(reads))
        told = [
            frames.ReadFrame(conversation_id=each, user_id=user.user_id, message_no=number) for each, number in reads
        ]
        # One piece, however many conversations: frames of which one would be too many for an outbox.
        piece = b"".join(wire.text(frames.encode(frame)) for frame in told)
        for connection in list(user.connections):
            if connection.stage == READY:
                connection.put_droppable(piece)
