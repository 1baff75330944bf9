"""Replays: reading the log for a connection that has missed something, until it is level with the others.

Called by hellos.py and joins.py in their greenlets. What is read is also given to the conversation: if the process
had missed it too, everybody is told.
"""

import time

import gevent
from gevent.pool import Pool

from services.common import frames, logs
from services.common.errors import NotFound, Problem
from services.realtime import refusals
from services.realtime.catchups import Catchup
from services.realtime.chat import Chat
from services.realtime.connections import Connection
from services.realtime.conversations import Conversation
from services.realtime.hub import Hub
from services.realtime.logged import Logged

READS_AT_ONCE = 8
ROUNDS = 8
TRIES = 3
SLOW_SECONDS = 20.0
REMOVAL_CHECKS, REMOVAL_CHECK_SECONDS = 10, 0.5

log = logs.get_logger("replays")

Read = tuple[Connection, Conversation, Catchup]
"""Which connection has what to catch up with in which conversation."""


class Replays:
    """Give it chat and the hub."""

    def __init__(self, chat: Chat, hub: Hub):
        self._chat, self._hub = chat, hub

    def read_all(self, reads: list[Read]) -> None:
        """Do what several attachments asked for, a few at a time; returns when all are level."""
        if len(reads) == 1:
            self.read(*reads[0])
        elif reads:
            pool = Pool(READS_AT_ONCE)
            for read in reads:
                pool.spawn(self.read, *read)
            pool.join()

    def read(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> None:
        """Put what is missing, then let the connection hear live; closes it as busy if chat does not answer."""
        try:
            self._read(connection, conversation, catchup)
        finally:
            conversation.finish(connection, catchup)

    def _read(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> None:
        for round_number in range(ROUNDS):
            try:
                page = self._page(catchup, conversation)
            except NotFound:
                self._put(connection, catchup, catchup.expel())
                self._settle(connection, conversation, catchup)
                gevent.spawn(self._let_go, connection, conversation, catchup)
                return
            except Problem as problem:
                log.warning("replay failed", conversation_id=conversation.conversation_id, error=problem.message)
                refusals.close_busy(connection)
                return
            self._put(connection, catchup, catchup.replay(page))
            for event in page:
                self._hub.receive(conversation.conversation_id, event)
            if self._merge(connection, conversation, catchup):
                return
            if not page:
                # Announced, and not to be read yet: a moment usually does it.
                gevent.sleep(0.05 * (round_number + 1))
        self.skip(connection, conversation, catchup, conversation.position)
        self._merge(connection, conversation, catchup)

    def confirm(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> bool:
        """Chat says that the user is a member and misses nothing: whether that makes the connection level."""
        if conversation.is_in_doubt(catchup.user_id):
            return False
        catchup.is_in_doubt = False
        return self._merge(connection, conversation, catchup)

    def skip(self, connection: Connection, conversation: Conversation, catchup: Catchup, to: int) -> None:
        """Tell the client to fetch everything up to `to` itself."""
        if to > catchup.reached and not catchup.is_replaced:
            gap = frames.Gap(conversation_id=conversation.conversation_id, from_=catchup.reached + 1, to=to)
            catchup.reached = to
            connection.say(frames.encode(gap))

    def _page(self, catchup: Catchup, conversation: Conversation) -> list[Logged]:
        # Chat has just said that the user is a member: what everybody here was told, they may be told too.
        recalled = [] if catchup.is_in_doubt else conversation.recall(catchup.reached)
        if recalled:
            return recalled
        for attempt in range(TRIES - 1):
            try:
                return self._chat.events(catchup.user_id, conversation.conversation_id, catchup.reached)
            except NotFound:
                raise
            except Problem:
                gevent.sleep(0.2 * (attempt + 1))
        return self._chat.events(catchup.user_id, conversation.conversation_id, catchup.reached)

    def _merge(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> bool:
        if catchup.is_replaced:
            return True
        heard = catchup.merge(conversation.position)
        if heard is None:
            return not connection.is_open
        # In the same turn as the merge: from here on the connection hears for itself.
        for event in heard:
            connection.put(event.frame)
        self._settle(connection, conversation, catchup)
        return True

    def _settle(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> None:
        if catchup.is_over or (catchup.is_expelled and conversation.is_in_doubt(catchup.user_id)):
            # The conversation has passed the removal already; else it is told when it gets there.
            user = connection.user
            if user is not None and conversation.catching.get(connection) is catchup:
                self._hub.expel(user, conversation)
            return
        conversation.level(connection)

    def _let_go(self, connection: Connection, conversation: Conversation, catchup: Catchup) -> None:
        """Wait until the removal is told; let go without it when the whole log is told and it was not there."""
        for _ in range(REMOVAL_CHECKS):
            gevent.sleep(REMOVAL_CHECK_SECONDS)
            if conversation.catching.get(connection) is not catchup:
                return
            try:
                heads = self._chat.check({conversation.conversation_id: conversation.position})
            except Problem:
                continue
            if not heads:
                break
            conversation.expect(heads[conversation.conversation_id])
        if connection.user is not None and conversation.catching.get(connection) is catchup:
            self._hub.expel(connection.user, conversation)

    def _put(self, connection: Connection, catchup: Catchup, events: list[Logged]) -> None:
        """Put many frames no faster than the client reads, and none when another catch-up tells them."""
        for event in events:
            if catchup.is_replaced:
                return
            deadline = time.monotonic() + SLOW_SECONDS
            while connection.is_half_full and connection.is_open:
                if time.monotonic() > deadline:
                    connection.close_slow()
                gevent.sleep(0.01 if connection.is_blocked else 0)
            connection.put(event.frame)
        self._hub.deliveries += len(events)
