"""A whole notify on fakes, and people who talk: what the tests of this folder arrange with and look at."""

import msgspec

from services.common import clock, events, frames, mentions, subjects
from services.common.bus import Message
from services.common.events import (
    ConversationRenamed,
    MemberAdded,
    MemberData,
    MemberRemoved,
    MessageCreated,
    MessageCreatedData,
    MessageDeleted,
    MessageDeletedData,
    MessageEdited,
    MessageEditedData,
    TitleData,
)
from services.common.frames import ReadFrame
from services.common.requests import UserChanged
from services.notify.explanations import Explanations
from services.notify.healing import Healing
from services.notify.log_events import LogEvents
from services.notify.missed_events import MissedEvents
from services.notify.missed_reads import MissedReads
from services.notify.notifications import Notifications
from services.notify.people import People
from services.notify.planning import Planner
from services.notify.portions import Portions
from services.notify.preferences import PreferenceBook
from services.notify.progress import Progress
from services.notify.reads import Reads
from services.notify.rewordings import Rewordings
from services.notify.rosters import Rosters
from services.notify.subscriptions import Subscriptions
from tests.unit.notify import fakes

ANA, BEN, CLEO = "a" * 24, "b" * 24, "c" * 24
CONVERSATION, OTHER = "1" * 24, "2" * 24


