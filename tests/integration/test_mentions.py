"""Mentions, mutes and unread marks through all services: who is told, and what every device of a person shows."""

from datetime import timedelta

import pytest

from services.common import clock
from tests.integration.people import Person

CHAT = "/api/chat/conversations"


@pytest.fixture(scope="module")
def people(stack):
    return Person(stack.url, "ana"), Person(stack.url, "ben"), Person(stack.url, "cleo")


def mentioned_in(person, conversation_id):
    listed = {one["id"]: one for one in person.call("GET", CHAT)["conversations"]}
    assert listed[conversation_id]["mentioned_in"] == person.conversation(conversation_id)["mentioned_in"]
    return listed[conversation_id]["mentioned_in"]


def test_mentions_are_counted_in_every_answer_and_follow_edits_deletions_and_reads(people):
    ana, ben, cleo = people
    group = ana.open_group("Plans", ben, cleo)
    phone = ben.device()
    ana.post(group, f"@{ben.username.upper()}, lunch?")
    ana.post(group, "@all: at noon")
    ana.post(group, f"`@{cleo.username}` and mail@{cleo.username}")
    assert [mentioned_in(one, group) for one in people] == [[], [1, 2], [2]]
    assert phone.wait_for("notification", action="created")["notification"]["kind"] == "mention"

    ana.call("PATCH", f"{CHAT}/{group}/messages/1", {"body": f"@{cleo.username}, lunch?"})
    assert [mentioned_in(one, group) for one in people] == [[], [2], [1, 2]]
    edited = phone.wait_for("event", seq=4)
    assert edited["data"]["mentions"] == [cleo.user_id]
    reworded = phone.wait_for("notification", action="reworded")["notification"]
    assert (reworded["kind"], reworded["preview"]) == ("message", f"Ana: @{cleo.username}, lunch?")
    phone.close()

    ana.call("DELETE", f"{CHAT}/{group}/messages/2")
    assert [mentioned_in(one, group) for one in people] == [[], [], [1]]
    cleo.call("PUT", f"{CHAT}/{group}/read", {"message_no": 3})
    assert mentioned_in(cleo, group) == []


def test_who_is_taken_back_finds_no_old_mentions(people):
    ana, ben, _ = people
    group = ana.open_group("Plans", ben)
    ana.post(group, f"@{ben.username}")
    ana.call("DELETE", f"{CHAT}/{group}/members/{ben.user_id}", status=204)
    ana.post(group, f"@{ben.username}")
    ana.call("POST", f"{CHAT}/{group}/members", {"user_id": ben.user_id}, status=201)
    assert mentioned_in(ben, group) == []
    ana.post(group, f"@{ben.username}")
    assert mentioned_in(ben, group) == [3]


def wait_for_notification(device, conversation_id):
    """What tests before this one caused may come in between."""
    while device.wait_for("notification", action="created")["notification"]["conversation_id"] != conversation_id:
        pass


def test_a_mark_and_a_mute_reach_all_devices_and_reading_takes_the_mark_away(people):
    ana, ben, _ = people
    group = ana.open_group("Noisy", ben)
    phone, laptop = ben.device(), ben.device()
    ana.post(group, "hello")
    wait_for_notification(phone, group)
    wait_for_notification(laptop, group)
    phone.say({"type": "read", "conversation_id": group, "message_no": 1})
    laptop.wait_for("read", user_id=ben.user_id)

    ben.call("PUT", f"{CHAT}/{group}/unread-mark")
    for device in (phone, laptop):
        assert device.wait_for("unread_mark", conversation_id=group)["message_no"] == 1
    assert ben.conversation(group)["unread_mark"] == 1
    assert ben.call("GET", "/api/chat/unread-marks")["unread_marks"] == [{"conversation_id": group, "message_no": 1}]
    phone.say({"type": "read", "conversation_id": group, "message_no": 1})
    assert laptop.wait_for("unread_mark", conversation_id=group)["message_no"] is None

    choice = {"level": None, "muted_until": clock.iso(clock.now() + timedelta(hours=1))}
    ben.call("PUT", f"/api/notify/preferences/conversations/{group}", choice)
    for device in (phone, laptop):
        assert device.wait_for("preferences")["preferences"]["muted_until"] == {group: choice["muted_until"]}
    ana.post(group, f"@{ben.username}")
    other = ana.open_direct(ben)
    ana.post(other, "are you there?")
    wait_for_notification(laptop, other)
    assert other in [one["conversation_id"] for one in ben.notifications()]
    assert [one["seq"] for one in ben.notifications() if one["conversation_id"] == group] == [1]
    phone.close()
    laptop.close()


def test_a_default_reaches_all_devices_and_tells_all_that_is_said_to_one_alone(people):
    ana, _, cleo = people
    group = ana.open_group("Quiet", cleo)
    phone, laptop = cleo.device(), cleo.device()
    for _ in range(2):
        cleo.call("PUT", "/api/notify/preferences/default", {"level": "mentions"})
    until = clock.iso(clock.now() + timedelta(hours=1))
    cleo.call("PUT", "/api/notify/preferences/pause", {"until": until})
    for device in (phone, laptop):
        while (told := device.wait_for("preferences")["preferences"])["paused_until"] != until:
            pass
        assert told["default_level"] == "mentions"
    ana.post(group, "not for you")
    direct = ana.open_direct(cleo)
    ana.post(direct, "are you there?")
    wait_for_notification(laptop, direct)
    assert group not in [one["conversation_id"] for one in cleo.notifications()]
    phone.close()
    laptop.close()
