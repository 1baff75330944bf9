"""A chat process that indexes and searches, and the plain scan that searches are compared with."""

from services.chat.findings import Wanted
from services.chat.indexing import Indexer
from services.chat.records import message_of
from services.chat.search import Search
from services.common.events import MessageCreated
from tests.unit.chat.processes import Process


class Searching(Process):
    """`index_all` lets so much time pass that everything is due."""

    def __init__(self, world):
        super().__init__(world)
        stores = self.stores
        self.indexer = Indexer(
            stores.events, stores.conversations, stores.search, monotonic=world.monotonic, sleep=lambda seconds: None
        )
        self.parts.projector.on_written = self.indexer.note
        self.search = Search(
            stores.members, self.current, stores.events, stores.search, self.indexer, monotonic=world.monotonic
        )

    def index(self):
        self.step(self.indexer.work)

    def index_all(self):
        self.write_down()
        self.world.pass_time(4_000)
        self.index()

    def change(self, conversation_id, actor_id, message_no, what, said=None):
        return self.do(self.about(conversation_id, actor_id, message_no, what, said))

    def find(self, user_id, query, **more):
        """All that is found, page after page: (conversation_id, message_no)."""
        found, cursor = [], None
        while True:
            page = self.search.find(user_id, Wanted(query=query, cursor=cursor, **more))
            found += [(one.conversation_id, one.message_no) for one in page.messages]
            if page.next is None:
                return found
            assert page.next != cursor
            cursor = page.next


def scan(world, user_id, says, conversation_id=None, from_at=None, before_at=None):
    """What should be found: messages of the user's conversations whose text passes `says`, newest first."""
    mine = {member.conversation_id for member in world.members.values() if member.user_id == user_id and member.active}
    found = [
        record
        for record in world.events
        if record.conversation_id in mine
        and (conversation_id is None or record.conversation_id == conversation_id)
        and isinstance(record.event, MessageCreated)
        and (from_at is None or record.at >= from_at)
        and (before_at is None or record.at < before_at)
        and says(message_of(record).body)
    ]
    found.sort(key=lambda record: (record.at, record.conversation_id, record.event.message_no), reverse=True)
    return [(record.conversation_id, record.event.message_no) for record in found]
