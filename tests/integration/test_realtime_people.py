"""People with several devices, through the whole stack: what each hears, and what strangers do not."""

import time

import pytest
from websockets.exceptions import ConnectionClosed

from tests.integration.people import Person


def test_two_devices_of_one_person_hear_the_same(ana, ben):
    chat = ana.open_direct(ben)
    phone, laptop, ben_phone = ana.device(), ana.device(), ben.device()
    phone.send(chat, "from my phone")
    ben_phone.send(chat, "from ben")
    for device in (phone, laptop, ben_phone):
        device.wait_until(lambda device=device: len(device.seqs(chat)) == 2)
        assert device.bodies(chat) == ["from my phone", "from ben"]
    phone.say({"type": "read", "conversation_id": chat, "message_no": 2})
    for device in (laptop, ben_phone):
        device.wait_for("read", conversation_id=chat, user_id=ana.user_id, message_no=2)


def test_a_new_conversation_appears_on_every_open_device(ana, ben):
    phone, laptop = ben.device(), ben.device()
    chat = ana.open_group("Plans", ben)
    ana.post(chat, "hello")
    for device in (phone, laptop):
        assert device.wait_for("joined", conversation_id=chat)["last_seq"] == 0
        device.wait_until(lambda device=device: device.bodies(chat) == ["hello"])


def test_typing_reaches_the_others_only(stack, ana, ben):
    eve = Person(stack.url, "eve")
    chat = ana.open_direct(ben)
    here, also_here, there, stranger = ana.device(), ana.device(), ben.device(), eve.device()
    here.say({"type": "typing", "conversation_id": chat})
    there.wait_for("typing", conversation_id=chat, user_id=ana.user_id)
    for device in (here, also_here, stranger):
        device.say({"type": "ping"})
        device.wait_for("pong")
        assert not [frame for frame in device.frames if frame["type"] == "typing"]


def test_presence_is_told_to_those_who_share_a_conversation(stack, ana, ben):
    eve = Person(stack.url, "eve")
    ana.open_direct(ben)
    watcher, stranger = ana.device(), eve.device()
    watcher.say({"type": "watch", "user_ids": [ben.user_id]})
    stranger.say({"type": "watch", "user_ids": [ben.user_id]})
    watcher.wait_for("presence", user_id=ben.user_id, state="offline")
    device = ben.device()
    watcher.wait_for("presence", user_id=ben.user_id, state="online")
    left_at = time.monotonic()
    device.close()
    gone = watcher.wait_for("presence", user_id=ben.user_id, state="offline", seconds=30)
    assert 9 < time.monotonic() - left_at < 25
    assert gone["last_seen_at"]
    stranger.say({"type": "ping"})
    stranger.wait_for("pong")
    assert not [frame for frame in stranger.frames if frame["type"] == "presence"]


def decision(person, conversation_id, seq):
    """Why notify told this person of an event or did not, once it has decided."""
    path = f"/api/notify/decisions?conversation_id={conversation_id}&seq={seq}"
    return person.call("GET", path, status=(200, 404))


def test_nobody_is_notified_of_what_they_are_looking_at(ana, ben):
    chat = ana.open_direct(ben)
    looking, other = ben.device(), ben.device()
    looking.say({"type": "look", "conversation_id": chat})
    looking.say({"type": "ping"})
    looking.wait_for("pong")
    ana.post(chat, "seen")
    deadline = time.monotonic() + 15
    while "looking" not in str(decision(ben, chat, 1)):
        assert time.monotonic() < deadline, decision(ben, chat, 1)
        time.sleep(0.05)
    looking.say({"type": "look", "conversation_id": None})
    looking.say({"type": "ping"})
    looking.wait_for("pong")
    ana.post(chat, "not seen")
    frame = other.wait_for("notification", action="created")
    assert frame["notification"]["preview"] == "not seen"


def test_a_removed_member_hears_the_removal_last_on_every_device(stack, ana, ben):
    carl = Person(stack.url, "carl")
    chat = ana.open_group("Plans", ben, carl)
    phone, laptop, other = ben.device(), ben.device(), carl.device()
    ana.post(chat, "before")
    ana.call("DELETE", f"/api/chat/conversations/{chat}/members/{ben.user_id}", status=(200, 204))
    ana.post(chat, "the secret after it")
    other.wait_until(lambda: len(other.seqs(chat)) == 3)
    for device in (phone, laptop):
        device.wait_until(lambda device=device: len(device.seqs(chat)) == 2)
        device.say({"type": "typing", "conversation_id": chat})
        assert device.wait_for("error")["code"] == "not_found"
        assert "secret" not in str(device.frames)
        assert device.applied[chat][-1]["kind"] == "member.removed"
    again = ben.device("again", cursors={chat: 0})
    assert chat not in str(again.frames)


def test_an_added_member_hears_what_follows_and_may_read_what_was(stack, ana, ben):
    carl = Person(stack.url, "carl")
    chat = ana.open_group("Plans", ben)
    ana.post(chat, "before")
    device = carl.device()
    ana.call("POST", f"/api/chat/conversations/{chat}/members", {"user_id": carl.user_id}, status=(200, 201))
    device.wait_for("joined", conversation_id=chat)
    ana.post(chat, "after")
    device.wait_until(lambda: "after" in device.bodies(chat))
    assert device.seqs(chat) == [1, 2, 3]


def test_a_session_that_is_ended_is_closed_at_once_and_the_others_are_not(stack, ana):
    other = ana.http.__class__()
    answer = other.post(
        f"{stack.url}/api/auth/login",
        json={"login": ana.username, "password": "correct horse battery staple"},
        timeout=10,
    ).json()
    first_token, ana.token = ana.token, answer["access_token"]
    ended = ana.device("ended")
    ana.token = first_token
    kept = ana.device("kept")
    sessions = ana.call("GET", "/api/auth/sessions")["sessions"]
    victim = next(session for session in sessions if not session["current"])
    begun_at = time.monotonic()
    ana.call("DELETE", f"/api/auth/sessions/{victim['id']}", status=(200, 204))
    with pytest.raises(ConnectionClosed) as closed:
        ended.wait_for("never")
    assert closed.value.rcvd.code == 4401
    assert time.monotonic() - begun_at < 5
    kept.say({"type": "ping"})
    kept.wait_for("pong")
    ana.token = answer["access_token"]
    with pytest.raises(ConnectionClosed) as refused:
        ended.connect()
    assert refused.value.rcvd.code == 4401


def test_a_token_is_renewed_on_the_open_line(stack, ana, ben):
    device = ana.device()
    fresh = ana.http.post(f"{stack.url}/api/auth/refresh", headers={"X-Natter-Client": "web"}, timeout=10).json()
    device.say({"type": "token", "token": fresh["access_token"]})
    device.say({"type": "ping"})
    device.wait_for("pong")
    device.say({"type": "token", "token": "nonsense"})
    assert device.wait_for("error")["code"] == "unauthenticated"
    device.say({"type": "token", "token": ben.token})
    with pytest.raises(ConnectionClosed) as closed:
        device.wait_for("never")
    assert closed.value.rcvd.code == 4403
