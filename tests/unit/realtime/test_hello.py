"""From the first frame to live: what a client gets, and in which order."""

import time

import pytest
from gevent.event import Event

from services.realtime import conversations, newcomers
from tests.unit.realtime.fakes import an_id
from tests.unit.realtime.world import World, eventually, turn

ANA, BEN, EVE = an_id(1), an_id(2), an_id(3)


def test_a_client_learns_its_heads_and_then_hears_live(world):
    chat = world.chat.open(100, ANA, BEN)
    world.chat.write(chat)
    ana = world.connect(ANA)
    assert [frame["type"] for frame in ana.frames] == ["ready", "caught"]
    ready = ana.frames[0]
    assert (ready["epoch"], ready["user_id"], ready["heartbeat_seconds"]) == ("epoch-1", ANA, 25)
    assert ready["conversations"] == [{"id": chat, "last_seq": 1, "last_message_no": 1, "read_message_no": 0}]
    world.chat.write(chat, "live")
    assert ana.wait_for("event")["data"] == {"body": "live"}


def test_what_was_missed_comes_before_caught_and_looks_like_live(world):
    chat = world.chat.open(100, ANA)
    for _ in range(5):
        world.chat.write(chat)
    ana = world.connect(ANA, {chat: 2})
    assert [frame.get("seq", frame["type"]) for frame in ana.frames] == ["ready", 3, 4, 5, "caught"]
    world.chat.write(chat)
    ana.wait_for("event", seq=6)
    assert set(ana.find("event", seq=6)[0]) == set(ana.find("event", seq=5)[0])


def test_too_much_is_one_gap(world):
    chat = world.chat.open(100, ANA)
    for _ in range(205):
        world.chat.write(chat)
    ana = world.connect(ANA, {chat: 4})
    assert ana.find("gap") == [{"type": "gap", "conversation_id": chat, "from": 5, "to": 205}]
    world.chat.write(chat)
    ana.wait_for("event", seq=206)
    assert ana.seqs(chat) == [206]
    exactly = world.connect(ANA, {chat: 6})
    assert not exactly.find("gap")
    assert exactly.seqs(chat) == list(range(7, 207))


def test_cursors_of_another_epoch_mean_nothing(world):
    chat = world.chat.open(100, ANA)
    world.chat.write(chat)
    assert world.connect(ANA, {chat: 0}, epoch="epoch-0").seqs(chat) == []
    assert world.connect(ANA, {chat: 0}, epoch="epoch-1").seqs(chat) == [1]


def test_a_cursor_ahead_of_what_is_known_here_gets_no_double(world):
    chat = world.chat.open(100, ANA, BEN)
    ben = world.connect(BEN)
    for _ in range(3):
        world.chat.write(chat, is_announced=False)
    ana = world.connect(ANA, {chat: 3})
    for seq in (1, 2, 3):
        world.chat.announce(chat, seq)
    world.chat.write(chat)
    ana.wait_for("event", seq=4)
    ben.wait_for("event", seq=4)
    assert (ana.seqs(chat), ben.seqs(chat)) == ([4], [1, 2, 3, 4])


def test_a_strangers_cursor_opens_nothing(world):
    chat = world.chat.open(100, ANA)
    world.chat.write(chat, "secret")
    eve = world.connect(EVE, {chat: 0})
    world.chat.write(chat, "secret")
    assert all(chat not in str(frame) for frame in eve.read_all())


@pytest.mark.parametrize("token", ["nonsense", f"{ANA}/ended"])
def test_a_bad_token_is_4401(world, token):
    world.tokens.ended.add(f"{ANA}/ended")
    client = world.dial()
    client.hello(token)
    assert client.wait_closed() == 4401
    assert client.frames == []


def test_who_says_nothing_is_closed(world, monkeypatch):
    monkeypatch.setattr(newcomers, "HELLO_SECONDS", 0.1)
    client = world.dial()
    assert client.wait_closed() == 4401


def test_something_else_than_hello_first_is_4401(world):
    client = world.dial()
    client.say(type="ping")
    assert client.wait_closed() == 4401


