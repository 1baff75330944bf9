"""/api/chat/conversations/<id>/read: my read position."""

from services.chat.reads import Reads
from services.common.http import Routes
from services.common.shapes import Answer, Input, Position
from services.common.tokens import Identity


class ReadInput(Input):
    message_no: Position


class ReadAnswer(Answer):
    message_no: int


def routes(reads: Reads) -> Routes:
    door = Routes("chat", "reads")

    @door.put("/conversations/<conversation_id>/read")
    def mark_read(identity: Identity, conversation_id: str, body: ReadInput) -> ReadAnswer:
        """Read up to a message. Positions only grow; beyond the last message means up to it."""
        return ReadAnswer(message_no=reads.mark(conversation_id, identity.user_id, body.message_no))

    return door
