"""What notify hears on the bus: the log's events, read positions, changed profiles, trouble.

Translates and hands on. Events come through a durable consumer, at least once; announcements once or not at all.
"""

import gevent
import msgspec

from services.common import events, logs, subjects
from services.common.bus import Bus, Message
from services.common.events import Event
from services.common.frames import ReadFrame
from services.common.requests import UserChanged
from services.notify.healing import Healing
from services.notify.log_events import LogEvents
from services.notify.people import People
from services.notify.progress import Progress
from services.notify.reads import Reads

DURABLE = "notify"

log = logs.get_logger("subscriptions")


class Place(msgspec.Struct):
    """Where an event stands, whatever its kind."""

    conversation_id: str
    seq: int


class Subscriptions:
    def __init__(
        self,
        *,
        bus: Bus,
        log_events: LogEvents,
        progress: Progress,
        reads: Reads,
        people: People,
        healing: Healing,
    ):
        self._bus, self._log_events, self._progress = bus, log_events, progress
        self._reads, self._people, self._healing = reads, people, healing
        self._read_frames = msgspec.json.Decoder(ReadFrame)
        self._changes = msgspec.json.Decoder(UserChanged)

    def register(self) -> None:
        """Before the bus starts; nothing connects."""
        self._bus.subscribe(subjects.READS, self.hear_read)
        self._bus.subscribe(subjects.USER_CHANGED, self.hear_change)
        self._bus.on_trouble(self._healing.trouble)

    def start(self) -> None:
        """In the worker: begin to consume, work off read positions, heal."""
        self._bus.consume(subjects.STREAM, DURABLE, subjects.EVENTS, self.take)
        gevent.spawn(self._reads.run)
        gevent.spawn(self._healing.run)

    def take(self, messages: list[Message]) -> None:
        """Deal with what the stream brought; when it raises, it comes again."""
        self._log_events.take([event for message in messages if (event := self._event(message)) is not None])

    def hear_read(self, message: Message) -> None:
        frame = self._read_frames.decode(message.data)
        self._reads.hear(frame.conversation_id, frame.user_id, frame.message_no)

    def hear_change(self, message: Message) -> None:
        self._people.hear(self._changes.decode(message.data).user)

    def _event(self, message: Message) -> Event | None:
        """None for a kind that a later version of chat knows: it concerns nobody here."""
        try:
            return events.decode(message.data)
        except msgspec.MsgspecError as error:
            log.warning("event not understood", subject=message.subject, error=str(error))
        try:
            place = msgspec.json.decode(message.data, type=Place)
        except msgspec.MsgspecError:
            return None
        self._progress.done(place.conversation_id, place.seq)
        return None
