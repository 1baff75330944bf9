"""The promise of the log, against any interleaving of processes, lost answers, deaths and an unsteady NATS."""

import contextlib

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.chat.proposals import AddMember, ChangeRole, RemoveMember, Rename
from services.common import events
from services.common.errors import Problem
from services.common.events import (
    MemberAdded,
    MemberRemoved,
    MessageChange,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    ReactionRemoved,
)
from tests.unit.chat.fakes import World
from tests.unit.chat.processes import Process, differences, group, send

ANA, BEN, CYN, DAN = "a" * 24, "b" * 24, "c" * 24, "d" * 24
PEOPLE = (ANA, BEN, CYN, DAN)
PROCESSES = (0, 1)

process = st.sampled_from(PROCESSES)
conversation = st.sampled_from((0, 1))
person = st.sampled_from(PEOPLE)
say = st.tuples(st.just("send"), process, conversation, person, st.integers(0, 9))
work = st.tuples(st.sampled_from(("append", "append", "settle", "announce", "upkeep")), process)
change = st.one_of(
    st.tuples(st.just("add"), process, conversation, person, person),
    st.tuples(st.just("remove"), process, conversation, person, person),
    st.tuples(st.just("promote"), process, conversation, person, person),
    st.tuples(st.just("rename"), process, conversation, person, st.integers(0, 9)),
)
whom = (st.just("touch"), process, conversation, person, st.integers(1, 3))
touch = st.one_of(
    st.tuples(*whom, st.just("edit"), st.sampled_from("xyz")),
    st.tuples(*whom, st.just("delete"), st.none()),
    st.tuples(*whom, st.sampled_from(("react", "unreact")), st.sampled_from("👍🎉")),
)
weather = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from((0.1, 1.0, 4.0))),
    st.tuples(st.just("nats"), st.booleans()),
    st.tuples(st.just("wipe")),
)
fault = st.one_of(
    st.tuples(st.just("fault"), process, st.integers(0, 3), st.sampled_from(("before", "after", "half"))),
    st.tuples(st.just("fault"), process, st.integers(0, 3), st.sampled_from(("crash before", "crash after"))),
    st.tuples(st.just("outage"), process, st.sampled_from(("before", "after"))),
)
healthy = st.one_of(say, say, work, work, work, change, touch, touch, weather)
actions = st.one_of(say, say, work, work, work, change, touch, touch, weather, fault)


