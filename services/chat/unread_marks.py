"""Unread marks: a conversation that its member marked as unread, to come back to it.

Called by routes.unread_marks, and by reads.py, since reading takes a mark away. A read position only grows, so a mark
is a thing of its own: the position at which it was set. It holds while its owner has read no further, on any device; so
reading on and writing take it away without anybody having to. Personal, and not in the log.
"""

from services.chat.members import Members
from services.chat.stores.members import Membership, MemberStore
from services.chat.views import read_position
from services.common import frames, subjects
from services.common.bus import Bus


class UnreadMarks:
    def __init__(self, members: Members, store: MemberStore, bus: Bus):
        self._members, self._store, self._bus = members, store, bus

    def set(self, conversation_id: str, user_id: str) -> int:
        """Mark as unread; answers the position at which the mark holds. Raises NotFound."""
        stored, mine = self._members.require_all(conversation_id, user_id)
        read = read_position(stored, user_id, mine.read_message_no)
        self._put(mine, read)
        return read

    def remove(self, conversation_id: str, user_id: str) -> None:
        """Not unread any more, if it was marked. Raises NotFound."""
        self.remove_from(self._members.require(conversation_id, user_id))

    def remove_from(self, mine: Membership) -> None:
        if mine.unread_mark is not None:
            self._put(mine, None)

    def of_user(self, user_id: str) -> dict[str, int]:
        """All marks by conversation, also those that hold no more, for a device that may have missed some."""
        marks = {one.conversation_id: one.unread_mark for one in self._store.of_user(user_id)}
        return {conversation_id: mark for conversation_id, mark in marks.items() if mark is not None}

    def _put(self, mine: Membership, mark: int | None) -> None:
        if self._store.set_unread_mark(mine.conversation_id, mine.user_id, mark):
            frame = frames.UnreadMarkFrame(conversation_id=mine.conversation_id, message_no=mark)
            self._bus.publish(subjects.unread_mark(mine.user_id), frames.encode(frame))
