"""All use-cases of chat over one process in memory: what tests that know no HTTP talk with."""

from services.chat.attachments import Attachments
from services.chat.conversations import Conversations
from services.chat.heads import Heads
from services.chat.known_heads import KnownHeads
from services.chat.members import Members
from services.chat.messages import Messages
from services.chat.people import People
from services.chat.reads import Reads
from services.chat.unread_marks import UnreadMarks
from services.common.errors import Unavailable
from tests.unit.chat.processes import Process


class HandLog:
    """The log of a Process, as far as use-cases know it."""

    def __init__(self, process):
        self.process, self.is_open = process, True

    def append(self, proposal):
        if not self.is_open:
            raise Unavailable
        return self.process.do(proposal)

    def seq(self, conversation_id):
        return self.process.parts.known.get(conversation_id).seq

    def project(self, conversation_id, seq):
        self.process.parts.projector.catch_up_to(conversation_id, seq)


class Chat:
    """All use-cases over one process."""

    def __init__(self, world, people=None, files=None):
        self.process = Process(world, people, files=files)
        self.log = HandLog(self.process)
        stores, parts = self.process.stores, self.process.parts
        everybody = People(self.process.bus)
        current = self.process.current
        self.members = Members(self.log, stores.conversations, current, stores.members, everybody, member_limit=100)
        self.conversations = Conversations(
            self.log,
            stores.conversations,
            current,
            stores.members,
            stores.events,
            everybody,
            parts.leases,
            parts.welcomes,
            member_limit=100,
            now=world.now,
        )
        self.attachments = Attachments(stores.attachments, stores.events, self.members, self.process.files, world.now)
        self.messages = Messages(self.log, self.members, stores.events, self.attachments, everybody)
        self.marks = UnreadMarks(self.members, stores.members, self.process.bus)
        self.reads = Reads(
            self.members, stores.conversations, stores.members, parts.leases, self.marks, self.process.bus
        )
        known = KnownHeads(current, stores.members, parts.leases.marked)
        self.heads = Heads(stores.epochs, stores.events, current, stores.members, self.members, known)

    def say(self, conversation_id, user_id, body="hello"):
        return self.process.say(conversation_id, user_id, body)
