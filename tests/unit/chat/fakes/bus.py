"""NATS in memory."""

from gevent.event import Event

from services.common.errors import Unavailable
from services.common.shapes import User
from tests.unit.chat.fakes.line import Crash, Line


class FakeBus:
    """NATS for one process: remembers in the world what was said. `people`: who has an account; `names`: user ids."""

    def __init__(self, world, line=None, people=None):
        self.world, self.line, self.people = world, line or Line(), people
        self.names = {}
        self.replies = {}
        self.told = []

    @property
    def is_connected(self):
        return self.world.is_nats_up

    def publish(self, subject, data):
        if self.line.is_dead:
            raise Crash
        if self.world.is_nats_up:
            self.world.published.append((subject, data))

    def flush(self, seconds=2.0):
        if not self.world.is_nats_up:
            raise Unavailable

    def ensure_stream(self, name, subjects, *, max_age_seconds, max_bytes):
        self._require()
        self.world.has_stream = True

    def stream_publish_all(self, items, *, seconds=5.0, request_ids=None):
        def write():
            self._require()
            if not self.world.has_stream:
                raise Unavailable
            for subject, data, message_id in items:
                self.world.stream.append((subject, data, message_id, (request_ids or {}).get(message_id)))
                self.told.append(message_id)

        self.line.run(write)

    def request(self, subject, question, answer, *, seconds=5.0):
        self._require()
        known = {one: one for one in question.user_ids if self.people is None or one in self.people}
        known |= {self.names[name]: name for name in question.usernames if name in self.names}
        users = [
            User(id=one, username=name, display_name=name, avatar_url=None, colour=0, status_text="")
            for one, name in known.items()
        ]
        return answer(users=users)

    def reply(self, subject, question, handler):
        self.replies[subject] = handler
        return Event()

    def subscribe(self, subject, callback, *, queue=""):
        return Event()

    def on_trouble(self, callback):
        pass

    def start(self):
        pass

    def stop(self, seconds=3.0):
        pass

    def _require(self):
        if not self.world.is_nats_up:
            raise Unavailable