class Story:
    """Two processes over one world; a dead process is followed by a fresh one."""

    def __init__(self, send_is_checked_first):
        self.world = World()
        self.world.send_is_checked_first = send_is_checked_first
        self.conversations = [group(self.world, ANA, BEN, CYN), group(self.world, BEN, ANA, DAN)]
        # So few may wait that some are owed.
        self.processes = [Process(self.world, waiting_limit=3) for _ in PROCESSES]
        self.asked = []

    def play(self, action):
        kind, *rest = action
        getattr(self, f"do_{kind}")(*rest)
        self.look()
        for place, one in enumerate(self.processes):
            if one.is_dead:
                self.processes[place] = Process(self.world, waiting_limit=3)

    def look(self):
        """What was acknowledged is seen by everybody at once, and nobody counts it as unread to its sender."""
        for conversation_id in self.conversations:
            acked = self.acked(conversation_id)
            if not acked:
                continue
            for one in [Process(self.world), *self.processes]:
                with one.line.undisturbed():
                    stored = one.current.find(conversation_id)
                assert stored.last_seq >= max(event.seq for event in acked)
                for event in acked:
                    if isinstance(event, MessageCreated):
                        assert stored.last_message_no >= event.message_no
                        assert stored.reads[event.actor_id] >= event.message_no
                    elif isinstance(event, MessageChange):
                        self.look_at_message(conversation_id, event, stored.last_message)

    def look_at_message(self, conversation_id, event, last_message):
        """An acknowledged change is in the message wherever it is shown; a deletion left nothing that it said."""
        log = self.world.log_of(conversation_id)
        messages = {one.event.message_no: one for one in log if isinstance(one.event, MessageCreated)}
        shown = [messages[event.data.message_no]]
        if last_message.event.message_no == event.data.message_no:
            shown.append(last_message)
        for message in shown:
            assert message.message.applied_seq >= event.seq
            if isinstance(event, MessageDeleted):
                assert message.message.deleted_at is not None
                assert (message.event.data.body, message.message.body, message.fingerprint) == ("", None, None)
        if isinstance(event, MessageDeleted):
            about = [one.event for one in log if isinstance(one.event, MessageEdited)]
            assert all(not one.data.body for one in about if one.data.message_no == event.data.message_no)

    def acked(self, conversation_id):
        """The events of this log of which somebody was told that they are there."""
        told = [waiting.result.value for _, waiting, _ in self.asked if waiting.result.successful()]
        records = [record for appended in told for record in appended.records]
        return [record.event for record in records if record.conversation_id == conversation_id]

    def _propose(self, process, proposal):
        asked = self.processes[process]
        self.asked.append((proposal, asked.propose(proposal), asked))

    def do_send(self, process, conversation, actor_id, number):
        proposal = send(self.conversations[conversation], actor_id, f"body {number}", f"send-{number}")
        self._propose(process, proposal)

    def do_add(self, process, conversation, actor_id, user_id):
        conversation_id = self.conversations[conversation]
        self._propose(
            process, AddMember(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id, limit=1_000)
        )

    def do_remove(self, process, conversation, actor_id, user_id):
        conversation_id = self.conversations[conversation]
        self._propose(process, RemoveMember(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id))

    def do_promote(self, process, conversation, actor_id, user_id):
        conversation_id = self.conversations[conversation]
        self._propose(
            process,
            ChangeRole(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id, role="admin"),
        )

    def do_rename(self, process, conversation, actor_id, number):
        conversation_id = self.conversations[conversation]
        self._propose(process, Rename(conversation_id=conversation_id, actor_id=actor_id, title=f"Title {number}"))

    def do_touch(self, process, conversation, actor_id, message_no, change, said):
        asked, proposals = self.processes[process], []

        def read():
            with contextlib.suppress(Problem):
                proposals.append(asked.about(self.conversations[conversation], actor_id, message_no, change, said))

        asked.step(read)
        for proposal in proposals:
            if proposal is not None:
                self._propose(process, proposal)

    def do_append(self, process):
        self.processes[process].append()

    def do_settle(self, process):
        self.processes[process].settle()

    def do_announce(self, process):
        self.processes[process].announce()

    def do_upkeep(self, process):
        self.processes[process].upkeep()

    def do_tick(self, seconds):
        self.world.pass_time(seconds)

    def do_nats(self, is_up):
        self.world.is_nats_up = is_up

    def do_wipe(self):
        """NATS loses its store, not what it has told."""
        self.world.has_stream = False

    def do_fault(self, process, calls, fault):
        self.processes[process].line.fail_in(calls, fault)

    def do_outage(self, process, fault):
        """So long that a commit is given up without knowing its outcome."""
        for calls in range(20):
            self.processes[process].line.fail_in(calls, fault)

    def end(self):
        """All faults are over; the living finish, and take over from the dead."""
        self.world.is_nats_up = True
        for one in self.processes:
            one.line.faults.clear()
        for _ in range(60):
            self.world.pass_time(1.0)
            for one in self.processes:
                one.work_off()
                one.upkeep()
                assert not one.is_dead


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(script=st.lists(actions, min_size=20, max_size=80), send_is_checked_first=st.booleans())
def test_whatever_happens_the_log_keeps_its_promise(script, send_is_checked_first):
    story = Story(send_is_checked_first)
    for action in script:
        story.play(action)
    story.end()

    for conversation_id in story.conversations:
        log = story.world.log_of(conversation_id)
        assert_numbers_have_no_holes(log)
        assert_each_send_is_there_once(log)
        assert_everything_was_announced(story.world, conversation_id, log)
        assert_only_members_acted(log, story, conversation_id)
        assert_changes_of_messages_were_allowed(log)
        assert differences(story.world, conversation_id) == []
    assert_every_ack_is_true(story)
    assert story.world.leases == {}, "a process at rest keeps no lease"


