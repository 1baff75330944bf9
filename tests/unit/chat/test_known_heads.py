"""Heads kept in memory: they equal a fresh read, whatever has been announced of what was acknowledged."""

import contextlib

import gevent
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat import subscriptions
from services.chat.known_heads import EPOCH_SECONDS, KNOWN_SECONDS, KnownHeads
from services.chat.leases import LAPSE_SECONDS, MARKED_SECONDS
from services.chat.loads import Loads
from services.chat.proposals import AddMember, RemoveMember, Rename
from services.chat.reads import Reads
from services.chat.shared_looks import SharedLook
from services.chat.unread_marks import UnreadMarks
from services.common import events, ids, subjects
from services.common.bus import Message
from services.common.errors import NotFound, Unavailable
from services.common.frames import ReadFrame
from tests.unit.chat.fakes import World
from tests.unit.chat.processes import Process, direct, group, send

PEOPLE = ANA, BEN, CYN = "a" * 24, "b" * 24, "c" * 24


class Listener:
    """A process that hears what is announced, and the truth beside it."""

    def __init__(self, world):
        self.world, self.process, self.heard, self.reads_heard = world, Process(world), 0, 0
        self.known = KnownHeads(
            self.process.current,
            self.process.stores.members,
            SharedLook(self.process.parts.leases.marked),
            world.monotonic,
        )

    def hear(self, but=()):
        for place in range(self.heard, len(self.world.stream)):
            if place not in but:
                self.known.hear_event(events.decode(self.world.stream[place][1]))
        self.heard = len(self.world.stream)
        for subject, data in self.world.published[self.reads_heard :]:
            if subject.startswith(subjects.read("")):
                self.known.hear_read(msgspec.json.decode(data, type=ReadFrame))
        self.reads_heard = len(self.world.published)

    def of_user(self, user_id):
        return sorted(self.known.of_user(user_id), key=lambda head: head.id)

    def fresh(self, user_id):
        process = Process(self.world)
        known = KnownHeads(process.current, process.stores.members, process.parts.leases.marked)
        return sorted(known.of_user(user_id), key=lambda head: head.id)

    @property
    def calls(self):
        return self.process.line.calls


class Members:
    """What Reads asks of the members, as one process sees them."""

    def __init__(self, process):
        self.process = process

    def require_all(self, conversation_id, user_id):
        membership = self.process.stores.members.find(conversation_id, user_id)
        if membership is None:
            raise NotFound("conversation")
        return self.process.current.find(conversation_id), membership


def reads_of(process):
    stores = process.stores
    members = Members(process)
    marks = UnreadMarks(members, stores.members, process.bus)
    return Reads(members, stores.conversations, stores.members, process.parts.leases, marks, process.bus)


def let_marks_go(world, *processes):
    """So much time passes that only what is not announced is marked."""
    for _ in range(3):
        world.pass_time(MARKED_SECONDS)
        for process in processes:
            process.settle()
            process.announce()
            process.upkeep()


@pytest.fixture
def listener(world):
    return Listener(world)