class World:
    """Ana, Ben and Cleo in the group "Plans"; `say`, `add`, ... happen in chat's log and reach notify by the stream."""

    def __init__(self):
        self.clock = fakes.FakeClock()
        self.users = {
            ANA: fakes.user(ANA, "Ana", "ana"),
            BEN: fakes.user(BEN, "Ben", "ben"),
            CLEO: fakes.user(CLEO, "Cleo", "cleo.b"),
        }
        self.chat = fakes.FakeChat()
        self.bus = fakes.bus_for(self.chat, self.users)
        self.store, self.decision_store = fakes.FakeNotificationStore(), fakes.FakeDecisionStore()
        self.head_store, self.lookers = fakes.FakeHeadStore(), fakes.FakeLookers()
        self.preferences = PreferenceBook(fakes.FakePreferenceStore(), self.bus, self.clock.monotonic, self.clock.now)
        self.start()
        self.open_group(CONVERSATION, "Plans", ANA, BEN, CLEO)

    def start(self):
        """A fresh process over the same stores."""
        now, monotonic = self.clock.now, self.clock.monotonic
        self.rosters, self.people = Rosters(self.bus), People(self.bus)
        self.progress = Progress(self.head_store, monotonic)
        portions = Portions(sleep=lambda seconds: None, monotonic=monotonic)
        self.notifications = Notifications(self.store, self.bus, portions, now)
        self.reads = Reads(self.rosters, self.notifications)
        self.missed_reads = MissedReads(
            self.bus, self.store, self.notifications, self.progress, portions, now, sleep=lambda seconds: None
        )
        self.log_events = LogEvents(
            rosters=self.rosters,
            planner=Planner(self.people, self.preferences, now),
            lookers=self.lookers,
            notifications=self.notifications,
            rewordings=Rewordings(self.notifications, self.people),
            reads=self.reads,
            missed_reads=self.missed_reads,
            decisions=self.decision_store,
            progress=self.progress,
            now=now,
        )
        self.healing = Healing(
            bus=self.bus,
            rosters=self.rosters,
            reads=self.reads,
            people=self.people,
            missed_events=MissedEvents(self.bus, self.rosters, self.log_events, self.progress),
            missed_reads=self.missed_reads,
            progress=self.progress,
            pause_seconds=60,
        )
        self.subscriptions = Subscriptions(
            bus=self.bus,
            log_events=self.log_events,
            progress=self.progress,
            reads=self.reads,
            people=self.people,
            healing=self.healing,
        )
        self.explanations = Explanations(self.decision_store, self.store)

    # -- what happens in chat

    def open_group(self, conversation_id, title, *user_ids):
        self.chat.conversations[conversation_id] = ("group", title, list(user_ids))

    def open_direct(self, conversation_id, *user_ids):
        self.chat.conversations[conversation_id] = ("direct", None, list(user_ids))

    def write(self, body="hello", sender=ANA, conversation_id=CONVERSATION):
        """A message is in the log, and nobody was told yet."""
        message_no = self.chat.last_message_no(conversation_id) + 1
        self.chat.positions[conversation_id][sender] = message_no
        return self._log(
            conversation_id,
            MessageCreated,
            actor_id=sender,
            message_no=message_no,
            client_message_id=f"{message_no}",
            data=MessageCreatedData(body=body, mentions=self._mentions(conversation_id, body)),
        )

    def say(self, body="hello", sender=ANA, conversation_id=CONVERSATION):
        """A message that the stream brings."""
        return self.deliver(self.write(body, sender, conversation_id))

    def edit(self, message, body):
        """Its author edits a message; the log keeps that."""
        data = MessageEditedData(
            message_no=message.message_no,
            message_seq=message.seq,
            message_at=message.at,
            body=body,
            mentions=self._mentions(message.conversation_id, body),
        )
        return self._log(message.conversation_id, MessageEdited, actor_id=message.actor_id, data=data)

    def delete(self, message):
        """Its author deletes a message, and the log forgets what it said."""
        log = self.chat.log[message.conversation_id]
        log[message.seq - 1] = msgspec.structs.replace(message, data=MessageCreatedData(body="", deleted=True))
        data = MessageDeletedData(message_no=message.message_no, message_seq=message.seq, message_at=message.at)
        return self._log(message.conversation_id, MessageDeleted, actor_id=message.actor_id, data=data)

    def join(self, user_id, conversation_id=CONVERSATION):
        self.chat.conversations[conversation_id][2].append(user_id)
        self.chat.positions[conversation_id][user_id] = self.chat.last_message_no(conversation_id)
        return self._log(conversation_id, MemberAdded, actor_id=ANA, data=MemberData(user_id=user_id))

    def leave(self, user_id, conversation_id=CONVERSATION):
        self.chat.conversations[conversation_id][2].remove(user_id)
        return self._log(conversation_id, MemberRemoved, actor_id=ANA, data=MemberData(user_id=user_id))

    def rename(self, title, conversation_id=CONVERSATION):
        kind, _, user_ids = self.chat.conversations[conversation_id]
        self.chat.conversations[conversation_id] = (kind, title, user_ids)
        return self._log(conversation_id, ConversationRenamed, actor_id=ANA, data=TitleData(title=title))

    def read(self, user_id, message_no, conversation_id=CONVERSATION, is_announced=True):
        """On some device, up to there."""
        self.chat.positions[conversation_id][user_id] = message_no
        if is_announced:
            frame = ReadFrame(conversation_id=conversation_id, user_id=user_id, message_no=message_no)
            self.subscriptions.hear_read(Message(frames.encode(frame), f"chat.read.{conversation_id}"))
            self.reads.work_off()

    def change_name(self, user_id, display_name):
        self.users[user_id] = msgspec.structs.replace(self.users[user_id], display_name=display_name)
        data = msgspec.json.encode(UserChanged(user=self.users[user_id]))
        self.subscriptions.hear_change(Message(data, "auth.user_changed"))

    # -- the stream

    def deliver(self, *logged):
        """The stream brings these, in this order, together; read positions are worked off."""
        self.subscriptions.take(
            [Message(events.encode(event), f"chat.event.{event.conversation_id}") for event in logged]
        )
        self.reads.work_off()
        return logged[-1]

    # -- what people see

    def list(self, user_id):
        return self.notifications.page(user_id, 50, None).notifications

    def previews(self, user_id):
        """Oldest first, as they were told."""
        return [one.preview for one in reversed(self.list(user_id))]

    def unread(self, user_id):
        return self.notifications.page(user_id, 50, None).unread

    def told(self, user_id):
        """Previews of the frames that told of something new."""
        return [frame.notification.preview for frame in self.bus.frames_for(user_id) if frame.action == "created"]

    def reworded(self, user_id):
        """(kind, preview) of the frames that told of something told before."""
        notifications = [one.notification for one in self.bus.frames_for(user_id) if one.action == "reworded"]
        return [(one.kind, one.preview) for one in notifications]

    def preferences_told(self, user_id):
        """The frames that told the user's devices what was chosen."""
        return [frame for subject, frame in self.bus.published if subject == subjects.preferences(user_id)]

    def withdrawn(self, user_id):
        """(conversation, message_no) of the frames that took something back."""
        frames_ = self.bus.frames_for(user_id)
        return [(frame.conversation_id, frame.message_no) for frame in frames_ if frame.action == "withdrawn"]

    def unsaid(self, user_id):
        """(conversation, message_no) of the frames that told of a message's deletion."""
        frames_ = self.bus.frames_for(user_id)
        return [(frame.conversation_id, frame.message_no) for frame in frames_ if frame.action == "removed"]

    def why(self, user_id, event):
        explained = self.explanations.explain(user_id, event.conversation_id, event.seq)
        return explained.reason or explained.outcome

    def _mentions(self, conversation_id, body):
        """As chat finds them."""
        kind, _, members = self.chat.conversations[conversation_id]
        called = {user.username: user.id for user in self.users.values()}
        return mentions.resolve(mentions.spoken(body), called, members, is_group=kind == "group")

    def _log(self, conversation_id, kind, **fields):
        seq = len(self.chat.log[conversation_id]) + 1
        event = kind(conversation_id=conversation_id, seq=seq, at=clock.iso(self.clock.now()), **fields)
        self.chat.log[conversation_id].append(event)
        return event
