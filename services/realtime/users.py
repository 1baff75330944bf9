"""A user as one process knows them: their connections here and the conversations they are told about.

Owned by the hub.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.realtime.connections import Connection
    from services.realtime.conversations import Conversation


class LocalUser:
    """`left_at`: when the last connection went (monotonic), None while there is one.

    `joins`: conversations that the user joined, and at which seq, while a connection of theirs was being greeted.
    `reads_told`: a mark of the read positions that checks.py told last.
    """

    __slots__ = ("connections", "conversations", "joins", "left_at", "reads_told", "subscription", "user_id")

    def __init__(self, user_id: str):
        self.user_id = user_id
        self.connections: list[Connection] = []
        # Dicts with few entries take a third of the memory of sets, and keep their order.
        self.conversations: dict[str, Conversation] = {}
        self.joins: dict[str, int] | None = None
        self.subscription: Any = None
        self.reads_told = 0
        self.left_at: float | None = None
