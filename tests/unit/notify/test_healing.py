"""What NATS lost is found again: events that never came, read positions that nobody heard."""

import pytest

from services.common.errors import Unavailable
from tests.unit.notify.world import ANA, BEN, CLEO, CONVERSATION


def test_events_that_the_stream_lost_are_fetched_from_the_log(world):
    world.say("one")
    world.write("two")
    world.write("three")
    world.healing.trouble()
    world.healing.heal_all()
    assert world.previews(BEN) == ["Ana: one", "Ana: two", "Ana: three"]
    assert world.told(BEN) == ["Ana: one", "Ana: two", "Ana: three"]


def test_events_too_long_for_one_answer_are_fetched_in_smaller_pages(world):
    world.chat.events_that_fit = 40
    world.say("one")
    for number in range(60):
        world.write(f"long {number}")
    world.healing.trouble()
    world.healing.heal_all()
    assert world.told(BEN) == ["Ana: one", *(f"Ana: long {number}" for number in range(60))]


def test_a_new_process_finds_what_was_lost_while_none_was_there(world):
    world.say("one")
    world.progress.flush()
    world.write("two")
    world.start()
    world.healing.trouble()
    world.healing.heal_all()
    assert world.told(BEN) == ["Ana: one", "Ana: two"]


def test_a_hole_in_the_stream_is_filled_when_it_stays(world):
    world.write("lost")
    world.say("later")
    world.healing.heal_some()
    assert world.previews(BEN) == ["Ana: later"]
    world.clock.pass_by(seconds=61)
    world.healing.heal_some()
    assert world.previews(BEN) == ["Ana: lost", "Ana: later"]
    assert world.progress.stuck(0) == {}


def test_an_event_that_was_given_up_is_dealt_with_later(world):
    event = world.write()
    world.store.is_away = True
    with pytest.raises(Unavailable):
        world.deliver(event)
    world.store.is_away = False
    world.clock.pass_by(seconds=61)
    world.healing.heal_some()
    assert world.told(BEN) == ["Ana: hello"]


def test_a_conversation_that_never_reached_us_is_found_when_a_member_lists(world):
    world.write("unheard")
    world.missed_reads.compare(BEN)
    world.clock.pass_by(seconds=61)
    world.healing.heal_some()
    assert world.previews(BEN) == ["Ana: unheard"]


def test_a_read_position_that_nobody_heard_withdraws_when_its_reader_lists(world):
    world.say()
    world.read(BEN, 1, is_announced=False)
    assert world.unread(BEN) == 1
    world.missed_reads.compare(BEN)
    assert world.unread(BEN) == 0
    assert world.withdrawn(BEN) == [(CONVERSATION, 1)]


@pytest.mark.parametrize("is_trouble", [True, False])
def test_a_read_position_that_nobody_heard_withdraws_without_anybody_asking(world, is_trouble):
    world.say()
    world.read(BEN, 1, is_announced=False)
    world.healing.heal_all() if is_trouble else world.healing.heal_some()
    assert world.unread(BEN) == 0
    assert world.unread(CLEO) == 1


def test_a_new_process_remembers_whom_to_compare(world):
    world.say()
    world.read(BEN, 1, is_announced=False)
    world.start()
    world.healing.heal_all()
    assert world.withdrawn(BEN) == [(CONVERSATION, 1)]


def test_a_removal_that_nobody_heard_takes_back_as_well(world):
    world.say()
    world.leave(BEN)
    world.missed_reads.compare(BEN)
    assert world.list(BEN) == []
    assert world.withdrawn(BEN) == [(CONVERSATION, 1)]


def test_after_trouble_positions_are_asked_for_anew(world):
    world.say("one")
    world.read(BEN, 2, is_announced=False)
    world.healing.trouble()
    event = world.say("two")
    assert world.why(BEN, event) == "read"


def test_what_is_compared_in_vain_changes_nothing(world):
    world.say()
    world.healing.heal_all()
    world.healing.heal_some()
    assert world.told(BEN) == ["Ana: hello"]
    assert world.withdrawn(BEN) == []
    assert world.unread(BEN) == 1


def test_a_conversation_that_everybody_left_is_let_go(world):
    world.say()
    world.write()
    for user_id in (BEN, CLEO, ANA):
        world.leave(user_id)
    world.healing.heal_all()
    world.progress.flush()
    assert world.head_store.rows == {CONVERSATION: 5}


def test_of_what_is_very_far_behind_only_the_newest_is_told(world):
    world.say("first")
    for number in range(1_200):
        world.write(f"{number}")
    world.healing.heal_all()
    assert len(world.told(BEN)) == 1_001
    assert world.progress.stuck(0) == {}


def test_a_log_that_was_restored_from_a_backup_is_told_again_from_there(world):
    for number in range(3):
        world.say(f"{number}")
    del world.chat.log[CONVERSATION][1:]
    world.clock.pass_by(seconds=61)
    world.progress.flush()
    world.missed_reads.compare(BEN)
    world.start()
    world.clock.pass_by(seconds=1)
    world.say("another second one")
    assert world.told(BEN)[-1] == "Ana: another second one"


def test_an_answer_that_is_older_than_the_last_event_sets_nothing_back(world):
    world.say("one")
    world.progress.compare({CONVERSATION: 0})
    world.progress.flush()
    assert world.head_store.rows == {CONVERSATION: 1}


def test_without_chat_nothing_is_healed_and_nothing_breaks(world):
    world.say()
    world.bus.is_connected = False
    with pytest.raises(Unavailable):
        world.healing.heal_all()
    assert world.unread(BEN) == 1
