"""Announcing: in order, at least once, also when NATS goes, processes die, or leases lapse."""

import msgspec
import pytest

from services.chat.proposals import AddMember
from services.common import events
from services.common.requests import Joined
from tests.unit.chat.fakes import FakeStores
from tests.unit.chat.processes import Process, differences, direct, group, send

ANA, BEN, CYN = "a" * 24, "b" * 24, "c" * 24


def announced(world, conversation_id):
    return [int(seq) for one, seq in world.announced if one == conversation_id]


def joined(world, user_id):
    subject = f"user.{user_id}.joined"
    return [msgspec.json.decode(data, type=Joined) for name, data in world.published if name == subject]


def live(process, seconds, step=0.5):
    for _ in range(int(seconds / step)):
        process.world.pass_time(step)
        process.upkeep()
        process.work_off()


def test_the_bytes_on_the_bus_are_the_event(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    event = here.say(conversation_id, ANA).records[0].event
    assert world.stream == [
        (f"chat.event.{conversation_id}", events.encode(event), f"{conversation_id}:1", "request-id")
    ]


def test_the_ack_does_not_wait_for_nats(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    world.is_nats_up = False
    assert here.say(conversation_id, ANA).records[0].seq == 1
    assert world.stream == []


def test_what_nats_missed_is_announced_from_the_log_in_order(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    world.is_nats_up = False
    for _ in range(450):
        here.say(conversation_id, ANA)
    world.is_nats_up = True
    here.say(conversation_id, BEN)
    live(here, 3)
    assert announced(world, conversation_id) == list(range(1, 453))
    assert here.parts.announcer.is_done


def test_while_nats_is_away_only_places_are_kept(world):
    here = Process(world)
    conversations = [direct(world, ANA, f"{number:024x}") for number in range(20)]
    world.is_nats_up = False
    for _ in range(10):
        for conversation_id in conversations:
            here.say(conversation_id, ANA)
    assert here.parts.announcer.owed == 20
    assert here.parts.announcer._waiting == []


def test_too_many_waiting_events_are_owed_instead_of_kept(world):
    here, conversation_id = Process(world, waiting_limit=10), direct(world, ANA, BEN)
    for _ in range(30):
        here.propose(send(conversation_id, ANA))
        here.append()
        here.settle()
    assert len(here.parts.announcer._waiting) <= 10
    live(here, 2)
    assert sorted(set(announced(world, conversation_id))) == list(range(1, 31))


def test_a_stream_that_was_lost_is_made_again(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    world.has_stream = False
    here.say(conversation_id, ANA)
    live(here, 3)
    assert announced(world, conversation_id) == [1, 2]


def test_a_new_member_is_told_after_the_event(world):
    here, conversation_id = Process(world), group(world, ANA)
    here.say(conversation_id, ANA)
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    assert joined(world, CYN) == [Joined(conversation_id=conversation_id, seq=2)]


@pytest.mark.parametrize("dies", ["after the commit", "after the projection", "while announcing"])
def test_what_a_dead_process_left_is_announced_by_another(world, dies):
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    here.say(conversation_id, ANA)
    there.upkeep()
    waiting = here.propose(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9))
    here.append()
    if dies != "after the commit":
        here.settle()
        assert waiting.result.ready()
    if dies == "while announcing":
        here.line.fail_in(0, "crash before")
        here.announce()
    here.is_dead = True
    assert announced(world, conversation_id) == [1]

    live(there, 5)

    assert announced(world, conversation_id)[-1] == 2
    assert joined(world, CYN)
    assert differences(world, conversation_id) == []
    live(there, 10)
    assert world.leases == {}


def test_a_lease_covers_what_has_waited_for_long(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.propose(send(conversation_id, ANA))
    here.append()
    for _ in range(30):
        world.pass_time(1)
        here.upkeep()
    here.is_dead = True
    live(there, 6)
    assert announced(world, conversation_id) == [1]


def test_a_restarted_process_takes_over_from_its_predecessor_within_five_seconds(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.propose(send(conversation_id, ANA))
    here.append()
    here.is_dead = True
    world.pass_time(600)
    successor = Process(world)
    live(successor, 5)
    assert announced(world, conversation_id) == [1]


def test_a_living_process_is_left_alone(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    world.is_nats_up = False
    here.say(conversation_id, ANA)
    for _ in range(20):
        world.pass_time(1)
        here.upkeep()
        there.upkeep()
    assert here.parts.leases.process_id in world.leases
    assert there.parts.repairer.is_done


def test_a_process_that_was_stopped_for_long_renews_its_lease_before_it_acks(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    waiting = here.propose(send(conversation_id, ANA))
    insert = here.stores.events.insert

    def insert_and_stop(records):
        insert(records)
        # Stopped between the commit and the ack; another takes its lease.
        for _ in range(8):
            world.pass_time(1)
            there.upkeep()

    here.stores.events.insert = insert_and_stop
    here.append()
    assert here.parts.leases.process_id not in world.leases
    assert not waiting.result.ready()
    here.settle()
    assert waiting.result.ready()
    assert here.parts.leases.process_id in world.leases


def test_at_rest_there_is_no_lease_and_nothing_to_pay(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    live(here, 15)
    assert world.leases == {}
    calls = here.line.calls
    live(here, 10)
    # One look a round at the leases of others is all.
    assert here.line.calls - calls <= 20


def test_a_creation_is_told_even_if_the_creator_dies(world):
    here, there = Process(world), Process(world)
    here.parts.leases.begin_creating("c" * 24)
    stores = FakeStores(world)
    stores.members.create("c" * 24, "direct", {ANA: "member", BEN: "member"})
    stores.conversations.create("c" * 24, "direct", None, [], world.now())
    here.is_dead = True
    live(there, 6)
    assert joined(world, ANA) == joined(world, BEN) == [Joined(conversation_id="c" * 24, seq=0)]
    live(there, 10)
    assert world.leases == {}


def test_a_creation_that_did_not_happen_is_told_to_nobody(world):
    here, there = Process(world), Process(world)
    here.parts.leases.begin_creating("c" * 24)
    FakeStores(world).members.create("c" * 24, "direct", {ANA: "member", BEN: "member"})
    here.is_dead = True
    live(there, 15)
    assert joined(world, ANA) == []
    assert world.leases == {}
