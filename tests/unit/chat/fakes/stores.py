"""All of a process's stores, on one line."""

from tests.unit.chat.fakes.attachments import FakeAttachmentStore
from tests.unit.chat.fakes.conversations import FakeConversationStore
from tests.unit.chat.fakes.epochs import FakeEpochStore
from tests.unit.chat.fakes.events import FakeEventStore
from tests.unit.chat.fakes.invites import FakeInviteStore
from tests.unit.chat.fakes.leases import FakeLeaseStore
from tests.unit.chat.fakes.line import Line
from tests.unit.chat.fakes.members import FakeMemberStore
from tests.unit.chat.fakes.search import FakeSearchStore


class FakeStores:
    """Everything that services.chat.stores.collections.Stores holds."""

    def __init__(self, world, line=None):
        self.world = world
        self.line = line or Line()
        self.events = FakeEventStore(world, self.line)
        self.conversations = FakeConversationStore(world, self.line)
        self.members = FakeMemberStore(world, self.line)
        self.leases = FakeLeaseStore(world, self.line)
        self.invites = FakeInviteStore(world, self.line)
        self.epochs = FakeEpochStore(world, self.line)
        self.attachments = FakeAttachmentStore(world, self.line)
        self.search = FakeSearchStore(world, self.line)

    def ensure_indexes(self):
        pass