def test_a_second_hello_is_refused(world):
    ana = world.connect(ANA)
    ana.hello(ANA)
    assert ana.wait_for("error")["code"] == "invalid_frame"


def test_frames_that_come_before_ready_are_dealt_with_after_it(world):
    chat = world.chat.open(100, ANA)
    client = world.dial()
    client.hello(ANA)
    client.say(type="send", ref="1", conversation_id=chat, client_message_id="c", body="early")
    assert client.wait_for("ack", ref="1")["seq"] == 1
    assert client.frames[0]["type"] == "ready"


def test_when_chat_is_away_clients_are_sent_off_with_a_delay(world):
    world.chat.is_away = True
    client = world.dial()
    client.hello(ANA)
    assert client.wait_closed() == 4503
    assert client.reason.startswith("r=")
    assert 1000 <= int(client.reason[2:]) <= 15000


def test_more_hellos_than_fit_are_sent_off_and_the_others_served(failures):
    world = World(hellos_at_once=2, hello_queue=3)
    world.chat.pauses["heads"] = gate = Event()
    clients = [world.dial() for _ in range(8)]
    for number, client in enumerate(clients):
        client.hello(an_id(number + 1))
        turn()
    assert [client.wait_closed() for client in clients[5:]] == [4503] * 3
    assert world.chat.asked.count("heads") == 2
    gate.set()
    for client in clients[:5]:
        client.wait_for("caught")
    world.close()
    assert not failures


def test_a_user_has_a_limited_number_of_connections(failures):
    world = World(connections_per_user=2)
    kept = [world.connect(ANA), world.connect(ANA)]
    third = world.dial()
    third.hello(ANA)
    assert third.wait_closed() == 4429
    kept[0].say(type="ping")
    kept[0].wait_for("pong")
    world.close()


def test_a_restored_database_sends_everybody_away_to_begin_anew(world):
    chat = world.chat.open(100, ANA, BEN)
    for _ in range(5):
        world.chat.write(chat)
    ana = world.connect(ANA)
    world.chat.epoch = "epoch-2"
    world.chat.logs[chat] = world.chat.logs[chat][:2]
    ben = world.connect(BEN, {chat: 5}, epoch="epoch-1")
    assert ana.wait_closed() == 1012
    assert ben.frames[0]["epoch"] == "epoch-2"
    world.chat.write(chat)
    ben.wait_for("event", seq=3)


def test_interest_ends_a_while_after_the_last_member_left(world, monkeypatch):
    chat = world.chat.open(100, ANA, BEN)
    ana, ben = world.connect(ANA), world.connect(BEN)
    subjects = (f"chat.*.{chat}", f"user.{ANA}.*", f"user.{BEN}.*")
    assert [world.bus.followed(subject) for subject in subjects] == [1, 1, 1]
    ana.socket.close()
    eventually(lambda: len(world.hub.connections) == 1)
    monkeypatch.setattr("services.realtime.hub.LINGER_SECONDS", -1)
    world.hub.let_go()
    assert [world.bus.followed(subject) for subject in subjects] == [1, 0, 1]
    ben.socket.close()
    eventually(lambda: not world.hub.connections)
    world.hub.let_go()
    assert [world.bus.followed(subject) for subject in subjects] == [0, 0, 0]
    assert not world.hub.users
    assert not world.hub.conversations


def test_a_line_lost_in_the_middle_of_a_hello_leaves_nothing_behind(world):
    chat = world.chat.open(100, ANA)
    for method in ("heads", "check", "events"):
        world.chat.write(chat)
        world.chat.pauses[method] = gate = Event()
        client = world.dial()
        client.hello(ANA, {chat: 0})
        turn()
        client.socket.close()
        eventually(lambda: not world.hub.connections)
        gate.set()
        del world.chat.pauses[method]
        turn()
    assert all(not user.connections for user in world.hub.users.values())
    assert all(not each.has_members for each in world.hub.conversations.values())


