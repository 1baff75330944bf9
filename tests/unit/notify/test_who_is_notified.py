"""Who is told of a message and who is not, with the reason that is kept."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.bus import Message
from services.common.errors import NotFound, Unavailable
from services.common.events import encode
from services.common.shapes import Preferences
from services.notify.levels import level_at
from tests.unit.notify.world import ANA, BEN, CLEO, CONVERSATION, OTHER, World


def look(world):
    world.lookers.looking.add((BEN, CONVERSATION))


def look_elsewhere(world):
    world.lookers.looking.add((BEN, OTHER))


def mute(world):
    world.preferences.put(BEN, Preferences(conversations={CONVERSATION: "nothing"}))


def mute_for_an_hour(world):
    world.preferences.choose(BEN, CONVERSATION, None, world.clock.now() + timedelta(hours=1))


def mute_until_now(world):
    world.preferences.choose(BEN, CONVERSATION, "mentions", world.clock.now() + timedelta(hours=1))
    world.clock.pass_by(hours=1)


def mute_everything(world):
    world.preferences.put(BEN, Preferences(default_level="nothing"))


def mute_all_but_this(world):
    world.preferences.put(BEN, Preferences(default_level="nothing", conversations={CONVERSATION: "all"}))


def want_mentions(world):
    world.preferences.put(BEN, Preferences(default_level="mentions"))


def have_read(world):
    world.chat.positions[CONVERSATION][BEN] = 1


def do_nothing(world):
    pass


@pytest.mark.parametrize(
    ("arrange", "body", "sender", "reason"),
    [
        (do_nothing, "hello", ANA, "notified"),
        (do_nothing, "hello", BEN, "sender"),
        (look, "hello", ANA, "looking"),
        (look_elsewhere, "hello", ANA, "notified"),
        (mute, "hello", ANA, "muted"),
        (mute, "hello @ben", ANA, "muted"),
        (mute_for_an_hour, "hello @ben", ANA, "muted"),
        (mute_until_now, "hello @ben", ANA, "notified"),
        (mute_until_now, "hello", ANA, "not_mentioned"),
        (mute_everything, "hello", ANA, "muted"),
        (mute_all_but_this, "hello", ANA, "notified"),
        (want_mentions, "hello", ANA, "not_mentioned"),
        (want_mentions, "hello @Ben!", ANA, "notified"),
        (want_mentions, "hello @all", ANA, "notified"),
        (want_mentions, "mail to ana@ben.example", ANA, "not_mentioned"),
        (have_read, "hello", ANA, "read"),
    ],
)
def test_each_member_is_told_or_knows_why_not(world, arrange, body, sender, reason):
    arrange(world)
    event = world.say(body, sender)
    assert world.why(BEN, event) == reason
    assert len(world.list(BEN)) == len(world.told(BEN)) == (reason == "notified")


def test_who_wants_mentions_is_told_all_of_a_direct_conversation_and_chooses_less_for_one_alone(world):
    want_mentions(world)
    world.open_direct(OTHER, ANA, BEN)
    assert world.why(BEN, world.say("hello", conversation_id=OTHER)) == "notified"
    world.preferences.choose(BEN, OTHER, "mentions", None)
    assert world.why(BEN, world.say("and?", conversation_id=OTHER)) == "not_mentioned"


# Decision 028: what is heard where nothing of its own is chosen, in a group and in a direct conversation.
BY_DEFAULT = {"all": ("all", "all"), "mentions": ("mentions", "all"), "nothing": ("nothing", "nothing")}
LEVELS = st.sampled_from(["all", "mentions", "nothing"])
CHOICES = st.one_of(
    st.tuples(st.just("default"), LEVELS),
    st.tuples(st.just("own"), st.none() | LEVELS),
    st.tuples(st.just("other"), st.none() | LEVELS),
    st.tuples(st.just("pause"), st.booleans()),
)


@given(st.lists(CHOICES, max_size=12), st.sampled_from(["group", "direct"]), st.booleans())
def test_what_one_chose_last_for_a_conversation_holds_else_the_default_in_whatever_order(choices, kind, is_muted):
    world = World()
    now = world.clock.now()
    in_an_hour, last = now + timedelta(hours=1), {"default": "all", "own": None}
    for what, chosen in choices:
        last[what] = chosen
        if what == "default":
            world.preferences.choose_default(BEN, chosen)
        elif what == "pause":
            world.preferences.pause(BEN, in_an_hour if chosen else None)
        else:
            world.preferences.choose(BEN, CONVERSATION if what == "own" else OTHER, chosen, None)
    if is_muted:
        world.preferences.choose(BEN, CONVERSATION, last["own"], in_an_hour)
    expected = last["own"] or BY_DEFAULT[last["default"]][kind == "direct"]
    known = world.preferences.get(BEN)
    assert level_at(known, CONVERSATION, kind, now) == ("nothing" if is_muted else expected)
    assert level_at(known, CONVERSATION, kind, in_an_hour) == expected


def test_a_pause_holds_back_no_notification(world):
    world.preferences.pause(BEN, world.clock.now() + timedelta(hours=1))
    assert world.why(BEN, world.say("hello")) == "notified"
    assert world.previews(BEN) == world.told(BEN) == ["Ana: hello"]


def test_a_message_that_is_older_than_what_is_kept_tells_nobody(world):
    event = world.write()
    world.clock.pass_by(days=31)
    world.deliver(event)
    assert world.why(BEN, event) == "too_old"
    assert world.list(BEN) == []


def test_a_stranger_learns_nothing_from_asking_why(world):
    event = world.say()
    with pytest.raises(NotFound):
        world.explanations.explain("f" * 24, event.conversation_id, event.seq)
    with pytest.raises(NotFound):
        world.explanations.explain(BEN, event.conversation_id, event.seq + 1)


def test_in_a_group_the_title_is_the_conversation_and_the_preview_names_the_sender(world):
    world.say("see\n\n you   there")
    (told,) = world.list(BEN)
    assert (told.title, told.preview, told.kind) == ("Plans", "Ana: see you there", "message")
    assert (told.conversation_id, told.seq, told.message_no, told.actor_id) == (CONVERSATION, 1, 1, ANA)
    assert told.read_at is None


def test_in_a_direct_conversation_the_title_is_the_sender(world):
    world.open_direct(OTHER, ANA, BEN)
    world.say("hi @ben", conversation_id=OTHER)
    (told,) = world.list(BEN)
    assert (told.title, told.preview, told.kind) == ("Ana", "hi @ben", "mention")


def test_a_new_name_of_sender_or_conversation_shows_in_the_next_notification(world):
    world.say("one")
    world.change_name(ANA, "Anastasia")
    world.deliver(world.rename("Party"), world.write("two"))
    assert [(one.title, one.preview) for one in world.list(BEN)] == [
        ("Party", "Anastasia: two"),
        ("Plans", "Ana: one"),
    ]


def test_members_are_asked_for_once_and_then_followed_in_the_log(world):
    for number in range(5):
        world.say(f"{number}")
    world.deliver(world.join("d" * 24), world.write("welcome"), world.leave(CLEO), world.write("bye"))
    assert world.bus.asked.count("chat.members") == 1
    assert world.previews("d" * 24) == ["Ana: welcome", "Ana: bye"]
    assert world.list(CLEO) == []


def test_nobody_is_told_twice_of_an_event_that_comes_again(world):
    event = world.say()
    world.deliver(event)
    world.start()
    world.deliver(event)
    assert world.told(BEN) == ["Ana: hello"]
    assert len(world.list(BEN)) == 1


def test_dying_between_storing_and_being_done_tells_nobody_twice(world):
    event = world.write()
    world.decision_store.is_away = True
    with pytest.raises(Unavailable):
        world.deliver(event)
    world.decision_store.is_away = False
    world.start()
    world.deliver(event)
    assert world.told(BEN) == ["Ana: hello"]
    assert world.why(BEN, event) == "notified"


def test_events_that_come_late_and_out_of_order_are_told_as_if_in_order(world):
    first, second, third = world.write("one"), world.write("two"), world.write("three")
    world.deliver(third)
    world.deliver(first)
    world.deliver(second)
    assert world.previews(BEN) == ["Ana: one", "Ana: two", "Ana: three"]


def test_a_late_message_from_before_somebody_joined_is_not_for_them(world):
    before = world.write("secret")
    world.say("current")
    world.deliver(world.join("d" * 24))
    world.deliver(before)
    assert world.list("d" * 24) == []


def test_who_joined_unnoticed_is_told_all_the_same(world):
    world.say("one")
    world.join("d" * 24)
    world.say("two")
    assert world.previews("d" * 24) == ["Ana: two"]


def test_what_was_done_out_of_order_is_not_worked_out_again(world):
    world.write("still on its way")
    event = world.say("early")
    world.store.is_away = True
    world.deliver(event)
    assert world.told(BEN) == ["Ana: early"]


def test_a_large_group_is_stored_by_one_insert_and_explains_to_those_who_were_told(world):
    many = [f"{number:024x}" for number in range(1, 301)]
    world.open_group(OTHER, "Everybody", *many)
    inserts = []
    world.store.add, add = (lambda addressed: inserts.append(len(addressed)) or add(addressed)), world.store.add
    event = world.say(sender=many[0], conversation_id=OTHER)
    assert inserts == [299]
    assert world.why(many[7], event) == "notified"


def test_without_redis_everybody_is_notified(world):
    look(world)
    world.lookers.of = lambda conversation_ids: {}
    event = world.say()
    assert world.why(BEN, event) == "notified"


def test_while_the_database_is_away_nothing_is_told_and_nothing_is_lost(world):
    world.store.is_away = True
    event = world.write()
    with pytest.raises(Unavailable):
        world.deliver(event)
    assert world.told(BEN) == []
    world.store.is_away = False
    world.deliver(event)
    assert world.told(BEN) == ["Ana: hello"]


def test_an_event_of_a_later_version_does_not_hold_up_the_others(world):
    strange = b'{"type":"event","kind":"message.painted","conversation_id":"%s","seq":1}' % CONVERSATION.encode()
    world.chat.log[CONVERSATION].append(None)
    event = world.write("two")
    messages = [Message(data, "chat.event.x") for data in (strange, b"not even json", encode(event))]
    world.subscriptions.take(messages)
    assert world.told(BEN) == ["Ana: two"]
    assert world.progress.stuck(0) == {}
