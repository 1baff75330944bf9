"""Stand-ins for what is outside notify: bus, stores, Redis, clock. The stores behave as the real ones do, which
tests/integration/test_notify_stores.py proves by running the same tests on both."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import msgspec

from services.common import clock, frames, subjects
from services.common.errors import NotFound, TooLarge, Unavailable
from services.common.requests import Events, Heads, KnownHeads, MemberRead, Members, Users
from services.common.shapes import Head, Preferences, User
from services.notify.records import RETENTION_SECONDS, Addressed, place
from services.notify.stores.decisions import RETENTION_SECONDS as DECISIONS_SECONDS

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeClock:
    """The time as `now()` and `monotonic()`; passes only when told to."""

    def __init__(self):
        self.moment = NOON

    def now(self):
        return self.moment

    def monotonic(self):
        return self.moment.timestamp()

    def pass_by(self, **duration):
        self.moment += timedelta(**duration)


class FakeChat:
    """Conversations as chat answers about them on the bus; `log` holds the events of each."""

    def __init__(self):
        self.conversations = {}
        self.positions = defaultdict(lambda: defaultdict(int))
        self.log = defaultdict(list)
        self.events_that_fit = 1_000

    def members(self, question):
        about = self.conversations.get(question.conversation_id)
        if about is None:
            raise NotFound("conversation")
        kind, title, user_ids = about
        positions = self.positions[question.conversation_id]
        return Members(
            conversation_id=question.conversation_id,
            kind=kind,
            title=title,
            seq=len(self.log[question.conversation_id]),
            members=[MemberRead(user_id=user_id, read_message_no=positions[user_id]) for user_id in user_ids],
        )

    def heads(self, question):
        return Heads(
            epoch="one",
            conversations=[
                Head(
                    id=conversation_id,
                    last_seq=len(self.log[conversation_id]),
                    last_message_no=self.last_message_no(conversation_id),
                    read_message_no=self.positions[conversation_id][question.user_id],
                )
                for conversation_id, (_, _, user_ids) in self.conversations.items()
                if question.user_id in user_ids
            ],
        )

    def events(self, question):
        if question.user_id not in self.conversations[question.conversation_id][2]:
            raise NotFound("conversation")
        later = [event for event in self.log[question.conversation_id] if event.seq > question.after]
        page = later[: question.limit]
        if len(page) > self.events_that_fit:
            raise TooLarge("The answer is too large for one message.")
        return Events(events=page)

    def check(self, question):
        return KnownHeads(
            heads={key: len(self.log[key]) for key, seq in question.heads.items() if len(self.log[key]) > seq}
        )

    def last_message_no(self, conversation_id):
        return max((getattr(event, "message_no", 0) for event in self.log[conversation_id]), default=0)


class FakeBus:
    """Answers requests by what `answers` says, remembers what was published. `is_connected` False: nobody answers."""

    def __init__(self, answers):
        self.answers = answers
        self.is_connected = True
        self.published = []
        self.asked = []

    def request(self, subject, question, answer, *, seconds=5.0):
        self.asked.append(subject)
        if not self.is_connected or subject not in self.answers:
            raise Unavailable()
        # Through JSON, as on the wire.
        return msgspec.json.decode(msgspec.json.encode(self.answers[subject](question)), type=answer)

    def publish(self, subject, data):
        self.published.append(
            (subject, msgspec.json.decode(data, type=frames.NotificationFrame | frames.PreferencesFrame))
        )

    def frames_for(self, user_id):
        return [frame for subject, frame in self.published if subject == subjects.notification(user_id)]

    def subscribe(self, subject, callback):
        return None

    def on_trouble(self, callback):
        return None


def bus_for(chat, users):
    """A bus on which chat and auth answer; `users` is a dict that may change."""

    def answer_users(question):
        return Users(users=[users[user_id] for user_id in question.user_ids if user_id in users])

    return FakeBus(
        {
            subjects.CHAT_MEMBERS: chat.members,
            subjects.CHAT_HEADS: chat.heads,
            subjects.CHAT_EVENTS: chat.events,
            subjects.CHAT_CHECK: chat.check,
            subjects.AUTH_USERS: answer_users,
        }
    )


def user(user_id, display_name, username):
    return User(id=user_id, username=username, display_name=display_name, avatar_url=None, colour=0, status_text="")


class FakeNotificationStore:
    """In memory. `before_add` is for what happens while `add` is on its way; `is_away` makes every call fail.

    `marked`: how often something was asked to be marked read.
    """

    def __init__(self):
        self.rows = {}
        self.marked = 0
        self.before_add = lambda: None
        self.is_away = False

    def ensure_indexes(self):
        self._answer()

    def expire(self, now):
        old = now - timedelta(seconds=RETENTION_SECONDS)
        gone = [key for key, (_, row) in self.rows.items() if clock.from_iso(row.created_at) < old]
        for key in gone:
            del self.rows[key]
        return len(gone)

    def add(self, addressed):
        self._answer()
        self.before_add()
        new = []
        for one in addressed:
            if one.notification.id not in self.rows:
                self.rows[one.notification.id] = (one.user_id, msgspec.structs.replace(one.notification))
                new.append(one)
        return new

    def exists(self, notification_id):
        self._answer()
        return notification_id in self.rows

    def named(self, user_id, notification_ids):
        self._answer()
        mine = {one.id: one for one in self._of(user_id)}
        return [mine[key] for key in notification_ids if key in mine]

    def page(self, user_id, limit, before, now):
        self._answer()
        found = sorted(self._of(user_id), key=place, reverse=True)
        return [one for one in found if before is None or place(one) < before][:limit]

    def count_unread(self, user_id):
        self._answer()
        return sum(one.read_at is None for one in self._of(user_id))

    def unread(self, user_id):
        self._answer()
        numbers = defaultdict(list)
        for one in self._of(user_id):
            if one.read_at is None:
                numbers[one.conversation_id].append(one.message_no)
        return {key: (min(found), max(found)) for key, found in numbers.items()}

    def mark_read(self, user_id, conversation_id, message_no, at):
        self._answer()
        self.marked += 1
        found = [
            one
            for one in self._of(user_id)
            if one.conversation_id == conversation_id and one.message_no <= message_no and one.read_at is None
        ]
        for one in found:
            one.read_at = clock.iso(at)
        return len(found)

    def remove(self, user_id, conversation_id, before_seq, since, until):
        self._answer()
        found = [
            one
            for one in self._of(user_id)
            if one.conversation_id == conversation_id
            and one.seq < before_seq
            and since <= clock.from_iso(one.created_at) < until
        ]
        for one in found:
            del self.rows[one.id]
        return max((one.message_no for one in found), default=0)

    def reword(self, notification_ids, preview, kind):
        self._answer()
        found = [self.rows[each] for each in notification_ids if each in self.rows]
        for _, one in found:
            one.preview, one.kind = preview, kind
        return [Addressed(user_id, msgspec.structs.replace(one)) for user_id, one in found]

    def remove_named(self, notification_ids):
        self._answer()
        return [self.rows.pop(each)[0] for each in notification_ids if each in self.rows]

    def users_with_unread(self, since, until):
        self._answer()
        return {
            user_id
            for user_id, one in self.rows.values()
            if one.read_at is None and since <= clock.from_iso(one.created_at) < until
        }

    def _of(self, user_id):
        return [one for owner, one in self.rows.values() if owner == user_id]

    def _answer(self):
        if self.is_away:
            raise Unavailable()


class FakePreferenceStore:
    def __init__(self):
        self.rows = {}

    def some(self, user_ids):
        return {user_id: self.rows[user_id] for user_id in user_ids if user_id in self.rows}

    def put(self, user_id, preferences):
        self.rows[user_id] = preferences

    def choose_default(self, user_id, level):
        self._change(user_id, default_level=level)

    def pause(self, user_id, until):
        self._change(user_id, paused_until=until)

    def choose(self, user_id, conversation_id, level, until, over):
        known = self.rows.get(user_id, Preferences())
        gone = {*over, conversation_id}
        levels = {one: chosen for one, chosen in known.conversations.items() if one != conversation_id}
        mutes = {one: moment for one, moment in known.muted_until.items() if one not in gone}
        self._change(
            user_id,
            conversations=levels | ({conversation_id: level} if level else {}),
            muted_until=mutes | ({conversation_id: until} if until else {}),
        )

    def _change(self, user_id, **changes):
        self.rows[user_id] = msgspec.structs.replace(self.rows.get(user_id, Preferences()), **changes)


class FakeDecisionStore:
    def __init__(self):
        self.rows = {}
        self.is_away = False

    def ensure_indexes(self):
        pass

    def expire(self, now):
        old = now - timedelta(seconds=DECISIONS_SECONDS)
        gone = [key for key, row in self.rows.items() if clock.from_iso(row.decided_at) < old]
        for key in gone:
            del self.rows[key]
        return len(gone)

    def add(self, decisions):
        if self.is_away:
            raise Unavailable()
        for decision in decisions:
            self.rows.setdefault((decision.conversation_id, decision.seq), decision)

    def find(self, conversation_id, seq):
        return self.rows.get((conversation_id, seq))


class FakeHeadStore:
    def __init__(self):
        self.rows = {}

    def some(self, conversation_ids):
        return {key: self.rows[key] for key in conversation_ids if key in self.rows}

    def grow(self, heads):
        for key, seq in heads.items():
            self.rows[key] = max(seq, self.rows.get(key, 0))

    def restart(self, conversation_id, seq):
        self.rows[conversation_id] = seq

    def all(self):
        if self.rows:
            yield dict(self.rows)


class FakeLookers:
    """`looking` is a set of (user_id, conversation_id)."""

    def __init__(self):
        self.looking = set()

    def of(self, conversation_ids):
        wanted = set(conversation_ids)
        answer = defaultdict(set)
        for user_id, conversation_id in self.looking:
            if conversation_id in wanted:
                answer[conversation_id].add(user_id)
        return dict(answer)
