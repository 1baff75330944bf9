"""Sends: messages from a connection to chat, at most one on the way per conversation, the rest waiting in order.

Called by inbox.py. A client that waits for its ack before the next send never queues here; one that does not still
gets its own order. What fails without an answer takes those behind it along, so that a retry cannot be overtaken.
"""

from collections import deque

import gevent

from services.common import frames, ids, logs
from services.common.errors import Problem, TooMany, Unavailable
from services.common.requests import SendMessage
from services.realtime import refusals
from services.realtime.chat import Chat
from services.realtime.connections import Connection
from services.realtime.hub import Hub

WAITING_LIMIT = 64
"""Sends of one connection that wait for others."""

log = logs.get_logger("sends")

Lane = deque[frames.Send]


class Sends:
    """`in_flight`: conversations of connections with a send on the way; the drain waits for none."""

    def __init__(self, chat: Chat, hub: Hub):
        self._chat, self._hub = chat, hub
        self.in_flight = 0

    def take(self, connection: Connection, frame: frames.Send) -> None:
        """Pass the message on, or queue it behind the one on the way; returns at once."""
        if self._hub.is_draining:
            refusals.refuse(connection, Unavailable("The server is about to restart. Try again.", retry=1.0), frame.ref)
            return
        if connection.typed_at is not None:
            # What is typed after this is another message, to be told at once.
            connection.typed_at.pop(frame.conversation_id, None)
        lanes = connection.lanes
        if lanes is None:
            lanes = connection.lanes = {}
        lane = lanes.get(frame.conversation_id)
        if lane is None:
            lane = lanes[frame.conversation_id] = deque()
            self.in_flight += 1
            gevent.spawn(self._work, connection, frame, lane)
        elif sum(map(len, lanes.values())) >= WAITING_LIMIT:
            refusals.refuse(connection, TooMany("Too many messages are waiting to be stored.", retry=1.0), frame.ref)
        else:
            lane.append(frame)

    def _work(self, connection: Connection, first: frames.Send, lane: Lane) -> None:
        frame = first
        try:
            while True:
                self._send(connection, frame, lane)
                if not lane or not connection.is_open:
                    return
                frame = lane.popleft()
        finally:
            self.in_flight -= 1
            lanes = connection.lanes or {}
            lanes.pop(first.conversation_id, None)
            if not lanes:
                connection.lanes = None

    def _send(self, connection: Connection, frame: frames.Send, lane: Lane) -> None:
        user = connection.user
        if user is None:
            return
        logs.request_id.set(ids.new_request_id())
        message = SendMessage(
            user_id=user.user_id,
            conversation_id=frame.conversation_id,
            client_message_id=frame.client_message_id,
            body=frame.body,
            reply_to=frame.reply_to,
            attachment_ids=frame.attachment_ids,
        )
        try:
            ack = self._chat.send(message)
        except Problem as problem:
            refusals.refuse(connection, problem, frame.ref)
            if problem.status >= 500:
                while lane:
                    refusals.refuse(connection, problem, lane.popleft().ref)
            return
        answer = frames.AckFrame(
            ref=frame.ref,
            conversation_id=ack.conversation_id,
            client_message_id=ack.client_message_id,
            seq=ack.seq,
            message_no=ack.message_no,
            at=ack.at,
            duplicate=ack.duplicate,
        )
        connection.say(frames.encode(answer))
        if self._hub.is_deaf():
            # No announcement will bring it: let those who are connected here have it at once all the same.
            self._hub.expect(ack.conversation_id, ack.seq)
        log.info("message passed on", conversation_id=ack.conversation_id, seq=ack.seq, duplicate=ack.duplicate)
