"""Read positions: how far each member has read. They only grow, and unread is derived from them, never counted.

Called by routes.reads and subscriptions.py. In conversations small enough to show all members at once, positions are
kept with the conversation, where lists need them; in larger ones with the membership, so that a thousand readers do
not all rewrite one document. Whoever looks takes the higher one, so it does not matter where a position was written.
The conversation is marked meanwhile (leases.py): until it is announced, nobody may trust in what was announced before.
"""

from services.chat.leases import LeaseKeeper
from services.chat.members import Members
from services.chat.stores.conversations import FIRST_MEMBERS, ConversationStore, StoredConversation
from services.chat.stores.members import MemberStore
from services.chat.unread_marks import UnreadMarks
from services.chat.views import read_position
from services.common import frames, ids, subjects
from services.common.bus import Bus
from services.common.errors import NotFound


class Reads:
    def __init__(
        self,
        members: Members,
        conversations: ConversationStore,
        store: MemberStore,
        leases: LeaseKeeper,
        marks: UnreadMarks,
        bus: Bus,
    ):
        self._members, self._conversations, self._store, self._leases = members, conversations, store, leases
        self._marks, self._bus = marks, bus

    def mark(self, conversation_id: str, user_id: str, message_no: int) -> int:
        """How far the member has read now; beyond the last message counts as up to it. Raises NotFound."""
        if not ids.is_id(conversation_id):
            raise NotFound("conversation")
        stored, mine = self._members.require_all(conversation_id, user_id)
        known = read_position(stored, user_id, mine.read_message_no)
        wanted = min(message_no, stored.last_message_no)
        if wanted <= known:
            if wanted == known:
                # Read once more: nothing else would take the mark away.
                self._marks.remove_from(mine)
            return known
        hold = self._leases.hold({conversation_id: stored.last_seq + 1})
        try:
            self._grow(stored, user_id, wanted)
        finally:
            self._leases.release(hold)
        return wanted

    def _grow(self, stored: StoredConversation, user_id: str, message_no: int) -> None:
        store = self._conversations if stored.member_count <= FIRST_MEMBERS else self._store
        if store.grow_read(stored.id, user_id, message_no):
            frame = frames.ReadFrame(conversation_id=stored.id, user_id=user_id, message_no=message_no)
            self._bus.publish(subjects.read(stored.id), frames.encode(frame))
