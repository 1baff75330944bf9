"""/api/chat/conversations/<id>/unread-mark, /api/chat/unread-marks: what I marked as unread."""

from services.chat.unread_marks import UnreadMarks
from services.common.http import Routes
from services.common.shapes import Answer
from services.common.tokens import Identity


class UnreadMark(Answer):
    """It holds while I have read no further than `message_no`."""

    conversation_id: str
    message_no: int


class UnreadMarkPage(Answer):
    """All there are."""

    unread_marks: list[UnreadMark]
    next: None = None


def routes(marks: UnreadMarks) -> Routes:
    door = Routes("chat", "unread_marks")

    @door.get("/unread-marks")
    def list_unread_marks(identity: Identity) -> UnreadMarkPage:
        """What I marked as unread, for a device that was away."""
        found = marks.of_user(identity.user_id)
        return UnreadMarkPage(
            unread_marks=[UnreadMark(conversation_id=key, message_no=no) for key, no in found.items()]
        )

    @door.put("/conversations/<conversation_id>/unread-mark")
    def mark_unread(identity: Identity, conversation_id: str) -> UnreadMark:
        """Mark as unread on all my devices, until I read or write there."""
        message_no = marks.set(conversation_id, identity.user_id)
        return UnreadMark(conversation_id=conversation_id, message_no=message_no)

    @door.delete("/conversations/<conversation_id>/unread-mark")
    def remove_mark(identity: Identity, conversation_id: str) -> None:
        """Take the mark away."""
        marks.remove(conversation_id, identity.user_id)

    return door
