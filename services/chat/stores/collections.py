"""All collections of chat in one database."""

from pymongo.database import Database

from services.chat.stores.attachments import AttachmentStore
from services.chat.stores.conversations import ConversationStore
from services.chat.stores.epochs import EpochStore
from services.chat.stores.events import EventStore
from services.chat.stores.invites import InviteStore
from services.chat.stores.leases import LeaseStore
from services.chat.stores.members import MemberStore
from services.chat.stores.search import SearchStore
from services.common.database import Document


class Stores:
    def __init__(self, database: Database[Document]):
        self.events = EventStore(database)
        self.conversations = ConversationStore(database)
        self.members = MemberStore(database)
        self.invites = InviteStore(database)
        self.leases = LeaseStore(database)
        self.epochs = EpochStore(database)
        self.attachments = AttachmentStore(database)
        self.search = SearchStore(database)

    def ensure_indexes(self) -> None:
        """Raises Unavailable. Nothing may be appended before."""
        self.events.ensure_indexes()
        self.members.ensure_indexes()
        self.attachments.ensure_indexes()
        self.search.drop_former()
        self.invites.ensure_indexes()
