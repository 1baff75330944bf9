"""What all processes of a test share: the collections, what NATS was told, and the time."""

from datetime import UTC, datetime, timedelta

from services.chat.records import Record, Refusal
from services.chat.stores.conversations import StoredConversation
from services.chat.stores.members import Membership


class World:
    """What all processes share: the collections, what NATS was told, and the time."""

    def __init__(self):
        self.events: list[Record] = []
        self.refusals: dict[tuple[str, str, str], Refusal] = {}
        self.conversations: dict[str, StoredConversation] = {}
        self.members: dict[tuple[str, str], Membership] = {}
        self.invites = {}
        self.invite_uses = {}
        self.leases = {}
        self.attachments = {}
        self.search_heads = {}
        self.search_segments = {}
        self.epoch = "e" * 24
        self.stream = []
        self.published = []
        self.is_nats_up = True
        self.has_stream = False
        self.time = datetime(2026, 11, 23, tzinfo=UTC)
        self.send_is_checked_first = False

    def now(self):
        return self.time

    def monotonic(self):
        return self.time.timestamp()

    def pass_time(self, seconds):
        self.time += timedelta(seconds=seconds)

    def sleep(self, seconds):
        self.pass_time(seconds)

    def log_of(self, conversation_id):
        """The records of a conversation, by seq."""
        found = [record for record in self.events if record.conversation_id == conversation_id]
        return sorted(found, key=lambda record: record.seq)

    @property
    def announced(self):
        """(conversation_id, seq) in the order in which NATS was told."""
        return [tuple(message_id.split(":")) for _, _, message_id, _ in self.stream]
