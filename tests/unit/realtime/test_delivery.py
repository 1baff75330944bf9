"""What announcements do: in order, once, to members only, whatever NATS loses, doubles or turns around."""

import gevent
import pytest
from gevent.event import Event

from services.realtime import checks, repairs
from services.realtime.conversations import RECENT_LIMIT
from tests.unit.realtime.fakes import an_id
from tests.unit.realtime.world import eventually, turn

ANA, BEN, EVE = an_id(1), an_id(2), an_id(3)


@pytest.fixture
def chat(world):
    return world.chat.open(100, ANA, BEN)


def test_all_devices_of_all_members_hear_it_once(world, chat):
    devices = [world.connect(ANA), world.connect(ANA), world.connect(BEN)]
    stranger = world.connect(EVE)
    for _ in range(3):
        seq = world.chat.write(chat)
        world.chat.announce(chat, seq)
    for device in devices:
        device.wait_for("event", seq=3)
        assert device.seqs(chat) == [1, 2, 3]
    assert not stranger.read_all()[2:]


def test_events_that_overtook_each_other_are_put_in_order(world, chat):
    ana = world.connect(ANA)
    for _ in range(4):
        world.chat.write(chat, is_announced=False)
    for seq in (2, 4, 3, 1, 2):
        world.chat.announce(chat, seq)
    ana.wait_for("event", seq=4)
    assert ana.seqs(chat) == [1, 2, 3, 4]
    assert "events" not in world.chat.asked