def test_what_is_known_follows_what_is_announced_with_a_look_at_the_marks_alone(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(ANA)
    listener.of_user(BEN)
    there.say(conversation_id, ANA)
    there.say(conversation_id, BEN)
    there.say(conversation_id, BEN)
    listener.hear()
    let_marks_go(world, there)
    calls = listener.calls
    known = [listener.of_user(one) for one in (ANA, BEN)]
    assert listener.calls == calls + len(known)
    assert known == [listener.fresh(one) for one in (ANA, BEN)]
    assert [(head.last_message_no, head.read_message_no) for (head,) in known] == [(3, 1), (3, 3)]


def test_a_read_position_that_is_announced_is_known(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    there.say(conversation_id, ANA)
    let_marks_go(world, there)
    listener.of_user(BEN)
    listener.known.hear_read(ReadFrame(conversation_id=conversation_id, user_id=BEN, message_no=1))
    assert listener.of_user(BEN)[0].read_message_no == 1


def test_a_message_that_was_acknowledged_and_is_not_announced_yet_is_in_the_heads(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(ANA)
    world.is_nats_up = False
    there.say(conversation_id, ANA)
    let_marks_go(world, there)
    assert [(head.last_seq, head.read_message_no) for head in listener.of_user(ANA)] == [(1, 1)]


@pytest.mark.parametrize("is_nats_up", [True, False])
def test_a_read_position_is_in_the_heads_from_its_answer_on(world, listener, is_nats_up):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    there.say(conversation_id, ANA)
    listener.hear()
    let_marks_go(world, there)
    listener.of_user(BEN)
    world.is_nats_up = is_nats_up
    assert reads_of(there).mark(conversation_id, BEN, 1) == 1
    assert listener.of_user(BEN)[0].read_message_no == 1
    if not is_nats_up:
        let_marks_go(world, there)
        assert listener.of_user(BEN)[0].read_message_no == 1


def test_of_somebody_whose_removal_is_not_announced_yet_the_conversation_is_not_among_the_heads(world, listener):
    there, conversation_id = Process(world), group(world, ANA, BEN, CYN)
    assert len(listener.of_user(CYN)) == 1
    world.is_nats_up = False
    there.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN))
    assert listener.of_user(CYN) == []
    assert len(listener.of_user(BEN)) == 1


@pytest.mark.parametrize("is_nats_up", [True, False])
def test_who_was_added_is_told_so_from_the_answer_on(world, listener, is_nats_up):
    """`joined` may have been published before their connection listened, and may come here later."""
    there, conversation_id = Process(world), group(world, ANA, BEN)
    assert listener.of_user(CYN) == []
    world.is_nats_up = is_nats_up
    there.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    assert [head.id for head in listener.of_user(CYN)] == [conversation_id]
    if not is_nats_up:
        let_marks_go(world, there)
        assert [head.id for head in listener.of_user(CYN)] == [conversation_id]


def test_who_is_in_a_new_conversation_is_told_so_from_the_answer_on(world, listener):
    there = Process(world)
    assert listener.of_user(BEN) == []
    there.parts.leases.begin_creating("f" * 24, [ANA, BEN])
    conversation_id = direct(world, ANA, BEN)
    there.parts.leases.end_creating("f" * 24)
    assert [head.id for head in listener.of_user(BEN)] == [conversation_id]


def test_who_was_added_by_a_process_that_died_is_told_so(world, listener):
    there, successor, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    assert listener.of_user(CYN) == []
    there.propose(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    there.append()
    there.settle()
    there.is_dead = True
    assert [head.id for head in listener.of_user(CYN)] == [conversation_id]
    for _ in range(2):
        successor.upkeep()
        world.pass_time(LAPSE_SECONDS)
    assert there.parts.leases.process_id not in world.leases
    assert [head.id for head in listener.of_user(CYN)] == [conversation_id]


def test_whose_membership_is_announced_long_since_costs_a_look_at_the_marks_alone(world, listener):
    there, conversation_id = Process(world), group(world, ANA, BEN)
    there.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    listener.hear()
    let_marks_go(world, there)
    listener.of_user(CYN)
    calls = listener.calls
    assert [head.id for head in listener.of_user(CYN)] == [conversation_id]
    assert listener.calls == calls + 1


def test_without_the_marks_there_is_no_answer(world, listener):
    conversation_id = direct(world, ANA, BEN)
    listener.of_user(BEN)
    listener.process.line.fail_in(0, "before")
    with pytest.raises(Unavailable):
        listener.of_user(BEN)
    assert [head.id for head in listener.of_user(BEN)] == [conversation_id]


def test_after_a_lost_announcement_the_database_is_asked(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.of_user(BEN)
    for _ in range(3):
        there.say(conversation_id, ANA)
    listener.hear(but=(1,))
    let_marks_go(world, there)
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
    let_marks_go(world, there)
    assert listener.of_user(BEN)[0].last_seq == 1


def test_every_load_under_way_learns_what_was_announced_meanwhile():
    loads = Loads()
    with loads.begin(["a", "b"]) as first, loads.begin(["b", "c"]) as second:
        loads.spoil("b")
        assert loads.of("a") is first
        assert loads.of("b") is second
        with loads.begin(["c"]) as third:
            pass
        assert third.is_over.is_set()
        assert loads.of("c") is None
        loads.spoil("c")
    assert (first.spoiled, second.spoiled, third.spoiled) == ({"b"}, {"b"}, set())
    assert loads.of("b") is None


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
    let_marks_go(world, there)
    assert listener.of_user(BEN)[0].last_seq == 0
    listener.known.forget()
    assert listener.of_user(BEN)[0].last_seq == 1
    there.say(conversation_id, ANA)
    world.pass_time(KNOWN_SECONDS + 1)
    let_marks_go(world, there)
    assert listener.of_user(BEN)[0].last_seq == 2


def test_marked_conversations_are_read_once_for_all_who_say_hello_at_the_same_time(world, listener):
    people = [ids.new_id() for _ in range(20)]
    there, conversation_id = Process(world), group(world, ANA, *people)
    for person in people:
        listener.of_user(person)
    there.say(conversation_id, ANA)
    read, asked = listener.process.stores.conversations.positions, []

    def read_slowly(conversation_ids):
        asked.append(list(conversation_ids))
        gevent.sleep(0.01)
        return read(conversation_ids)

    listener.process.stores.conversations.positions = read_slowly
    hellos = [gevent.spawn(listener.of_user, person) for person in people]
    gevent.joinall(hellos, timeout=5.0)
    assert [[head.last_seq for head in hello.value] for hello in hellos] == [[1]] * len(people)
    assert len(asked) <= 2


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
        subscriptions.hear(wire, each.process.parts.known, each.known, each.process.parts.repairer)
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    for each in (listener, other):
        each.of_user(BEN)
    there.say(conversation_id, ANA)
    let_marks_go(world, there)
    assert other.of_user(BEN)[0].last_seq == 0
    wire.troubled[0]()
    assert [each.of_user(BEN)[0].last_seq for each in (listener, other)] == [1, 1]


def test_when_a_process_dies_before_it_announced_a_read_position_no_process_uses_what_it_knows(world, listener):
    wire, other = Wire(), Listener(world)
    for each in (listener, other):
        subscriptions.hear(wire, each.process.parts.known, each.known, each.process.parts.repairer)
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    there.say(conversation_id, ANA)
    for each in (listener, other):
        each.of_user(BEN)
    reads_of(there).mark(conversation_id, BEN, 1)
    there.is_dead = True
    assert [each.of_user(BEN)[0].read_message_no for each in (listener, other)] == [1, 1]
    for _ in range(2):
        let_marks_go(world, listener.process, other.process)
    assert not world.leases
    assert [each.of_user(BEN)[0].read_message_no for each in (listener, other)] == [1, 1]


def test_after_a_restore_of_the_database_nothing_known_is_used(world, listener):
    there, conversation_id = Process(world), direct(world, ANA, BEN)
    listener.known.epoch(lambda: "old")
    listener.of_user(BEN)
    there.say(conversation_id, ANA)
    let_marks_go(world, there)
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


STEPS = st.sampled_from(
    ["say", "append", "settle", "announce", "read", "hear", "upkeep", "wait", "cut", "mend", "remove", "add"]
)


@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 1), st.sampled_from([ANA, BEN, CYN])), max_size=60))
@settings(max_examples=150)
def test_whatever_is_announced_late_or_not_at_all_heads_equal_a_fresh_read(steps):
    world = World()
    writers, listener = [Process(world), Process(world)], Listener(world)
    conversations = [group(world, ANA, BEN, CYN), direct(world, ANA, BEN)]
    for number, (step, which, person) in enumerate(steps):
        writer, conversation_id = writers[which], conversations[number % 2]
        if step in ("say", "append"):
            writer.propose(send(conversation_id, person))
            writer.append()
        elif step in ("settle", "announce", "upkeep"):
            getattr(writer, step)()
        elif step == "read":
            with contextlib.suppress(NotFound):
                reads_of(writer).mark(conversation_id, person, 1_000)
        elif step == "hear":
            listener.hear()
        elif step == "wait":
            # What was announced is heard long before a mark goes.
            listener.hear()
            world.pass_time(MARKED_SECONDS / 2)
            for each in writers:
                each.upkeep()
        elif step == "remove":
            writer.propose(RemoveMember(conversation_id=conversations[0], actor_id=ANA, user_id=CYN))
            writer.work_off()
        elif step == "add":
            writer.propose(AddMember(conversation_id=conversations[0], actor_id=ANA, user_id=CYN, limit=9))
            writer.work_off()
        else:
            was_up, world.is_nats_up = world.is_nats_up, step == "mend"
            if world.is_nats_up and not was_up:
                listener.hear()
                listener.known.forget()
        assert [listener.of_user(one) for one in PEOPLE] == [listener.fresh(one) for one in PEOPLE]
