"""Hellos: from a first frame to a connection that hears everything live, without a gap and without a double.

Called by inbox.py. The order is what makes it right (design §5): be registered, then read the heads, then subscribe and
attach (live events are heard from here on), then read the log after each cursor, merge by seq, `caught`.
"""

import random
import time
from collections.abc import Callable

import gevent

from services.common import frames, ids, logs
from services.common.errors import Problem, Unauthenticated, Unavailable
from services.common.requests import Heads
from services.common.tokens import Identity
from services.realtime import chat, refusals
from services.realtime.admissions import Admission
from services.realtime.connections import GREETING, READY, Connection
from services.realtime.conversations import Conversation
from services.realtime.hub import Hub
from services.realtime.joins import Joins
from services.realtime.replays import Read, Replays
from services.realtime.users import LocalUser

HEARTBEAT_SECONDS = 25

log = logs.get_logger("hellos")


class Hellos:
    """`greeted` is called with each connection that may be served now; `on_seconds` with how long a hello took."""

    def __init__(
        self,
        verify: Callable[[str], Identity],
        asked: chat.Chat,
        hub: Hub,
        joins: Joins,
        replays: Replays,
        admission: Admission,
        connections_per_user: int,
    ):
        self._verify, self._chat, self._hub = verify, asked, hub
        self._joins, self._replays, self._admission = joins, replays, admission
        self._connections_per_user = connections_per_user
        self.greeted: Callable[[Connection], None] = lambda connection: None
        self.on_seconds: Callable[[float], None] = lambda seconds: None

    def take(self, connection: Connection, hello: frames.Hello) -> None:
        """Begin to greet; returns at once."""
        if self._admission.is_full:
            refusals.close_busy(connection, self._admission.book())
            return
        connection.stage = GREETING
        gevent.spawn(self._greet, connection, hello)

    def _greet(self, connection: Connection, hello: frames.Hello) -> None:
        begun_at = time.monotonic()
        logs.request_id.set(ids.new_request_id())
        with self._admission:
            try:
                if connection.is_open:
                    self._admit(connection, hello)
            except Unauthenticated as problem:
                connection.close(refusals.UNAUTHENTICATED, problem.message)
            except Unavailable:
                refusals.close_busy(connection)
            except Problem as problem:
                log.error("hello failed", error=problem.message)
                refusals.close_busy(connection)
            except Exception as error:
                log.exception("hello failed", error)
                refusals.close_busy(connection)
        self.on_seconds(time.monotonic() - begun_at)

    def _admit(self, connection: Connection, hello: frames.Hello) -> None:
        identity = self._verify(hello.token)
        if not connection.is_open:
            return
        connection.session_id, connection.expires_at = identity.session_id, identity.expires_at
        user = self._hub.enter(connection, identity.user_id)
        if len(user.connections) > self._connections_per_user:
            connection.close(refusals.TOO_FAST, "too many connections")
            return
        asked_at = time.monotonic()
        heads = self._chat.known_heads(identity.user_id)
        self._admission.answered(time.monotonic() - asked_at)
        if connection.is_open:
            self._begin_epoch(connection, heads.epoch)
            self._welcome(connection, user, hello, heads)

    def _begin_epoch(self, connection: Connection, epoch: str) -> None:
        """After a restore of the database, what everybody here was told means nothing: let them come again."""
        if not self._hub.begin_epoch(epoch):
            return
        log.warning("the database has another history", epoch=epoch)
        for other in list(self._hub.connections):
            if other is not connection and other.stage != GREETING:
                other.close(refusals.RESTART, refusals.delay(random.uniform(0, 5)))  # noqa: S311
        for conversation in list(self._hub.conversations.values()):
            self._hub.drop(conversation)

    def _welcome(self, connection: Connection, user: LocalUser, hello: frames.Hello, heads: Heads) -> None:
        ready = frames.Ready(
            connection_id=connection.connection_id,
            epoch=heads.epoch,
            user_id=user.user_id,
            heartbeat_seconds=HEARTBEAT_SECONDS,
            conversations=heads.conversations,
        )
        cursors = hello.cursors if hello.epoch in (None, heads.epoch) else {}
        # No waiting from here to the stage READY: whoever is attached hears live, and `ready` came first.
        connection.say(frames.encode(ready))
        reads: list[Read] = []
        new: list[Conversation] = []
        for head in heads.conversations:
            conversation, is_new = self._hub.serve(head.id, head.last_seq)
            if is_new:
                new.append(conversation)
            if head.id not in user.conversations:
                user.conversations[head.id] = conversation
                reads += self._tell_others(user, conversation, head.last_seq)
            start = cursors.get(head.id, head.last_seq)
            reads += self._attach(connection, user, conversation, start, head.last_seq, is_new)
        for conversation_id, seq in (user.joins or {}).items():
            # Joined while we were waiting for the heads.
            joined = user.conversations.get(conversation_id)
            if joined is not None and connection not in joined.live and connection not in joined.catching:
                reads += self._joins.attach(connection, user, joined, seq)
        connection.stage = READY
        if all(each.stage == READY for each in user.connections):
            user.joins = None
        self.greeted(connection)
        self._replays.read_all(self._confirm(user, new, reads))
        connection.say(frames.encode(frames.Caught()))

    def _tell_others(self, user: LocalUser, conversation: Conversation, seq: int) -> list[Read]:
        """The heads knew of a membership before it was announced here: the user's other connections learn of it."""
        if conversation.is_in_doubt(user.user_id, seq):
            return []
        others = [each for each in user.connections if each.stage == READY]
        return [read for other in others for read in self._joins.attach(other, user, conversation, seq)]

    def _confirm(self, user: LocalUser, new: list[Conversation], reads: list[Read]) -> list[Read]:
        """Ask for the heads again now that we hear of these conversations; answers what is still to be read.

        What was announced before we heard is found, and so is a removal at or before the first head, which no event
        will tell us of: chat had looked at the members before and at the logs after it.
        """
        if not new:
            return reads
        answer = self._chat.heads_among(user.user_id, [conversation.conversation_id for conversation in new])
        heads = {head.id: head.last_seq for head in answer.conversations}
        for conversation in new:
            conversation.expect(heads.get(conversation.conversation_id, 0))
        return [read for read in reads if not self._is_level(read, heads)]

    def _is_level(self, read: Read, heads: dict[str, int]) -> bool:
        _, conversation, catchup = read
        is_confirmed = heads.get(conversation.conversation_id) == catchup.reached
        return catchup.is_in_doubt and is_confirmed and self._replays.confirm(*read)

    def _attach(
        self, connection: Connection, user: LocalUser, conversation: Conversation, start: int, head: int, is_new: bool
    ) -> list[Read]:
        to = max(head, conversation.position)
        if to - start > chat.PAGE:
            gap = frames.Gap(conversation_id=conversation.conversation_id, from_=start + 1, to=to)
            connection.say(frames.encode(gap))
            start = to
        catchup = conversation.attach(connection, user.user_id, start, head, is_in_doubt=is_new)
        return [] if catchup is None else [(connection, conversation, catchup)]
