"""What clients say and what comes of it: sends, read marks, typing, presence, looks, tokens, floods, nonsense."""

import json
import time
from types import SimpleNamespace

import gevent
import pytest
from gevent.event import Event

from services.common.errors import Conflict
from services.realtime import floods, presences
from tests.unit.realtime.fakes import an_id
from tests.unit.realtime.world import eventually, turn

ANA, BEN, EVE = an_id(1), an_id(2), an_id(3)


@pytest.fixture
def chat(world):
    return world.chat.open(100, ANA, BEN)


def send(client, chat, ref, body="hi"):
    client.say(type="send", ref=ref, conversation_id=chat, client_message_id=f"c-{ref}", body=body)


# -- sends


def test_a_send_is_acknowledged_and_heard_by_everybody(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    send(ana, chat, "r1", "hello")
    ack = ana.wait_for("ack", ref="r1")
    assert {key: ack[key] for key in ("conversation_id", "client_message_id", "seq", "message_no", "duplicate")} == {
        "conversation_id": chat, "client_message_id": "c-r1", "seq": 1, "message_no": 1, "duplicate": False,
    }  # fmt: skip
    for device in (ana, ben):
        assert device.wait_for("event")["client_message_id"] == "c-r1"


def test_sends_of_one_conversation_keep_their_order_and_others_do_not_wait(world, chat):
    other = world.chat.open(101, ANA)
    ana = world.connect(ANA)
    world.chat.pauses["send"] = gate = Event()
    for number in range(5):
        send(ana, chat, f"r{number}", str(number))
    send(ana, other, "other")
    turn()
    assert world.chat.asked.count("send") == 2
    gate.set()
    ana.wait_for("ack", ref="r4")
    ana.wait_for("ack", ref="other")
    ana.wait_for("event", seq=5, conversation_id=chat)
    assert [event["data"]["body"] for event in ana.find("event", conversation_id=chat)] == list("01234")


def test_a_send_without_an_answer_takes_those_behind_it_along(world, chat):
    ana = world.connect(ANA)
    world.chat.pauses["send"] = gate = Event()
    for number in range(3):
        send(ana, chat, f"r{number}")
    world.chat.is_away = True
    gate.set()
    for number in range(3):
        error = ana.wait_for("error", ref=f"r{number}")
        assert (error["code"], error["retry"]) == ("unavailable", 2.0)
    world.chat.is_away = False
    send(ana, chat, "again")
    ana.wait_for("ack", ref="again")


def test_a_refused_send_lets_the_next_one_through(world, chat, monkeypatch):
    ana = world.connect(ANA)
    world.chat.pauses["send"] = gate = Event()
    original = world.chat.send

    def refuse_bad(message):
        if message.body == "bad":
            raise Conflict("No.", field="body")
        return original(message)

    monkeypatch.setattr(world.chat, "send", refuse_bad)
    send(ana, chat, "bad", "bad")
    send(ana, chat, "good")
    gate.set()
    assert ana.wait_for("error", ref="bad")["field"] == "body"
    ana.wait_for("ack", ref="good")


def test_a_stranger_cannot_send(world, chat):
    eve = world.connect(EVE)
    send(eve, chat, "r")
    assert eve.wait_for("error", ref="r")["code"] == "not_found"
    assert world.chat.logs[chat] == []


def test_the_number_of_waiting_sends_is_limited(world, chat):
    ana = world.connect(ANA)
    ana.connection.allowance = 1000.0
    world.chat.pauses["send"] = gate = Event()
    for number in range(70):
        ana.connection.allowance = 40.0
        send(ana, chat, f"r{number}")
        turn()
    refused = ana.wait_for("error")
    assert (refused["ref"], refused["code"]) == ("r65", "too_fast")
    gate.set()
    ana.wait_for("ack", ref="r64")
    assert len(ana.find("ack")) + len(ana.find("error")) == 70


# -- read positions


def test_of_many_read_marks_the_furthest_is_passed_on(world, chat):
    ana = world.connect(ANA)
    world.chat.pauses["mark_read"] = gate = Event()
    for message_no in (1, 2, 9, 3):
        ana.say(type="read", conversation_id=chat, message_no=message_no)
    turn()
    gate.set()
    ana.wait_for("read", message_no=9)
    turn()
    assert world.chat.asked.count("mark_read") <= 2


def test_a_stranger_cannot_mark_as_read(world, chat):
    eve = world.connect(EVE)
    eve.say(type="read", conversation_id=chat, message_no=1)
    assert eve.wait_for("error")["code"] == "not_found"


# -- typing


def test_typing_reaches_the_others_at_most_every_two_seconds(world, chat):
    ana, phone, ben = world.connect(ANA), world.connect(ANA), world.connect(BEN)
    for _ in range(3):
        ana.say(type="typing", conversation_id=chat)
    ben.wait_for("typing", user_id=ANA, conversation_id=chat)
    ana.say(type="ping")
    ana.wait_for("pong")
    assert len(ben.read_all() and ben.find("typing")) == 1
    assert not ana.find("typing")
    assert not phone.find("typing")


def test_typing_the_next_message_is_told_at_once(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    ana.say(type="typing", conversation_id=chat)
    ben.wait_for("typing", user_id=ANA)
    send(ana, chat, "first")
    ana.wait_for("ack", ref="first")
    ana.say(type="typing", conversation_id=chat)
    ben.read_until(lambda: len(ben.find("typing")) == 2)


def test_strangers_neither_type_nor_see_typing(world, chat):
    ben, eve = world.connect(BEN), world.connect(EVE)
    eve.say(type="typing", conversation_id=chat)
    assert eve.wait_for("error")["code"] == "not_found"
    assert not ben.read_all()[2:]


# -- presence


def test_watchers_are_told_now_and_on_every_change(world, chat, monkeypatch):
    monkeypatch.setattr(presences, "LEAVE_SECONDS", -1)
    ana = world.connect(ANA)
    ana.say(type="watch", user_ids=[BEN])
    assert ana.wait_for("presence", user_id=BEN)["state"] == "offline"
    ben = world.connect(BEN)
    ana.wait_for("presence", user_id=BEN, state="online")
    ben.socket.close()
    eventually(lambda: len(world.hub.connections) == 1)
    world.presences.lapse(BEN)
    ana.read_until(lambda: len(ana.find("presence")) == 3)
    gone = ana.find("presence")[-1]
    assert (gone["state"], bool(gone["last_seen_at"])) == ("offline", True)
    assert [frame["state"] for frame in ana.find("presence")] == ["offline", "online", "offline"]


def test_who_comes_back_at_once_was_never_offline(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    ana.say(type="watch", user_ids=[BEN])
    ana.wait_for("presence", state="online")
    ben.socket.close()
    eventually(lambda: len(world.hub.connections) == 1)
    world.connect(BEN)
    world.realtime.sweeps._presences.tick()
    world.realtime.sweeps._presences.beat()
    turn()
    assert [frame["state"] for frame in ana.read_all() if frame["type"] == "presence"] == ["online"]


def test_strangers_are_not_told_of_and_the_last_list_counts(world, chat):
    eve, ana, ben = world.connect(EVE), world.connect(ANA), world.connect(BEN)
    eve.say(type="watch", user_ids=[ANA, BEN, EVE])
    assert eve.wait_for("presence")["user_id"] == EVE
    ana.say(type="watch", user_ids=[BEN])
    ana.wait_for("presence", user_id=BEN)
    ana.say(type="watch", user_ids=[ANA])
    ana.wait_for("presence", user_id=ANA)
    ben.socket.close()
    world.bus.publish(
        f"presence.{BEN}",
        json.dumps({"type": "presence", "user_id": BEN, "state": "away", "last_seen_at": None}).encode(),
    )
    assert len(ana.read_all() and ana.find("presence", user_id=BEN)) == 1
    assert len(eve.read_all() and eve.find("presence")) == 1


def test_a_killed_process_is_noticed_by_looking_after_those_watched(world, chat):
    ana = world.connect(ANA)
    world.presences.touch([(BEN, "elsewhere", False)], time.time())
    ana.say(type="watch", user_ids=[BEN])
    ana.wait_for("presence", state="online")
    world.presences.lapse(BEN)
    world.realtime.sweeps._presences.beat()
    ana.wait_for("presence", state="offline")


def test_without_redis_presence_is_unknown_and_nothing_else_suffers(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    ana.say(type="watch", user_ids=[BEN])
    ana.wait_for("presence", state="online")
    world.presences.is_away = True
    world.realtime.sweeps._presences.beat()
    ana.wait_for("presence", state="unknown")
    send(ben, chat, "r")
    ben.wait_for("ack")


def test_who_does_nothing_for_long_is_away_until_they_do(world, chat):
    ana, ben = world.connect(ANA), world.connect(BEN)
    ana.say(type="watch", user_ids=[BEN])
    ana.wait_for("presence", state="online")
    ben.connection.acted_at -= presences.AWAY_SECONDS + 1
    ben.say(type="ping")
    ben.wait_for("pong")
    world.realtime.sweeps._presences.beat()
    ana.wait_for("presence", state="away")
    ben.say(type="look", conversation_id=chat)
    ana.read_until(lambda: len(ana.find("presence", state="online")) == 2)


# -- looks


def test_what_is_on_the_screen_is_known_until_it_is_not(world, chat):
    other = world.chat.open(101, ANA)
    ana = world.connect(ANA)
    mark = f"{ANA}:{ana.find('ready')[0]['connection_id']}"
    ana.say(type="look", conversation_id=chat)
    eventually(lambda: list(world.looks.looking.get(chat, {})) == [mark])
    ana.say(type="look", conversation_id=other)
    eventually(lambda: list(world.looks.looking.get(other, {})) == [mark] and not world.looks.looking[chat])
    ana.say(type="look", conversation_id=None)
    eventually(lambda: not world.looks.looking[other])
    ana.say(type="look", conversation_id=chat)
    eventually(lambda: world.looks.looking[chat])
    ana.socket.close()
    eventually(lambda: not world.looks.looking[chat])


def test_strangers_cannot_look(world, chat):
    eve = world.connect(EVE)
    eve.say(type="look", conversation_id=chat)
    assert eve.wait_for("error")["code"] == "not_found"
    assert not world.looks.looking


# -- tokens and sessions


def test_an_ended_token_closes_the_connection_unless_it_was_renewed(world):
    world.tokens.lifetime_seconds = 60
    renewed, forgotten = world.connect(f"{ANA}/one"), world.connect(f"{ANA}/two")
    world.tokens.lifetime_seconds = 600
    renewed.say(type="token", token=f"{ANA}/one")
    eventually(lambda: renewed.connection.expires_at > time.time() + 500)
    forgotten.connection.expires_at = time.time() - 1
    for client in (renewed, forgotten):
        world.realtime.sweeps.look_at(client.connection, time.monotonic())
    assert forgotten.wait_closed() == 4401
    assert renewed.connection.is_open


def test_a_bad_new_token_is_refused_and_the_old_one_counts(world):
    ana = world.connect(ANA)
    ana.say(type="token", token="nonsense")
    assert ana.wait_for("error")["code"] == "unauthenticated"
    assert ana.connection.is_open


def test_another_users_token_closes(world):
    ana = world.connect(ANA)
    ana.say(type="token", token=BEN)
    assert ana.wait_closed() == 4403


def test_a_revoked_session_is_closed_and_others_of_the_user_are_not(world):
    one, two = world.connect(f"{ANA}/one"), world.connect(f"{ANA}/two")
    world.realtime.sessions.revoke({"one"})
    assert one.wait_closed() == 4401
    assert two.connection.is_open


# -- floods and nonsense


def test_too_many_frames_are_refused_with_a_delay_and_then_served_again(world):
    ana = world.connect(ANA)
    ana.connection.allowance = 3.0
    before = len(ana.frames)
    # One write, so that they arrive together however busy the machine is.
    ana.send_bytes(b"".join(bytes(ana.protocol.send_data('{"type": "ping"}')) for _ in range(20)))
    error = ana.wait_for("error")
    assert error["code"] == "too_fast"
    assert 0 < error["retry"] < 3
    ana.read_until(lambda: len(ana.frames) >= before + 20)
    answered = len(ana.find("pong"))
    assert 3 <= answered < 20
    # As if the delay had passed.
    ana.connection.counted_at -= ana.find("error")[-1]["retry"]
    ana.say(type="ping")
    ana.read_until(lambda: len(ana.find("pong")) > answered)


@pytest.mark.parametrize("debt", [0.0, 1 / 3, 7.45, 7.4999, 39.9])
def test_whoever_waits_as_long_as_told_is_served(monkeypatch, debt):
    now = 1_000.0
    monkeypatch.setattr(floods.time, "monotonic", lambda: now)
    connection = SimpleNamespace(allowance=-debt, counted_at=now)
    retry = floods.count(connection)
    now += retry
    assert floods.count(connection) == 0


def test_the_refusal_names_the_frame(world, chat):
    ana = world.connect(ANA)
    ana.connection.allowance = 0.0
    send(ana, chat, "mine")
    assert ana.wait_for("error", ref="mine")["code"] == "too_fast"
    assert "send" not in world.chat.asked


def test_who_goes_on_flooding_is_closed(world):
    ana, ben = world.connect(ANA), world.connect(BEN)
    for _ in range(300):
        ana.say(type="ping")
    assert ana.wait_closed() == 4429
    ben.say(type="ping")
    ben.wait_for("pong")


def test_control_frames_count_too(world):
    ana = world.connect(ANA)
    ana.send_bytes(bytes(ana.protocol.ping(b"x")) * 300)
    assert ana.wait_closed() == 4429


@pytest.mark.parametrize(
    "text",
    [
        "nonsense", "[]", "{}", "null", '{"type": "dance"}', '{"type": "send"}',
        '{"type": "send", "ref": "r", "conversation_id": {"$gt": ""}, "client_message_id": "c", "body": "x"}',
        '{"type": "read", "conversation_id": "000000000000000000000064", "message_no": -1}',
        '{"type": "typing", "conversation_id": "x"}',
        '{"type": "ping", "more": 1}',
    ],
)  # fmt: skip
def test_a_frame_that_is_not_valid_is_answered_and_nothing_else_happens(world, chat, text):
    ana = world.connect(ANA)
    ana.send_text(text)
    error = ana.wait_for("error")
    assert error["code"] == "invalid_frame"
    assert error.get("ref") == ("r" if '"ref"' in text else None)
    ana.say(type="ping")
    ana.wait_for("pong")


@pytest.mark.parametrize("depth", [2_000, 30_000])
def test_a_frame_that_is_nested_too_deeply_is_answered_and_the_line_goes_on(world, depth):
    ana = world.connect(ANA)
    ana.send_text('{"a":' + "[" * depth + "]" * depth + ',"type":"ping"}')
    assert ana.wait_for("error")["code"] == "invalid_frame"
    ana.say(type="ping")
    ana.wait_for("pong")


def test_there_is_no_message_0_to_reply_to(world, chat):
    ana = world.connect(ANA)
    ana.say(type="send", ref="r", conversation_id=chat, client_message_id="c", body="hi", reply_to=0)
    assert ana.wait_for("error", ref="r")["code"] == "invalid_frame"


def test_binary_is_not_valid_either(world):
    ana = world.connect(ANA)
    ana.send_bytes(bytes(ana.protocol.send_data(b'{"type":"ping"}')))
    assert ana.wait_for("error")["code"] == "invalid_frame"


# -- silence


def test_the_silent_are_asked_and_the_dead_let_go(world):
    ana = world.connect(ANA)
    heard_at = ana.connection.heard_at
    world.realtime.sweeps.look_at(ana.connection, heard_at + 20)
    turn()
    assert not ana.read()
    world.realtime.sweeps.look_at(ana.connection, heard_at + 30)
    turn()
    assert ana.read()
    assert ana.writes[-1] == b"\x89\x00"
    world.realtime.sweeps.look_at(ana.connection, heard_at + 45)
    assert ana.wait_closed() == 1006
    assert not world.hub.connections


def test_a_message_that_never_ends_is_not_waited_for(world):
    ana = world.connect(ANA)
    ana.send_bytes(bytes(ana.protocol.send_data("{", fin=False)))
    eventually(lambda: ana.connection.incomplete_since)
    ana.connection.incomplete_since -= 31
    world.realtime.sweeps.look_at(ana.connection, time.monotonic())
    assert ana.wait_closed() == 1002


# -- the end of the process


def test_a_drain_finishes_acks_and_sends_everybody_away_with_a_delay(world, chat):
    clients = [world.connect(user_id) for user_id in (ANA, BEN, EVE)]
    world.chat.pauses["send"] = gate = Event()
    send(clients[0], chat, "on the way")
    turn()
    draining = gevent.spawn(world.realtime.drain.run, 2.0)
    eventually(lambda: world.hub.is_draining)
    send(clients[1], chat, "late")
    assert clients[1].wait_for("error", ref="late")["code"] == "unavailable"
    gate.set()
    assert [client.wait_closed() for client in clients] == [1012] * 3
    clients[0].find("ack", ref="on the way")[0]
    assert all(0 <= int(client.reason.removeprefix("r=")) <= 3000 for client in clients)
    draining.join(3)
    assert draining.ready()
