"""Subscriptions: what NATS brings to this process, and the interest that the hub takes in it.

One subscription per conversation with members here, one per connected user; presence and typing marks are so few that
one subscription for all of them is cheaper than many. Callbacks run in the bus's loop and never wait.
"""

import msgspec

from services.common import frames, requests, subjects
from services.common.bus import Bus, Message, Subscription
from services.realtime import logged, wire
from services.realtime.hub import Hub
from services.realtime.joins import Joins
from services.realtime.presences import Presences
from services.realtime.typing_marks import TypingMarks

_joined = msgspec.json.Decoder(requests.Joined)
_typing = msgspec.json.Decoder(frames.TypingFrame)
_presence = msgspec.json.Decoder(frames.PresenceFrame)


class Subscriptions:
    """Feeds the hub; `listen` says where the rest goes."""

    def __init__(self, bus: Bus):
        self._bus = bus
        self._hub: Hub
        self._joins: Joins
        self._presences: Presences
        self._typing_marks: TypingMarks
        # One bound method for all: there are tens of thousands of subscriptions.
        self._hear_conversation, self._hear_user = self._on_conversation, self._on_user

    def listen(self, hub: Hub, joins: Joins, presences: Presences, typing_marks: TypingMarks) -> None:
        """Called once, by app.py."""
        self._hub, self._joins, self._presences, self._typing_marks = hub, joins, presences, typing_marks
        self._bus.subscribe(subjects.typing("*"), self._on_typing)
        self._bus.subscribe(subjects.presence("*"), self._on_presence)

    def follow_conversation(self, conversation_id: str) -> Subscription:
        """Events and read positions of one conversation."""
        return self._bus.subscribe(subjects.conversation(conversation_id), self._hear_conversation)

    def follow_user(self, user_id: str) -> Subscription:
        """What is said to one user."""
        return self._bus.subscribe(subjects.user(user_id), self._hear_user)

    def _on_conversation(self, message: Message) -> None:
        _, what, conversation_id = message.subject.split(".")
        if what == "event":
            self._hub.receive(conversation_id, logged.parse(message.data))
        elif what == "read":
            conversation = self._hub.conversations.get(conversation_id)
            if conversation is not None:
                conversation.tell(wire.text(message.data))

    def _on_user(self, message: Message) -> None:
        _, user_id, what = message.subject.split(".")
        user = self._hub.users.get(user_id)
        if user is None:
            return
        if what == "joined":
            joined = _joined.decode(message.data)
            self._joins.join(user, joined.conversation_id, joined.seq)
        else:
            frame = wire.text(message.data)
            for connection in list(user.connections):
                connection.put(frame)

    def _on_typing(self, message: Message) -> None:
        mark = _typing.decode(message.data)
        self._typing_marks.hear(mark.conversation_id, mark.user_id, message.data)

    def _on_presence(self, message: Message) -> None:
        self._presences.hear(_presence.decode(message.data))
