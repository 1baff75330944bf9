"""/api/chat/conversations/<id>/messages/<message_no>/reactions/<emoji>: my reaction to a message."""

from services.chat.messages import Messages
from services.common.http import Routes
from services.common.shapes import Message
from services.common.tokens import Identity


def routes(messages: Messages) -> Routes:
    door = Routes("chat", "reactions")

    @door.put("/conversations/<conversation_id>/messages/<int:message_no>/reactions/<emoji>")
    def react(identity: Identity, conversation_id: str, message_no: int, emoji: str) -> Message:
        """React with one emoji; the same again changes nothing. At most 20 different ones on a message."""
        return messages.react(conversation_id, identity.user_id, message_no, emoji)

    @door.delete("/conversations/<conversation_id>/messages/<int:message_no>/reactions/<emoji>", status=200)
    def take_back(identity: Identity, conversation_id: str, message_no: int, emoji: str) -> Message:
        """Take your reaction back; also when it is not there."""
        return messages.take_back(conversation_id, identity.user_id, message_no, emoji)

    return door
