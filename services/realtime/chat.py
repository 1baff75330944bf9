"""What realtime asks chat over the bus. Tests hand in a fake with the same methods.

Every method raises the Problem that chat raised, or Unavailable when nobody answers in time.
"""

import msgspec

from services.common import requests, subjects
from services.common.bus import Bus
from services.common.errors import TooLarge
from services.common.shapes import Ack
from services.realtime import logged
from services.realtime.logged import Logged

PAGE = 200
"""Events in one answer, unless they are long."""


class _RawEvents(msgspec.Struct):
    # Not decoded: the bytes go on to the socket as chat wrote them, whatever kinds later versions add.
    events: list[msgspec.Raw]


class Chat:
    """The questions, one method each."""

    def __init__(self, bus: Bus):
        self._bus = bus

    def heads(self, user_id: str) -> requests.Heads:
        """All conversations of the user, and where each log stands."""
        return self._bus.request(subjects.CHAT_HEADS, requests.HeadsOf(user_id=user_id), requests.Heads)

    def known_heads(self, user_id: str) -> requests.Heads:
        """The same for who hears what is announced; it may be a moment old."""
        question = requests.HeadsOf(user_id=user_id, is_live=True)
        return self._bus.request(subjects.CHAT_HEADS, question, requests.Heads)

    def heads_among(self, user_id: str, conversation_ids: list[str]) -> requests.Heads:
        """The heads of those of these conversations that are the user's."""
        question = requests.HeadsOf(user_id=user_id, conversation_ids=conversation_ids)
        return self._bus.request(subjects.CHAT_HEADS, question, requests.Heads)

    def events(self, user_id: str, conversation_id: str, after: int) -> list[Logged]:
        """The next page of a log, as a member may read it. Raises NotFound for others."""
        question = requests.EventsAfter(user_id=user_id, conversation_id=conversation_id, after=after, limit=PAGE)
        try:
            answer = self._bus.request(subjects.CHAT_EVENTS, question, _RawEvents)
        except TooLarge:
            question.limit = requests.LONG_EVENTS
            answer = self._bus.request(subjects.CHAT_EVENTS, question, _RawEvents)
        return [logged.parse(bytes(event)) for event in answer.events]

    def check(self, heads: dict[str, int]) -> dict[str, int]:
        """The heads of those logs that go further than said."""
        return self._bus.request(subjects.CHAT_CHECK, requests.KnownHeads(heads=heads), requests.KnownHeads).heads

    def members(self, conversation_id: str) -> list[str]:
        """User ids. Raises NotFound."""
        question = requests.MembersOf(conversation_id=conversation_id)
        answer = self._bus.request(subjects.CHAT_MEMBERS, question, requests.Members)
        return [member.user_id for member in answer.members]

    def shared(self, user_id: str, user_ids: list[str]) -> list[str]:
        """Those who share a conversation with the user."""
        question = requests.SharedWith(user_id=user_id, user_ids=user_ids)
        return self._bus.request(subjects.CHAT_SHARED, question, requests.UserIds).user_ids

    def send(self, message: requests.SendMessage) -> Ack:
        """Store a message. No answer means: unknown."""
        return self._bus.request(subjects.CHAT_SEND, message, Ack)

    def mark_read(self, user_id: str, conversation_id: str, message_no: int) -> None:
        question = requests.MarkReadUpTo(user_id=user_id, conversation_id=conversation_id, message_no=message_no)
        self._bus.request(subjects.CHAT_MARK_READ, question, requests.ReadUpTo)
