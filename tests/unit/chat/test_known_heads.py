"""Heads kept in memory: what is announced keeps them equal to a fresh read; what cannot be followed is read again."""

import pytest

from services.chat import subscriptions
from services.chat.known_heads import EPOCH_SECONDS, KNOWN_SECONDS, SETTLING_SECONDS, KnownHeads
from services.chat.proposals import AddMember, RemoveMember, Rename
from services.common import events
from services.common.bus import Message
from services.common.frames import ReadFrame
from tests.unit.chat.fakes import World
from tests.unit.chat.processes import Process, direct, group

ANA, BEN, CYN = "a" * 24, "b" * 24, "c" * 24


@pytest.fixture
def world():
    return World()


class Listener:
    """A process that hears what is announced, and the truth beside it."""

    def __init__(self, world):
        self.world, self.process, self.heard = world, Process(world), 0
        self.known = KnownHeads(self.process.current, self.process.stores.members, world.monotonic)

    def hear(self, but=()):
        for place in range(self.heard, len(self.world.stream)):
            if place not in but:
                self.known.hear_event(events.decode(self.world.stream[place][1]))
        self.heard = len(self.world.stream)

    def of_user(self, user_id):
        return sorted(self.known.of_user(user_id), key=lambda head: head.id)

    def fresh(self, user_id):
        return sorted(
            KnownHeads(self.process.current, self.process.stores.members).of_user(user_id), key=lambda h: h.id
        )

    @property
    def reads(self):
        return self.process.line.calls


@pytest.fixture
def listener(world):
    return Listener(world)


def test_what_is_known_follows_what_is_announced_without_reading(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(ANA)
    listener.of_user(BEN)
    there.say(conversation_id, ANA)
    there.say(conversation_id, BEN)
    there.say(conversation_id, BEN)
    listener.hear()
    reads = listener.reads
    known = [listener.of_user(one) for one in (ANA, BEN)]
    assert listener.reads == reads
    assert known == [listener.fresh(one) for one in (ANA, BEN)]
    assert [(head.last_message_no, head.read_message_no) for (head,) in known] == [(3, 1), (3, 3)]


def test_a_read_position_that_is_announced_is_known(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    there.say(conversation_id, ANA)
    listener.of_user(BEN)
    listener.known.hear_read(ReadFrame(conversation_id=conversation_id, user_id=BEN, message_no=1))
    assert listener.of_user(BEN)[0].read_message_no == 1


def test_after_a_lost_announcement_the_database_is_asked(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(BEN)
    for _ in range(3):
        there.say(conversation_id, ANA)
    listener.hear(but=(1,))
    assert listener.of_user(BEN)[0].last_seq == 3


def test_what_is_announced_while_it_is_being_read_is_not_missed(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    read = listener.process.stores.conversations.positions

    def read_and_hear(conversation_ids):
        found = read(conversation_ids)
        there.say(conversation_id, ANA)
        listener.hear()
        return found

    listener.process.stores.conversations.positions = read_and_hear
    listener.of_user(BEN)
    listener.process.stores.conversations.positions = read
    assert listener.of_user(BEN)[0].last_seq == 1


def test_who_comes_and_goes_is_known(world, listener):
    there, conversation_id = Process(world), group(world, ANA, BEN)
    assert listener.of_user(CYN) == []
    there.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    there.do(Rename(conversation_id=conversation_id, actor_id=ANA, title="Other"))
    listener.hear()
    assert [head.last_seq for head in listener.of_user(CYN)] == [2]
    there.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN))
    listener.hear()
    assert listener.of_user(CYN) == []


def test_after_trouble_and_after_a_while_the_database_is_asked(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(BEN)
    there.say(conversation_id, ANA)
    assert listener.of_user(BEN)[0].last_seq == 0
    listener.known.forget()
    assert listener.of_user(BEN)[0].last_seq == 1
    there.say(conversation_id, ANA)
    world.pass_time(KNOWN_SECONDS + 1)
    assert listener.of_user(BEN)[0].last_seq == 2


class Wire:
    """NATS for some processes: carries what one says to all who listen, and troubles them one by one."""

    def __init__(self):
        self.ears, self.troubled = [], []

    def subscribe(self, subject, callback):
        self.ears.append((subject, callback))

    def on_trouble(self, callback):
        self.troubled.append(callback)

    def publish(self, subject, data):
        for heard, callback in self.ears:
            if heard == subject:
                callback(Message(data, subject))


def test_when_one_process_may_have_announced_too_little_no_process_uses_what_it_knows(world, listener):
    wire, other = Wire(), Listener(world)
    for each in (listener, other):
        subscriptions.hear(wire, each.process.parts.known, each.known)
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    for each in (listener, other):
        each.of_user(BEN)
    there.say(conversation_id, ANA)
    assert other.of_user(BEN)[0].last_seq == 0
    wire.troubled[0]()
    assert not listener.known.is_usable
    assert other.known.is_usable
    world.pass_time(SETTLING_SECONDS)
    assert listener.known.is_usable
    assert [each.of_user(BEN)[0].last_seq for each in (listener, other)] == [1, 1]


def test_after_a_restore_of_the_database_nothing_known_is_used(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.known.epoch(lambda: "old")
    listener.of_user(BEN)
    there.say(conversation_id, ANA)
    world.pass_time(EPOCH_SECONDS + 1)
    assert listener.known.epoch(lambda: "old") == "old"
    assert listener.of_user(BEN)[0].last_seq == 0
    world.pass_time(EPOCH_SECONDS + 1)
    assert listener.known.epoch(lambda: "new") == "new"
    assert listener.of_user(BEN)[0].last_seq == 1


def test_what_is_too_old_is_not_kept(world, listener):
    first, second = direct(world, ANA, BEN), direct(world, ANA, CYN)
    listener.of_user(BEN)
    world.pass_time(KNOWN_SECONDS + 1)
    listener.of_user(CYN)
    assert first not in listener.known._heads
    assert second in listener.known._heads