def assert_numbers_have_no_holes(log):
    assert [record.seq for record in log] == list(range(1, len(log) + 1))
    messages = [record.event for record in log if isinstance(record.event, MessageCreated)]
    assert [event.message_no for event in messages] == list(range(1, len(messages) + 1))
    assert [record.at for record in log] == sorted(record.at for record in log)


def assert_each_send_is_there_once(log):
    sends = [
        (record.event.actor_id, record.event.client_message_id)
        for record in log
        if isinstance(record.event, MessageCreated)
    ]
    assert len(sends) == len(set(sends))


def assert_everything_was_announced(world, conversation_id, log):
    told = {}
    for subject, data, message_id, _ in world.stream:
        if subject == f"chat.event.{conversation_id}":
            event = unsaid(events.decode(data), log)
            assert told.setdefault(message_id, event) == event, "the same event in another form"
    assert told == {f"{conversation_id}:{record.seq}": record.event for record in log}
    joined = [subject for subject, data in world.published if conversation_id.encode() in data]
    for record in log:
        if isinstance(record.event, MemberAdded):
            assert f"user.{record.event.data.user_id}.joined" in joined


def unsaid(event, log):
    """The event as it may be told now: of a message that is deleted by now, without what it said."""
    if not isinstance(event, MessageCreated | MessageEdited):
        return event
    message_no = event.message_no if isinstance(event, MessageCreated) else event.data.message_no
    deletions = [one.event for one in log if isinstance(one.event, MessageDeleted)]
    if all(deletion.data.message_no != message_no for deletion in deletions):
        return event
    more = {"deleted": True} if isinstance(event, MessageCreated) else {}
    return msgspec.structs.replace(event, data=msgspec.structs.replace(event.data, body="", mentions=[], **more))


def assert_changes_of_messages_were_allowed(log):
    """Counted anew, by other means than the code: nothing twice, nothing after a deletion, only authors edit."""
    authors, deleted, reactions = {}, set(), set()
    for record in log:
        event = record.event
        if isinstance(event, MessageCreated):
            authors[event.message_no] = event.actor_id
        if not isinstance(event, MessageChange):
            continue
        message_no = event.data.message_no
        assert message_no in authors
        assert message_no not in deleted, "something happened to a deleted message"
        if isinstance(event, MessageEdited):
            assert event.actor_id == authors[message_no]
        elif isinstance(event, MessageDeleted):
            deleted.add(message_no)
        else:
            reaction = (message_no, event.data.emoji, event.actor_id)
            assert (reaction in reactions) == isinstance(event, ReactionRemoved)
            reactions ^= {reaction}


def assert_only_members_acted(log, story, conversation_id):
    first = story.world.members.values()
    members = {one.user_id for one in first if one.conversation_id == conversation_id and one.initial_role}
    for record in log:
        event = record.event
        assert event.actor_id in members, f"{event} by somebody who was not a member"
        if isinstance(event, MemberAdded):
            members.add(event.data.user_id)
        elif isinstance(event, MemberRemoved):
            members.discard(event.data.user_id)


def assert_every_ack_is_true(story):
    for proposal, waiting, _ in story.asked:
        if not waiting.result.ready():
            continue
        try:
            appended = waiting.result.get(block=False)
        except Problem:
            continue
        log = story.world.log_of(proposal.conversation_id)
        for record in appended.records:
            assert log[record.seq - 1].id == record.id


@settings(max_examples=100, deadline=None)
@given(script=st.lists(healthy, min_size=20, max_size=80))
def test_without_deaths_each_process_announces_its_own_in_order(script):
    story = Story(send_is_checked_first=False)
    for action in script:
        story.play(action)
    story.end()
    for one in story.processes:
        own = {
            f"{record.conversation_id}:{record.seq}"
            for _, waiting, asked in story.asked
            if asked is one and waiting.result.successful() and not waiting.result.value.is_duplicate
            for record in waiting.result.value.records
        }
        highest = {}
        for message_id in dict.fromkeys(told for told in one.bus.told if told in own):
            conversation_id, seq = message_id.split(":")
            assert int(seq) > highest.get(conversation_id, 0)
            highest[conversation_id] = int(seq)
        assert own <= set(one.bus.told)
