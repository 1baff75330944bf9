"""Read positions: how far each member has read. They only grow, and unread is derived from them, never counted.

Called by routes.reads and subscriptions.py. In conversations small enough to show all members at once, positions are
kept with the conversation, where lists need them; in larger ones with the membership, so that a thousand readers do
not all rewrite one document. Whoever looks takes the higher one, so it does not matter where a position was written.
"""

from services.chat.members import Members
from services.chat.stores.conversations import FIRST_MEMBERS, ConversationStore
from services.chat.stores.members import MemberStore
from services.chat.views import read_position
from services.common import frames, ids, subjects
from services.common.bus import Bus
from services.common.errors import NotFound


class Reads:
    def __init__(self, members: Members, conversations: ConversationStore, store: MemberStore, bus: Bus):
        self._members, self._conversations, self._store, self._bus = members, conversations, store, bus

    def mark(self, conversation_id: str, user_id: str, message_no: int) -> int:
        """How far the member has read now; beyond the last message counts as up to it. Raises NotFound."""
        if not ids.is_id(conversation_id):
            raise NotFound("conversation")
        stored, mine = self._members.require_all(conversation_id, user_id)
        known = read_position(stored, user_id, mine.read_message_no)
        wanted = min(message_no, stored.last_message_no)
        if wanted <= known:
            return known
        store = self._conversations if stored.member_count <= FIRST_MEMBERS else self._store
        if store.grow_read(conversation_id, user_id, wanted):
            frame = frames.ReadFrame(conversation_id=conversation_id, user_id=user_id, message_no=wanted)
            self._bus.publish(subjects.read(conversation_id), frames.encode(frame))
        return wanted