def test_who_comes_back_to_what_was_just_told_here_needs_no_page_of_the_log(world):
    chat = world.chat.open(100, ANA, BEN)
    ana, ben = world.connect(ANA), world.connect(BEN)
    for _ in range(3):
        world.chat.write(chat)
    ben.wait_for("event", seq=3)
    ana.socket.close()
    world.chat.asked.clear()
    again = world.connect(ANA, cursors={chat: 1})
    assert again.seqs(chat) == [2, 3]
    assert "events" not in world.chat.asked
    # Further back than is known here: the log is asked, and nothing is left out.
    for _ in range(conversations.RECENT_LIMIT + 2):
        world.chat.write(chat)
    far = world.connect(ANA, cursors={chat: 1})
    assert far.seqs(chat) == list(range(2, len(world.chat.logs[chat]) + 1))
    assert "events" in world.chat.asked


def test_recent_events_are_forgotten_after_a_while(world):
    chat = world.chat.open(100, ANA, BEN)
    world.connect(BEN)
    world.chat.write(chat)
    conversation = world.hub.conversations[chat]
    assert [event.seq for event in conversation.recall(0)] == [1]
    conversation.forget_recent(time.monotonic() + conversations.RECENT_SECONDS + 1)
    assert conversation.recall(0) == []


def test_what_a_deleted_message_said_is_not_recalled(world):
    chat = world.chat.open(100, ANA, BEN)
    ana = world.connect(ANA)
    world.chat.write(chat, "the secret")
    ana.wait_for("event", seq=1)
    world.chat.delete(chat, 1)
    ana.wait_for("event", seq=2)
    again = world.connect(BEN, cursors={chat: 0})
    told = [again.wait_for("event", seq=1), again.wait_for("event", seq=2)]
    assert "secret" not in repr(told)
    assert [event["kind"] for event in told] == ["message.created", "message.deleted"]


def test_while_a_deletion_is_not_announced_yet_nothing_is_recalled(world):
    chat = world.chat.open(100, ANA, BEN)
    ana = world.connect(ANA)
    world.chat.write(chat, "the secret")
    ana.wait_for("event", seq=1)
    world.chat.delete(chat, 1, is_announced=False)
    again = world.connect(BEN, cursors={chat: 0})
    assert [event["kind"] for event in again.find("event", conversation_id=chat)] == [
        "message.created",
        "message.deleted",
    ]
    assert "secret" not in repr(again.frames)


def test_a_removed_member_recalls_nothing(world):
    chat = world.chat.open(100, ANA, BEN)
    ana, _ = world.connect(ANA), world.connect(BEN)
    world.chat.write(chat)
    world.chat.remove(chat, BEN)
    world.chat.write(chat, "secret")
    ana.wait_for("event", seq=3)
    again = world.connect(BEN, cursors={chat: 0})
    assert again.seqs(chat) == []


def test_a_removed_member_hears_nothing_though_an_answer_from_before_the_removal_comes_late(world):
    chat = world.chat.open(100, ANA, BEN)
    # From before anything of it was heard here, so that the removal itself is never told here.
    old = world.chat.heads(BEN)
    world.chat.remove(chat, BEN, is_announced=False)
    ana = world.connect(ANA)
    world.chat.late_heads[BEN] = old
    ben = world.connect(BEN, cursors={chat: len(world.chat.logs[chat])})
    world.chat.write(chat, "secret")
    ana.wait_for("event")
    ben.read_all()
    assert ben.seqs(chat) == []


def test_a_late_joined_does_not_bring_a_removed_member_back(world):
    chat = world.chat.open(100, ANA)
    ben = world.connect(BEN)
    joined = world.chat.add(chat, BEN, is_announced=False)
    world.chat.remove(chat, BEN, is_announced=False)
    ana = world.connect(ANA)
    world.chat.announce_joined(chat, BEN, joined)
    world.chat.write(chat, "secret")
    ana.wait_for("event")
    ben.read_all()
    assert "secret" not in repr(ben.find("event", conversation_id=chat))
