"""What was acknowledged is seen by everybody from then on, though it is written into the projections later."""

from services.chat.leases import REST_SECONDS
from services.chat.pending_steps import PENDING_SECONDS
from services.chat.proposals import RemoveMember
from tests.unit.chat.processes import Process, differences, direct, group, send

ANA, BEN, CYN = "a" * 24, "b" * 24, "c" * 24


def unread(process, conversation_id, user_id):
    stored = process.current.find(conversation_id)
    return stored.last_message_no - stored.reads.get(user_id, 0)


def test_an_acknowledged_message_is_seen_in_both_processes_before_it_is_projected(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    assert world.conversations[conversation_id].last_seq == 0
    for process in (here, there):
        assert process.current.find(conversation_id).last_message.event.data.body == "hello"
        assert process.current.heads([conversation_id], ANA)[0].read_message_no == 1
        assert [unread(process, conversation_id, one) for one in (ANA, BEN)] == [0, 1]


def test_messages_of_two_processes_are_seen_together(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    for process, person in ((here, ANA), (there, BEN), (here, ANA), (there, BEN)):
        process.say(conversation_id, person)
    for process in (here, there, Process(world)):
        assert process.current.find(conversation_id).last_seq == 4
        assert [unread(process, conversation_id, one) for one in (ANA, BEN)] == [1, 0]


def test_a_busy_conversation_is_projected_every_few_seconds_at_most(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    writes = []
    advance = here.stores.conversations.advance
    here.stores.conversations.advance = lambda steps: writes.append(steps) or advance(steps)
    for _ in range(100):
        here.say(conversation_id, ANA)
        world.pass_time(0.1)
    assert len(writes) <= 10 / PENDING_SECONDS
    here.write_down()
    assert differences(world, conversation_id) == []


def test_while_the_work_of_a_dead_process_is_taken_over_its_messages_are_seen(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    here.is_dead = True
    for _ in range(5):
        world.pass_time(1)
        there.parts.repairer.watch()
    assert here.parts.leases.process_id not in world.leases
    assert world.conversations[conversation_id].last_seq == 0
    assert there.current.find(conversation_id).last_seq == 1
    assert Process(world).current.find(conversation_id).last_seq == 1


def test_a_retry_of_what_nobody_has_marked_is_seen_when_it_is_acknowledged(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    insert = here.stores.events.insert

    def stop_and_insert(records):
        for _ in range(15):
            world.pass_time(1)
            there.upkeep()
            there.announce()
        insert(records)

    here.stores.events.insert = stop_and_insert
    here.propose(send(conversation_id, ANA, client_message_id="same"))
    here.append()
    # Its lease was taken away while it was stopped, and it died before it had another.
    here.is_dead = True
    assert world.leases == {}

    assert there.say(conversation_id, ANA, client_message_id="same").is_duplicate

    for process in (there, Process(world)):
        assert unread(process, conversation_id, BEN) == 1


def test_a_removal_is_projected_before_it_is_acknowledged(world):
    here, conversation_id = Process(world), group(world, ANA, BEN, CYN)
    here.say(conversation_id, ANA)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    assert not world.members[conversation_id, BEN].active
    assert world.conversations[conversation_id].last_seq == 2
    assert differences(world, conversation_id) == []


def test_at_rest_nothing_is_marked(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    for _ in range(int(REST_SECONDS) * 2):
        world.pass_time(1)
        here.settle()
        here.upkeep()
    assert world.leases == {}
    assert world.conversations[conversation_id].last_seq == 1