def test_a_hole_is_read_from_the_log(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    world.chat.write(chat, "lost", is_announced=False)
    world.chat.write(chat, "heard")
    for device in (ana, ben):
        device.wait_for("event", seq=2)
        assert device.seqs(chat) == [1, 2]
    assert world.chat.asked.count("events") == 1


def test_a_lost_tail_is_found_by_comparing_heads(world, chat):
    ana = world.connect(ANA)
    world.chat.write(chat, is_announced=False)
    assert not ana.find("event")
    world.realtime.checks.check_heads()
    ana.wait_for("event", seq=1)


def test_bus_trouble_brings_a_check_at_once(world, chat, monkeypatch):
    monkeypatch.setattr(checks, "TROUBLE_PAUSE_SECONDS", 0)
    ana = world.connect(ANA)
    world.bus.is_lossy = True
    world.chat.write(chat)
    new = world.chat.open(101, ANA, BEN)
    world.chat.announce_joined(new, ANA, 0)
    world.bus.is_lossy = False
    world.bus.trouble()
    ana.wait_for("event", conversation_id=chat, seq=1)
    assert ana.wait_for("joined", conversation_id=new)["last_seq"] == 0


def test_after_bus_trouble_ones_devices_agree_again_on_what_was_read(world, chat, monkeypatch):
    world.chat.write(chat)
    phone, laptop, ben = world.connect(ANA), world.connect(ANA), world.connect(BEN)
    world.bus.is_lossy = True
    phone.say(type="read", conversation_id=chat, message_no=1)
    eventually(lambda: world.chat.reads)
    laptop.read_all()
    assert not laptop.find("read")
    world.bus.is_lossy = False
    world.bus.trouble()
    assert laptop.wait_for("read", conversation_id=chat)["message_no"] == 1
    world.realtime.checks.check_memberships(world.hub.users[ANA])
    # Told once, and nobody else is told.
    for device in (laptop, ben):
        device.read_all()
    assert (len(laptop.find("read")), ben.find("read")) == (1, [])


def test_while_nothing_is_announced_ones_own_send_and_the_heads_bring_the_events(world, chat, monkeypatch):
    monkeypatch.setattr(checks, "DEAF_PERIOD_SECONDS", 0.02)
    ana, ben = world.connect(ANA), world.connect(BEN)
    world.bus.is_lossy, world.bus.is_connected = True, False
    world.bus.trouble()
    ana.say(type="send", ref="1", conversation_id=chat, client_message_id="c", body="hello")
    ana.wait_for("ack", ref="1")
    ben.wait_for("event", conversation_id=chat, seq=1)
    # Of another process: nobody here knows.
    world.chat.write(chat)
    ben.wait_for("event", conversation_id=chat, seq=2)


def test_the_pause_between_checks_follows_what_they_cost(world):
    pauses = world.realtime.checks
    assert 15 <= pauses._pause(0.01) <= 25
    world.bus.is_connected = False
    assert 0.7 <= pauses._pause(0.01) <= 1.3
    assert 3 < pauses._pause(1.0) < 7
    assert 15 <= pauses._pause(60.0) <= 25


def test_one_question_compares_the_heads_of_many_conversations(world):
    for number in range(100, 130):
        world.chat.open(number, ANA)
    world.connect(ANA)
    world.chat.asked.clear()
    world.realtime.checks.check_heads()
    assert world.chat.asked == ["check"]


def test_a_long_hole_is_read_in_pages(world, chat):
    ana = world.connect(ANA)
    for _ in range(450):
        world.chat.write(chat, is_announced=False)
    world.realtime.checks.check_heads()
    ana.read_until(lambda: len(ana.seqs(chat)) == 450)
    assert ana.seqs(chat) == list(range(1, 451))


def test_an_announcement_missed_before_the_subscription_stood_is_found(world, chat, monkeypatch):
    original = world.chat.heads

    def heads(user_id):
        answer = original(user_id)
        # Written after chat has looked, announced before we hear.
        if not world.hub.conversations:
            world.chat.write(chat)
        return answer

    monkeypatch.setattr(world.chat, "heads", heads)
    ana = world.connect(ANA)
    ana.wait_for("event", seq=1)
    assert ana.frames[0]["conversations"][0]["last_seq"] == 0


def test_the_removed_member_hears_the_removal_and_nothing_after_it_on_every_device(world, chat):
    ana, phone, laptop = world.connect(ANA), world.connect(BEN), world.connect(BEN)
    world.chat.write(chat)
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    world.bus.publish(f"typing.{chat}", f'{{"type":"typing","conversation_id":"{chat}","user_id":"{ANA}"}}'.encode())
    ana.wait_for("event", seq=3)
    for device in (phone, laptop):
        device.read_all()
        assert device.seqs(chat) == [1, 2]
        assert not device.find("typing")
    assert world.bus.followed(f"chat.*.{chat}") == 1


def test_the_removal_takes_effect_in_the_order_of_the_log_not_of_arrival(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    world.chat.write(chat, is_announced=False)
    world.chat.remove(chat, BEN, is_announced=False)
    world.chat.write(chat, "secret", is_announced=False)
    for seq in (3, 2, 1):
        world.chat.announce(chat, seq)
    ana.wait_for("event", seq=3)
    ben.read_all()
    assert ben.seqs(chat) == [1, 2]


def test_a_removal_that_nobody_announced_is_found_although_only_the_removed_is_here(world, chat, monkeypatch):
    monkeypatch.setattr(checks, "TROUBLE_PAUSE_SECONDS", 0)
    ben = world.connect(BEN)
    world.bus.is_lossy = True
    world.chat.write(chat)
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    world.bus.is_lossy = False
    world.bus.trouble()
    ben.wait_for("event", seq=2)
    ben.read_all()
    assert ben.seqs(chat) == [1, 2]
    assert not world.hub.users[BEN].conversations


def test_a_member_removed_during_the_replay_gets_the_removal_last(world, chat):
    watcher = world.connect(ANA)
    for _ in range(3):
        world.chat.write(chat)
    world.chat.pauses["events"] = gate = Event()
    ben = world.dial()
    ben.hello(BEN, {chat: 0})
    ben.wait_for("ready")
    turn()
    world.chat.write(chat)
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    gate.set()
    ben.wait_for("caught")
    watcher.wait_for("event", seq=6)
    ben.read_all()
    assert ben.seqs(chat) == [1, 2, 3, 4, 5]


def test_who_was_removed_before_the_replay_could_read_gets_the_removal_alone(world, chat):
    world.connect(ANA)
    for _ in range(3):
        world.chat.write(chat)
    world.chat.pauses["check"] = world.chat.pauses["heads"] = gate = Event()
    ben = world.dial()
    ben.hello(BEN, {chat: 0})
    turn()
    # Chat has looked at the members already; its answer is still on the way.
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    gate.set()
    ben.wait_for("caught")
    ben.read_all()
    assert [frame for frame in ben.find("event") if frame["seq"] > 4] == []
    assert "secret" not in str(ben.frames)
    assert chat not in world.hub.users[BEN].conversations
    world.chat.write(chat, "secret")
    assert "secret" not in str(ben.read_all())


def test_a_stale_membership_does_not_open_a_door_for_a_cursor_that_needs_no_reading(world, chat):
    world.connect(ANA)
    world.chat.write(chat)
    world.chat.pauses["heads"] = gate = Event()
    ben = world.dial()
    ben.hello(BEN, {chat: 2})
    turn()
    world.chat.remove(chat, BEN)
    gate.set()
    ben.wait_for("caught")
    world.chat.write(chat, "secret")
    assert "secret" not in str(ben.read_all())
    assert chat not in world.hub.users[BEN].conversations


def test_a_membership_that_ended_while_chat_looked_at_the_heads_opens_nothing(world, chat, monkeypatch):
    world.chat.write(chat)
    world.chat.remove(chat, BEN)
    world.chat.write(chat)
    original, answers = world.chat.heads, []

    def heads(user_id):
        # Chat looked at the members before the removal and at the log after it.
        if not answers:
            world.chat.members_of[chat].add(BEN)
        answers.append(original(user_id))
        world.chat.members_of[chat].discard(BEN)
        return answers[-1]

    monkeypatch.setattr(world.chat, "heads", heads)
    ben = world.dial()
    ben.hello(BEN)
    ben.wait_for("ready")
    assert [head["id"] for head in ben.frames[0]["conversations"]] == [chat]
    world.chat.write(chat, "secret")
    ben.wait_for("caught")
    world.chat.write(chat, "secret")
    eventually(lambda: chat not in world.hub.users[BEN].conversations)
    world.chat.write(chat, "secret")
    assert "secret" not in str(ben.read_all())


def test_a_new_conversation_is_announced_to_every_device_and_then_heard(world):
    phone, laptop = world.connect(ANA), world.connect(ANA)
    chat = world.chat.open(100, ANA, BEN)
    world.chat.announce_joined(chat, ANA, 0)
    world.chat.write(chat)
    for device in (phone, laptop):
        device.wait_for("event", seq=1)
        assert [frame["type"] for frame in device.frames] == ["ready", "caught", "joined", "event"]
        assert device.find("joined") == [{"type": "joined", "conversation_id": chat, "last_seq": 0}]


def test_the_first_message_is_heard_even_if_it_came_before_the_subscription(world):
    ana = world.connect(ANA)
    chat = world.chat.open(100, ANA, BEN)
    world.chat.write(chat)
    world.chat.announce_joined(chat, ANA, 0)
    ana.wait_for("event", seq=1)
    assert ana.seqs(chat) == [1]


def test_an_added_member_hears_what_follows_and_is_told_once(world, chat):
    ana, eve = world.connect(ANA), world.connect(EVE)
    world.chat.write(chat, "before")
    world.chat.add(chat, EVE)
    world.chat.write(chat, "after")
    eve.wait_for("event", seq=3)
    ana.wait_for("event", seq=3)
    assert len(eve.find("joined")) == 1
    assert eve.find("joined")[0]["last_seq"] == 2
    assert eve.seqs(chat) == [3]


def test_an_added_member_is_told_although_only_the_log_says_so(world, chat):
    world.connect(ANA)
    eve = world.connect(EVE)
    world.bus.is_lossy = True
    world.chat.add(chat, EVE)
    world.bus.is_lossy = False
    world.chat.write(chat)
    eve.wait_for("event", seq=2)
    assert eve.find("joined")[0]["last_seq"] == 1


def test_who_comes_back_after_a_removal_hears_again(world, chat):
    world.connect(ANA)
    ben = world.connect(BEN)
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    world.chat.add(chat, BEN)
    world.chat.write(chat)
    ben.wait_for("event", seq=4)
    assert ben.seqs(chat) == [1, 4]
    assert ben.find("joined")[0]["last_seq"] == 3


def test_who_is_removed_and_taken_back_while_the_log_is_read_gets_nothing_twice(world, chat):
    """News of an earlier membership comes late, too: what the first reading was about must not be told behind it."""
    world.connect(ANA)
    for _ in range(RECENT_LIMIT + 2):
        world.chat.write(chat)
    last_seq = RECENT_LIMIT + 2
    world.chat.pauses["events"] = gate = Event()
    ben = world.dial()
    ben.hello(BEN, {chat: 0})
    ben.wait_for("ready")
    turn()
    world.chat.remove(chat, BEN)
    world.chat.add(chat, BEN, is_announced=False)
    world.chat.announce_joined(chat, BEN, last_seq)
    ben.wait_for("joined", last_seq=last_seq)
    gate.set()
    world.chat.write(chat)
    ben.wait_for("event", seq=last_seq + 3)
    assert ben.seqs(chat) == [last_seq + 1, last_seq + 2, last_seq + 3]


def test_joining_while_the_heads_are_read_loses_nothing(world):
    world.chat.pauses["heads"] = gate = Event()
    ana = world.dial()
    ana.hello(ANA)
    turn()
    chat = world.chat.open(100, ANA, BEN)
    world.chat.announce_joined(chat, ANA, 0)
    world.chat.write(chat)
    gate.set()
    ana.wait_for("caught")
    ana.wait_for("event", seq=1)
    assert ana.find("joined") or ana.find("ready")[0]["conversations"]
    world.chat.write(chat)
    ana.wait_for("event", seq=2)
    assert ana.seqs(chat)[-1] == 2


def test_read_positions_and_notifications_are_passed_on(world, chat):
    phone, laptop, ben = world.connect(ANA), world.connect(ANA), world.connect(BEN)
    world.chat.write(chat)
    phone.say(type="read", conversation_id=chat, message_no=1)
    for device in (phone, laptop, ben):
        assert device.wait_for("read") == {
            "type": "read", "conversation_id": chat, "user_id": ANA, "message_no": 1,
        }  # fmt: skip
    frame = b'{"type":"notification","action":"withdrawn","notification":null,"conversation_id":"c","message_no":1}'
    world.bus.publish(f"user.{ANA}.notification", frame)
    for device in (phone, laptop):
        assert device.wait_for("notification")["action"] == "withdrawn"
    assert not ben.find("notification")


def test_when_the_log_cannot_be_read_the_rest_still_works_and_it_is_tried_again(world, chat, monkeypatch):
    monkeypatch.setattr(repairs, "GRACE_SECONDS", 0)
    ana = world.connect(ANA)
    world.chat.is_away = True
    world.chat.write(chat, is_announced=False)
    world.chat.write(chat)
    turn()
    ana.say(type="ping")
    ana.wait_for("pong")
    world.chat.is_away = False
    ana.wait_for("event", seq=2)
    assert ana.seqs(chat) == [1, 2]


def test_a_head_that_nobody_can_read_does_not_keep_us_asking(world, chat, monkeypatch):
    monkeypatch.setattr(repairs, "GRACE_SECONDS", 0)
    monkeypatch.setattr(gevent, "sleep", lambda seconds=0, sleep=gevent.sleep: sleep(min(seconds, 0.001)))
    world.connect(ANA)
    conversation = world.hub.conversations[chat]
    conversation.expect(5)
    eventually(lambda: not conversation.is_repairing)
    assert (conversation.position, conversation.head) == (0, 0)
    assert world.chat.asked.count("events") <= 6
