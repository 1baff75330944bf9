"""Chat's surroundings in memory: a database, NATS, clocks. test_chat_stores.py holds the stores to the real ones.

Several processes share one `World`. Each sees it through stores of its own, on which a test can let calls fail: before
they do anything, or after they did it, so that only the answer is lost; or let the process die there.
"""

from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import msgspec
from gevent.event import Event

from services.chat.records import Record, Refusal, mentions_of
from services.chat.stores.conversations import FIRST_MEMBERS, StoredConversation, StoredHead, StoredPositions
from services.chat.stores.events import PAGE, Taken, Uncertain
from services.chat.stores.invites import KEPT
from services.chat.stores.members import Membership
from services.common.errors import NotFound, Unavailable
from services.common.events import MessageChange, MessageCreated, MessageEdited


class Crash(BaseException):
    """The process is dead; nothing of it may catch this."""


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


class Line:
    """A process's line to the world. `faults`: what happens to the calls to come, by how many calls lie before each."""

    def __init__(self):
        self.calls = 0
        self.faults = {}
        self.is_dead = False

    def fail_in(self, calls, fault):
        """`fault`: "before", "after", "crash before" or "crash after"."""
        self.faults[self.calls + calls] = fault

    @contextmanager
    def undisturbed(self):
        """For a look from outside: no faults, and nothing is counted."""
        calls, faults, is_dead = self.calls, self.faults, self.is_dead
        self.faults, self.is_dead = {}, False
        try:
            yield
        finally:
            self.calls, self.faults, self.is_dead = calls, faults, is_dead

    def run(self, action, error=Unavailable):
        if self.is_dead:
            raise Crash
        fault = self.faults.pop(self.calls, None)
        self.calls += 1
        if fault == "before":
            raise error()
        if fault == "crash before":
            self.is_dead = True
            raise Crash
        answer = action()
        if fault == "after":
            raise error()
        if fault == "crash after":
            self.is_dead = True
            raise Crash
        return answer


class FakeEventStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def ensure_indexes(self):
        pass

    def insert(self, records):
        def write():
            for index, record in enumerate(records):
                self._require_free(index, record)
                self.world.events.append(record)

        fault = self.line.faults.get(self.line.calls)
        if fault == "half":
            # Some are stored, then the answer is lost.
            del self.line.faults[self.line.calls]
            self.line.calls += 1
            kept, records = records, records[: len(records) // 2]
            write()
            del kept
            raise Uncertain
        self.line.run(write, Uncertain)

    def _require_free(self, index, record):
        event = record.event
        if isinstance(event, MessageCreated) and (
            (event.conversation_id, event.actor_id, event.client_message_id) in self.world.refusals
        ):
            raise Taken(index, is_send=True)
        for other in self.world.events:
            if other.conversation_id != record.conversation_id:
                continue
            same_place = other.seq == record.seq
            theirs = other.event
            same_send = (
                isinstance(event, MessageCreated)
                and isinstance(theirs, MessageCreated)
                and (event.actor_id, event.client_message_id) == (theirs.actor_id, theirs.client_message_id)
            )
            if same_place and same_send:
                raise Taken(index, is_send=self.world.send_is_checked_first)
            if same_send:
                raise Taken(index, is_send=True)
            if same_place:
                raise Taken(index, is_send=False)

    def find_send(self, conversation_id, actor_id, client_message_id):
        def find():
            for record in self.world.log_of(conversation_id):
                event = record.event
                if isinstance(event, MessageCreated) and (event.actor_id, event.client_message_id) == (
                    actor_id,
                    client_message_id,
                ):
                    return record
            return self.world.refusals.get((conversation_id, actor_id, client_message_id))

        return self.line.run(find)

    def refuse(self, refusal):
        key = (refusal.conversation_id, refusal.actor_id, refusal.client_message_id)
        stored = self.find_send(*key)
        if stored is None:
            self.line.run(lambda: self.world.refusals.setdefault(key, refusal))
        return stored if isinstance(stored, Record) else None

    def after(self, conversation_id, seq, limit=PAGE):
        return self.line.run(lambda: [r for r in self.world.log_of(conversation_id) if seq < r.seq <= seq + limit])

    def all_after(self, conversation_id, seq):
        page = self.after(conversation_id, seq)
        yield from page
        while len(page) == PAGE:
            page = self.after(conversation_id, page[-1].seq)
            yield from page

    def messages(self, conversation_id, first, last):
        def find():
            return [
                record
                for record in self.world.log_of(conversation_id)
                if isinstance(record.event, MessageCreated) and first <= record.event.message_no <= last
            ]

        return self.line.run(find)

    def mentioning(self, conversation_id, who, after, last):
        def find():
            return [
                record.event.message_no
                for record in self.world.log_of(conversation_id)
                if isinstance(record.event, MessageCreated)
                and after < record.event.message_no <= last
                and set(who) & set(mentions_of(record))
            ]

        return self.line.run(find)

    def about(self, conversation_id, message_no, seq=0):
        def find():
            return [r for r in self.world.log_of(conversation_id) if r.seq > seq and _is_about(r, message_no)]

        return self.line.run(find)

    def bring_up(self, record, from_seq):
        def write():
            place = next(place for place, other in enumerate(self.world.events) if other.id == record.id)
            if self.world.events[place].message.applied_seq != from_seq:
                return False
            self.world.events[place] = record
            return True

        return self.line.run(write)

    def purge(self, conversation_id, message_no):
        def write():
            for place, record in enumerate(self.world.events):
                event = record.event
                is_edit = isinstance(event, MessageEdited) and record.conversation_id == conversation_id
                if is_edit and event.data.message_no == message_no:
                    data = msgspec.structs.replace(event.data, body="", mentions=[])
                    emptied = msgspec.structs.replace(event, data=data)
                    self.world.events[place] = msgspec.structs.replace(record, event=emptied)

        self.line.run(write)


def _is_about(record, message_no):
    return isinstance(record.event, MessageChange) and record.event.data.message_no == message_no


class FakeConversationStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def create(self, conversation_id, kind, title, members, created_at):
        def write():
            if conversation_id in self.world.conversations:
                return False
            self.world.conversations[conversation_id] = StoredConversation(
                id=conversation_id,
                kind=kind,
                title=title,
                created_at=created_at,
                last_seq=0,
                last_message_no=0,
                last_at=created_at,
                last_message=None,
                member_count=len(members),
                members=list(members[:FIRST_MEMBERS]),
                reads={},
            )
            return True

        return self.line.run(write)

    def find(self, conversation_id):
        return self.line.run(lambda: deepcopy(self.world.conversations.get(conversation_id)))

    def some(self, conversation_ids):
        def find():
            known = self.world.conversations
            return [deepcopy(known[one]) for one in conversation_ids if one in known]

        return self.line.run(find)

    def heads(self, conversation_ids, user_id=None):
        def find():
            known = [self.world.conversations[one] for one in conversation_ids if one in self.world.conversations]
            return [
                StoredHead(
                    id=one.id,
                    last_seq=one.last_seq,
                    last_message_no=one.last_message_no,
                    read_message_no=one.reads.get(user_id, 0),
                )
                for one in known
            ]

        return self.line.run(find)

    def positions(self, conversation_ids):
        def find():
            known = [self.world.conversations[one] for one in conversation_ids if one in self.world.conversations]
            return [
                StoredPositions(id=c.id, last_seq=c.last_seq, last_message_no=c.last_message_no, reads=dict(c.reads))
                for c in known
            ]

        return self.line.run(find)

    def ids_after(self, conversation_id, limit=200):
        return self.line.run(lambda: sorted(one for one in self.world.conversations if one > conversation_id)[:limit])

    def advance(self, steps):
        def write():
            return sum(self._take(step) for step in steps) == len(steps)

        return self.line.run(write)

    def _take(self, step):
        stored = self.world.conversations.get(step.conversation_id)
        if stored is None or stored.last_seq != step.from_seq:
            return False
        fields = {"last_seq": step.to_seq, "last_at": step.at}
        if step.last_message is not None:
            fields.update(last_message_no=step.message_no, last_message=step.last_message)
        if step.title is not None:
            fields["title"] = step.title
        if step.members is not None:
            fields.update(members=list(step.members), member_count=step.member_count)
        reads = dict(stored.reads)
        for user_id, message_no in step.reads.items():
            reads[user_id] = max(message_no, reads.get(user_id, message_no))
        last_mention_no = max(stored.last_mention_no, step.mention_no)
        self._replace(stored, reads=reads, last_mention_no=last_mention_no, **fields)
        return True

    def grow_read(self, conversation_id, user_id, message_no):
        def write():
            stored = self.world.conversations.get(conversation_id)
            if stored is None or stored.reads.get(user_id, -1) >= message_no:
                return False
            self._replace(stored, reads={**stored.reads, user_id: message_no})
            return True

        return self.line.run(write)

    def _replace(self, stored, **fields):
        self.world.conversations[stored.id] = msgspec.structs.replace(stored, **fields)


class FakeMemberStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def ensure_indexes(self):
        pass

    def create(self, conversation_id, kind, roles):
        def write():
            for place, (user_id, role) in enumerate(roles.items()):
                blank = self._blank(conversation_id, user_id, kind)
                first = msgspec.structs.replace(blank, role=role, active=True, place=place, initial_role=role)
                self.world.members.setdefault((conversation_id, user_id), first)

        self.line.run(write)

    def apply(self, changes):
        def write():
            for change in changes:
                key = (change.conversation_id, change.user_id)
                if change.joined:
                    self.world.members.setdefault(key, self._blank(*key, "group"))
                known = self.world.members.get(key)
                if known is None or known.applied_seq >= change.seq:
                    continue
                fields = {"applied_seq": change.seq, "active": change.role is not None}
                if change.role is not None:
                    fields["role"] = change.role
                if change.joined:
                    read = max(known.read_message_no, change.read_message_no)
                    fields.update(joined_seq=change.seq, read_message_no=read, unread_mark=None)
                self.world.members[key] = msgspec.structs.replace(known, **fields)

        self.line.run(write)

    def find(self, conversation_id, user_id):
        def find():
            known = self.world.members.get((conversation_id, user_id))
            return known if known and known.active else None

        return self.line.run(find)

    def find_ever(self, conversation_id, user_id):
        return self.line.run(lambda: self.world.members.get((conversation_id, user_id)))

    def was_there(self, conversation_id, user_id):
        return self.line.run(lambda: (conversation_id, user_id) in self.world.members)

    def of_user(self, user_id):
        return self.line.run(lambda: [m for m in self.world.members.values() if m.user_id == user_id and m.active])

    def of_conversation(self, conversation_id):
        def find():
            found = [m for m in self.world.members.values() if m.conversation_id == conversation_id and m.active]
            return sorted(found, key=lambda membership: membership.standing)

        return self.line.run(find)

    def ever_of(self, conversation_id):
        return self.line.run(lambda: [m for m in self.world.members.values() if m.conversation_id == conversation_id])

    def some(self, pairs):
        def find():
            found = [self.world.members[pair] for pair in pairs if pair in self.world.members]
            return [membership for membership in found if membership.active]

        return self.line.run(find)

    def grow_read(self, conversation_id, user_id, message_no):
        def write():
            known = self.world.members.get((conversation_id, user_id))
            if known is None or known.read_message_no >= message_no:
                return False
            grown = msgspec.structs.replace(known, read_message_no=message_no)
            self.world.members[conversation_id, user_id] = grown
            return True

        return self.line.run(write)

    def set_unread_mark(self, conversation_id, user_id, message_no):
        def write():
            known = self.world.members[conversation_id, user_id]
            marked = msgspec.structs.replace(known, unread_mark=message_no)
            self.world.members[conversation_id, user_id] = marked
            return marked != known

        return self.line.run(write)

    @staticmethod
    def _blank(conversation_id, user_id, kind):
        return Membership(
            conversation_id=conversation_id,
            user_id=user_id,
            kind=kind,
            role="member",
            active=False,
            joined_seq=0,
            place=0,
            applied_seq=0,
            read_message_no=0,
        )


class FakeLeaseStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def write(self, lease):
        self.line.run(lambda: self.world.leases.__setitem__(lease.process_id, lease))

    def all(self):
        return self.line.run(lambda: list(self.world.leases.values()))

    def remove(self, process_id, beat):
        def write():
            lease = self.world.leases.get(process_id)
            if lease is None or lease.beat != beat:
                return False
            del self.world.leases[process_id]
            return True

        return self.line.run(write)


class FakeEpochStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def get(self):
        return self.line.run(lambda: self.world.epoch)


class FakeAttachmentStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def ensure_indexes(self):
        pass

    def insert(self, attachment):
        self.line.run(lambda: self.world.attachments.__setitem__(attachment.id, attachment))

    def find(self, attachment_id):
        return self.line.run(lambda: self._living(attachment_id))

    def unsent_of(self, owner_id):
        def find():
            mine = [one for one in self.world.attachments.values() if one.owner_id == owner_id]
            return [one for one in mine if not one.is_sent and not one.is_removed]

        return self.line.run(find)

    def add_part(self, attachment_id, offset, part):
        def write():
            known = self._living(attachment_id)
            if known is None or known.kept is not None or known.received != offset:
                return False
            self._change(attachment_id, parts=[*known.parts, part], received=offset + part.size)
            return True

        return self.line.run(write)

    def keep(self, attachment_id, name, kept):
        def write():
            known = self._living(attachment_id)
            if known is None or known.kept is not None:
                return False
            self._change(attachment_id, name=name, kept=kept, parts=[])
            return True

        return self.line.run(write)

    def claim(self, attachment_id, claim, former):
        def write():
            known = self._living(attachment_id)
            if known is None or known.is_sent or _send_of(known.claim) != _send_of(former):
                return False
            self._change(attachment_id, claim=claim)
            return True

        return self.line.run(write)

    def mark_sent(self, attachment_ids):
        def write():
            for attachment_id in attachment_ids:
                if self._living(attachment_id):
                    self._change(attachment_id, is_sent=True, expires_at=None)

        self.line.run(write)

    def mark_removed(self, attachment_ids, at):
        def write():
            for attachment_id in attachment_ids:
                if attachment_id in self.world.attachments:
                    self._change(attachment_id, is_removed=True, expires_at=at)

        self.line.run(write)

    def delete(self, attachment_id):
        self.line.run(lambda: self.world.attachments.pop(attachment_id, None))

    def due(self, moment):
        def find():
            return [one for one in self.world.attachments.values() if one.expires_at and one.expires_at < moment]

        return self.line.run(find)

    def _living(self, attachment_id):
        known = self.world.attachments.get(attachment_id)
        return known if known and not known.is_removed else None

    def _change(self, attachment_id, **fields):
        self.world.attachments[attachment_id] = msgspec.structs.replace(self.world.attachments[attachment_id], **fields)


def _send_of(claim):
    return claim and (claim.conversation_id, claim.client_message_id)


class FakeSearchStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def drop_former(self):
        pass

    def heads(self, conversation_ids):
        heads = self.world.search_heads
        return self.line.run(lambda: [heads[one] for one in conversation_ids if one in heads])

    def seqs(self, conversation_ids):
        return {head.conversation_id: head.seq for head in self.heads(conversation_ids)}

    def segments(self, conversation_id, numbers):
        def find():
            found = (self.world.search_segments.get((conversation_id, number)) for number in numbers)
            return {number: block for segment in found if segment for number, block in segment[1].items()}

        return self.line.run(find)

    def put_segment(self, conversation_id, number, blocks, seq):
        def write():
            known = self.world.search_segments.get((conversation_id, number))
            if known is None or known[0] <= seq:
                self.world.search_segments[conversation_id, number] = seq, dict(blocks)

        self.line.run(write)

    def advance(self, head, from_seq):
        def write():
            known = self.world.search_heads.get(head.conversation_id)
            if (known.seq if known else 0) != from_seq:
                return False
            self.world.search_heads[head.conversation_id] = head
            return True

        return self.line.run(write)

    def forget(self, conversation_id):
        def write():
            self.world.search_heads.pop(conversation_id, None)
            for key in [key for key in self.world.search_segments if key[0] == conversation_id]:
                del self.world.search_segments[key]

        self.line.run(write)


class FakeInviteStore:
    def __init__(self, world, line=None):
        self.world, self.line = world, line or Line()

    def ensure_indexes(self):
        pass

    def insert(self, invite):
        def write():
            self.world.invites[invite.id], self.world.invite_uses[invite.id] = invite, set()

        self.line.run(write)

    def find(self, invite_id):
        return self.line.run(lambda: self._read(invite_id))

    def find_by_token(self, token_hash):
        def find():
            found = [one.id for one in self.world.invites.values() if one.token_hash == token_hash]
            return self._read(found[0]) if found else None

        return self.line.run(find)

    def of_conversation(self, conversation_id):
        def find():
            found = [self._read(one) for one in self.world.invites]
            mine = [invite for invite in found if invite.conversation_id == conversation_id]
            return sorted(mine, key=lambda invite: invite.created_at, reverse=True)

        return self.line.run(find)

    def claim(self, invite, user_id, now):
        def write():
            uses = self.world.invite_uses.get(invite.id)
            if uses is None:
                return False
            if user_id not in uses and (invite.use_limit is None or len(uses) < invite.use_limit):
                uses.add(user_id)
            return user_id in uses

        return self.line.run(write)

    def give_back(self, invite_id, user_id):
        self.line.run(lambda: self.world.invite_uses.get(invite_id, set()).discard(user_id))

    def has_let_in(self, invite_id, user_id):
        return self.line.run(lambda: user_id in self.world.invite_uses.get(invite_id, ()))

    def remove(self, invite_id):
        def write():
            self.world.invite_uses.pop(invite_id, None)
            return self.world.invites.pop(invite_id, None) is not None

        return self.line.run(write)

    def expire(self, now):
        def write():
            over = [one.id for one in self.world.invites.values() if one.has_expired(now - KEPT)]
            for invite_id in over:
                del self.world.invites[invite_id], self.world.invite_uses[invite_id]
            return len(over)

        return self.line.run(write)

    def _read(self, invite_id):
        invite = self.world.invites.get(invite_id)
        return invite and msgspec.structs.replace(invite, uses=len(self.world.invite_uses[invite_id]))


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


class MemoryFiles:
    """A FileStore. `is_broken`: nothing can be removed."""

    def __init__(self):
        self.files, self.has_space, self.is_broken = {}, True, False

    def has_room(self, size):
        return self.has_space

    def put(self, attachment_id, name, pieces):
        whole = b"".join(pieces)
        self.files[attachment_id, name] = whole
        return len(whole)

    def read(self, attachment_id, name, first, last):
        if (attachment_id, name) not in self.files:
            raise NotFound("attachment")
        return iter([self.files[attachment_id, name][first : last + 1]])

    def remove(self, attachment_id, name):
        self._require()
        self.files.pop((attachment_id, name), None)

    def keep_only(self, attachment_id, names):
        self._require()
        kept = {(attachment_id, name) for name in names}
        self.files = {key: data for key, data in self.files.items() if key[0] != attachment_id or key in kept}

    def _require(self):
        if self.is_broken:
            raise Unavailable


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
        from services.common.shapes import User

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
