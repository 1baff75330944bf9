"""What is taken back: read on any device, written after, no member any more."""

import pytest

from services.common.errors import InvalidInput
from services.notify.notifications import Selection
from tests.unit.notify.world import ANA, BEN, CLEO, CONVERSATION, OTHER


def test_reading_on_one_device_withdraws_on_all(world):
    for body in ("one", "two", "three"):
        world.say(body)
    world.read(BEN, 2)
    assert world.withdrawn(BEN) == [(CONVERSATION, 2)]
    assert world.unread(BEN) == 1
    assert [one.read_at is None for one in world.list(BEN)] == [True, False, False]
    assert world.unread(CLEO) == 3


def test_reading_what_nobody_was_told_of_is_not_announced(world):
    world.say()
    world.read(BEN, 1)
    world.read(BEN, 1)
    world.read(ANA, 1)
    assert world.withdrawn(BEN) == [(CONVERSATION, 1)]
    assert world.withdrawn(ANA) == []


def test_who_writes_has_read_what_was_written_before(world):
    world.say("question", sender=ANA)
    world.say("answer", sender=BEN)
    assert world.unread(BEN) == 0
    assert world.withdrawn(BEN) == [(CONVERSATION, 2)]


def test_who_writes_on_asks_the_database_once(world):
    world.say("question", sender=ANA)
    world.say("answer", sender=BEN)
    asked = world.store.marked
    for body in ("and", "so", "on"):
        world.say(body, sender=BEN)
    assert world.store.marked == asked
    world.say("what?", sender=ANA)
    assert world.unread(BEN) == 1
    world.say("that", sender=BEN)
    assert world.unread(BEN) == 0
    assert world.withdrawn(BEN) == [(CONVERSATION, 2), (CONVERSATION, 7)]


def test_what_is_read_while_it_is_being_stored_is_withdrawn(world):
    world.say("one")
    world.store.before_add = lambda: world.read(BEN, 2)
    world.say("two")
    assert world.unread(BEN) == 0
    assert world.withdrawn(BEN)[-1] == (CONVERSATION, 2)


def test_what_is_read_before_it_arrives_is_never_told(world):
    world.say("one")
    event = world.write("two")
    world.read(BEN, 2)
    world.deliver(event)
    assert world.told(BEN) == ["Ana: one"]
    assert world.why(BEN, event) == "read"


def test_a_removed_member_loses_the_notifications_of_that_conversation_and_gets_no_more(world):
    world.open_group(OTHER, "Else", ANA, BEN)
    world.say("before")
    world.say("elsewhere", conversation_id=OTHER)
    world.deliver(world.leave(BEN))
    world.say("after")
    assert world.previews(BEN) == ["Ana: elsewhere"]
    assert world.withdrawn(BEN) == [(CONVERSATION, 1)]
    assert world.told(BEN) == ["Ana: before", "Ana: elsewhere"]


def test_a_message_that_arrives_together_with_the_removal_is_taken_back_too(world):
    world.deliver(world.write("before"), world.leave(BEN), world.write("after"))
    assert world.list(BEN) == []
    assert world.previews(CLEO) == ["Ana: before", "Ana: after"]


def test_who_comes_back_keeps_what_came_after(world):
    world.deliver(world.write("before"), world.leave(BEN), world.join(BEN), world.write("after"))
    assert world.previews(BEN) == ["Ana: after"]


def test_a_removal_that_comes_again_after_the_return_takes_back_nothing_new(world):
    gone = world.leave(BEN)
    world.deliver(gone)
    world.deliver(world.join(BEN), world.write("after"))
    world.start()
    world.head_store.rows.clear()
    world.deliver(gone)
    assert world.previews(BEN) == ["Ana: after"]


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(), []),
        (Selection(conversation_id=CONVERSATION), ["Ana: c"]),
        (Selection(conversation_id=CONVERSATION, message_no=1), ["Ana: b", "Ana: c"]),
        (Selection(conversation_id=OTHER, message_no=9), ["Ana: a", "Ana: b"]),
        (Selection(notification_ids=[]), ["Ana: a", "Ana: b", "Ana: c"]),
        (Selection(conversation_id="f" * 24), ["Ana: a", "Ana: b", "Ana: c"]),
    ],
)
def test_a_selection_is_marked_read_on_all_devices(world, selection, left):
    world.open_group(OTHER, "Else", ANA, BEN)
    for body, conversation_id in (("a", CONVERSATION), ("b", CONVERSATION), ("c", OTHER)):
        world.say(body, conversation_id=conversation_id)
        world.clock.pass_by(seconds=1)
    world.notifications.mark_read(BEN, selection)
    assert [one.preview for one in reversed(world.list(BEN)) if one.read_at is None] == left
    assert world.unread(BEN) == len(left)
    assert bool(world.withdrawn(BEN)) == (len(left) < 3)


def test_one_that_is_named_is_read_with_those_before_it(world):
    for body in ("one", "two", "three"):
        world.say(body)
    second = world.list(BEN)[1]
    world.notifications.mark_read(BEN, Selection(notification_ids=[second.id]))
    assert world.withdrawn(BEN) == [(CONVERSATION, 2)]
    assert world.unread(BEN) == 1


def test_nobody_marks_what_is_not_theirs(world):
    world.say()
    (others,) = world.list(CLEO)
    world.notifications.mark_read(BEN, Selection(notification_ids=[others.id]))
    assert world.unread(CLEO) == world.unread(BEN) == 1


@pytest.mark.parametrize(
    ("selection", "field"),
    [
        (Selection(message_no=3), "message_no"),
        (Selection(conversation_id=CONVERSATION, notification_ids=["a" * 24]), "notification_ids"),
    ],
)
def test_a_selection_that_contradicts_itself_is_refused(world, selection, field):
    with pytest.raises(InvalidInput) as refused:
        world.notifications.mark_read(BEN, selection)
    assert refused.value.field == field


def test_pages_are_newest_first_and_hold_each_one_once(world):
    for number in range(7):
        world.say(f"{number}")
        world.clock.pass_by(seconds=number % 2)
    pages, before = [], None
    while True:
        page = world.notifications.page(BEN, 3, before)
        pages.append([one.preview[-1] for one in page.notifications])
        assert page.unread == 7
        if (before := page.next) is None:
            break
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
