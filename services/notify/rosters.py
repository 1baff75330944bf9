"""Rosters: who is a member of a conversation and how far each has read, as of a place in its log.

Asked for from chat once, then brought up to date by the events that are consumed, in log order, and by announced read
positions. A roster that does not reach up to an event is asked for anew, so nothing depends on having seen all events.
Used by log_events.py, reads.py and missed_events.py; forgotten after bus trouble, when announcements may be missing.
"""

from collections import OrderedDict
from collections.abc import Iterable

from services.common import subjects
from services.common.bus import Bus
from services.common.errors import NotFound
from services.common.events import ConversationRenamed, Event, MemberAdded, MemberRemoved
from services.common.requests import Members, MembersOf
from services.common.shapes import ConversationKind

CONVERSATIONS_KEPT = 10_000
MEMBERS_KEPT = 200_000
"""Over all conversations; about 40 MB. The conversation that was quiet for longest is forgotten first."""


class Roster:
    """One conversation's members. `positions` only grow; `joined` is known for those who came while we watched."""

    def __init__(self) -> None:
        self.seq = -1
        self.kind: ConversationKind = "group"
        self.title: str | None = None
        self.positions: dict[str, int] = {}
        self.joined: dict[str, int] = {}

    def members_at(self, seq: int) -> Iterable[str]:
        """Those who are members and were so at `seq` already."""
        return (user_id for user_id in self.positions if self.joined.get(user_id, 0) <= seq)

    def has_read(self, user_id: str, message_no: int) -> bool:
        return self.positions.get(user_id, 0) >= message_no

    def hear(self, user_id: str, message_no: int) -> None:
        """A read position was announced. While the roster is being asked for, everybody's counts."""
        if self.seq < 0 or user_id in self.positions:
            self.positions[user_id] = max(self.positions.get(user_id, 0), message_no)

    def adopt(self, answer: Members, seq: int) -> None:
        """Take over chat's answer, which holds all events up to `seq` at least."""
        seq = max(seq, answer.seq)
        if seq < self.seq:
            return
        heard = self.positions
        self.positions = {
            member.user_id: max(member.read_message_no, heard.get(member.user_id, 0)) for member in answer.members
        }
        self.seq, self.kind, self.title, self.joined = seq, answer.kind, answer.title, {}

    def apply(self, event: Event) -> None:
        """Bring up to date by the next event; one that is contained already changes nothing."""
        if event.seq != self.seq + 1:
            return
        self.seq = event.seq
        if isinstance(event, MemberAdded):
            self.positions.setdefault(event.data.user_id, 0)
            self.joined[event.data.user_id] = event.seq
        elif isinstance(event, MemberRemoved):
            self.positions.pop(event.data.user_id, None)
            self.joined.pop(event.data.user_id, None)
        elif isinstance(event, ConversationRenamed):
            self.title = event.data.title


class Rosters:
    """The rosters of the conversations that were active lately."""

    def __init__(self, bus: Bus, members_kept: int = MEMBERS_KEPT):
        self._bus, self._members_kept = bus, members_kept
        self._rosters: OrderedDict[str, Roster] = OrderedDict()

    def up_to(self, conversation_id: str, seq: int) -> Roster:
        """The roster that holds at least all events before `seq`, an announced one. Raises Unavailable."""
        roster = self._rosters.get(conversation_id)
        if roster is None or roster.seq < seq - 1:
            return self.fetch(conversation_id, seq)
        self._rosters.move_to_end(conversation_id)
        return roster

    def fetch(self, conversation_id: str, seq: int = 0) -> Roster:
        """Ask chat, whose state holds every event that was announced. Nobody is a member of what is no more."""
        # Kept before asking: what is announced until the answer comes is added to it.
        roster = self._rosters.setdefault(conversation_id, Roster())
        try:
            answer = self._bus.request(subjects.CHAT_MEMBERS, MembersOf(conversation_id=conversation_id), Members)
        except NotFound:
            answer = Members(conversation_id=conversation_id, kind="group", title=None, seq=seq, members=[])
        roster.adopt(answer, seq)
        self._rosters[conversation_id] = roster
        self._rosters.move_to_end(conversation_id)
        self._make_room()
        return roster

    def hear_read(self, conversation_id: str, user_id: str, message_no: int) -> None:
        """A read position was announced; does not block."""
        if roster := self._rosters.get(conversation_id):
            roster.hear(user_id, message_no)

    def position(self, conversation_id: str, user_id: str) -> int:
        """The read position as far as it is known; 0 otherwise."""
        roster = self._rosters.get(conversation_id)
        return roster.positions.get(user_id, 0) if roster else 0

    def forget(self) -> None:
        """Announcements may have been missed: ask again before the next use."""
        self._rosters.clear()

    def _make_room(self) -> None:
        count = sum(len(roster.positions) for roster in self._rosters.values())
        while len(self._rosters) > 1 and (count > self._members_kept or len(self._rosters) > CONVERSATIONS_KEPT):
            _, roster = self._rosters.popitem(last=False)
            count -= len(roster.positions)
