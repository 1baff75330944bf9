"""Replay: applying an event to the old state gives what a fresh read gives, for each kind of event."""

import msgspec
import pytest

from services.chat.projections import changes_of, step_of
from services.chat.proposals import AddMember, ChangeRole, RemoveMember, Rename
from services.chat.states import Run
from services.common.events import Event
from tests.unit.chat.fakes import FakeStores, World
from tests.unit.chat.processes import Process, differences, group, send

ANA, BEN, CYN, DAN = "a" * 24, "b" * 24, "c" * 24, "d" * 24


def proposals(conversation_id):
    where = {"conversation_id": conversation_id, "actor_id": ANA}
    return {
        "message.created": send(conversation_id, ANA),
        "message.edited": "edit",
        "message.deleted": "delete",
        "reaction.added": "react",
        "reaction.removed": "unreact",
        "member.added": AddMember(**where, user_id=DAN, limit=9),
        "member.removed": RemoveMember(**where, user_id=BEN),
        "member.role_changed": ChangeRole(**where, user_id=CYN, role="admin"),
        "conversation.renamed": Rename(**where, title="Holidays"),
    }


KINDS = sorted(proposals(""))


def proposal(here, conversation_id, kind):
    """What leads to an event of this kind, in a conversation in which Ben has said something."""
    found = proposals(conversation_id)[kind]
    if found == "unreact":
        here.do(here.about(conversation_id, BEN, 1, "react", "👍"))
        here.write_down()
    if isinstance(found, str):
        said = "Hello all" if found == "edit" else "👍"
        return here.about(conversation_id, BEN, 1, found, said)
    return found


def test_every_kind_of_event_is_replayed_here():
    assert sorted(kind.__struct_config__.tag for kind in Event.__args__) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_old_state_with_the_event_is_the_fresh_state(kind):
    world = World()
    here, conversation_id = Process(world), group(world, ANA, BEN, CYN)
    here.say(conversation_id, BEN)
    here.write_down()
    wanted = proposal(here, conversation_id, kind)
    before, _ = here.parts.known.load(conversation_id)
    for record in here.do(wanted).records:
        before = before.after(record)
    here.write_down()
    fresh, tail = Process(world).parts.known.load(conversation_id)
    assert tail == []
    # Changes of messages are remembered for a moment, and read from the log after that.
    assert msgspec.structs.replace(before, changes=(), changes_after=fresh.seq) == fresh
    assert list(before.members) == list(fresh.members)
    assert differences(world, conversation_id) == []


@pytest.mark.parametrize("kind", KINDS)
def test_projecting_twice_or_late_changes_nothing(kind):
    world = World()
    here, conversation_id = Process(world), group(world, ANA, BEN, CYN)
    here.say(conversation_id, BEN)
    done = here.do(proposal(here, conversation_id, kind)).records
    here.say(conversation_id, ANA)
    here.write_down()
    stores = FakeStores(world)
    expected = (dict(world.conversations), dict(world.members))
    base, _ = Process(world).parts.known.load(conversation_id)
    run = Run(done, base)
    if changes := changes_of(run):
        stores.members.apply(changes)
    assert not stores.conversations.advance([step_of(run)])
    assert (world.conversations, world.members) == expected


def test_who_comes_has_read_everything_so_far():
    world = World()
    here, conversation_id = Process(world), group(world, ANA, BEN)
    batch = [send(conversation_id, ANA), proposals(conversation_id)["member.added"], send(conversation_id, ANA)]
    for proposal in batch:
        here.propose(proposal)
    here.work_off()
    here.write_down()
    assert world.members[conversation_id, DAN].read_message_no == 1
    assert world.conversations[conversation_id].last_message_no == 2


def test_sending_reads_up_to_the_own_message():
    world = World()
    here, conversation_id = Process(world), group(world, ANA, BEN)
    for person in (ANA, BEN, ANA):
        here.say(conversation_id, person)
    here.write_down()
    assert world.conversations[conversation_id].reads == {ANA: 3, BEN: 2}


def test_a_step_across_another_process_s_events_is_read_from_the_log():
    world = World()
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    for process in (here, there, here):
        process.say(conversation_id, ANA)
    step = here.parts.pending.step_of(conversation_id)
    assert (step.from_seq, step.to_seq) == (2, 3)
    here.write_down()
    assert world.conversations[conversation_id].last_seq == 3
    assert differences(world, conversation_id) == []


def test_a_change_written_with_an_older_message_does_not_hide_a_newer_one_of_another_process():
    world = World()
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.propose(send(conversation_id, ANA))
    there.append()
    here.say(conversation_id, BEN)
    there.propose(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    there.append()
    here.write_down()
    there.work_off()
    assert world.conversations[conversation_id].last_message_no == 2
    assert differences(world, conversation_id) == []


def test_catching_up_ends_though_others_go_on_appending():
    world = World()
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.say(conversation_id, ANA)
    advance = here.stores.conversations.advance

    def advance_and_append(steps):
        taken = advance(steps)
        there.say(conversation_id, ANA)
        return taken

    here.stores.conversations.advance = advance_and_append
    here.parts.projector.catch_up(conversation_id)
    assert world.conversations[conversation_id].last_seq == 1
    assert len(world.log_of(conversation_id)) == 2


def test_catching_up_with_messages_alone_does_not_read_the_members():
    world = World()
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    for _ in range(3):
        there.say(conversation_id, BEN)
    here.stores.members.of_conversation = None
    here.parts.projector.catch_up(conversation_id)
    assert world.conversations[conversation_id].last_seq == 3
    assert world.conversations[conversation_id].reads == {BEN: 3}
    there.write_down()
    assert differences(world, conversation_id) == []
