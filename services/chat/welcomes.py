"""Telling the first members of a new conversation that they are in it.

A creation puts no event into the log, so this is announced apart: by the process that created the conversation, or by
the one that took over its lease. `owe` remembers, a greenlet of log.py calls `work`.
"""

import msgspec
from gevent.event import Event

from services.chat.leases import LeaseKeeper
from services.chat.stores.conversations import ConversationStore
from services.chat.stores.members import MemberStore
from services.common import subjects
from services.common.bus import Bus
from services.common.errors import Unavailable
from services.common.requests import Joined


class Welcomes:
    def __init__(self, bus: Bus, conversations: ConversationStore, members: MemberStore, leases: LeaseKeeper):
        self._bus, self._conversations, self._members, self._leases = bus, conversations, members, leases
        self.arrived = Event()
        """Set when there is something to do."""
        self._owed: dict[str, None] = {}

    @property
    def is_done(self) -> bool:
        return not self._owed

    def owe(self, conversation_id: str) -> None:
        """The lease must know of the creation."""
        self._owed[conversation_id] = None
        self.arrived.set()

    def work(self) -> bool:
        """Tell the members of one conversation; False when there is none, or it must wait."""
        if not self._owed or not self._bus.is_connected:
            return False
        conversation_id = next(iter(self._owed))
        try:
            # Members are written before the conversation: without it, the creation did not happen.
            if self._conversations.find(conversation_id) is not None:
                self._tell(conversation_id)
        except Unavailable:
            return False
        del self._owed[conversation_id]
        self._leases.end_creating(conversation_id)
        return True

    def _tell(self, conversation_id: str) -> None:
        joined = msgspec.json.encode(Joined(conversation_id=conversation_id, seq=0))
        for member in self._members.of_conversation(conversation_id):
            self._bus.publish(subjects.joined(member.user_id), joined)
        self._bus.flush()
