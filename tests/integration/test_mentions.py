"""Mentions through all services: who is told, and how many are unread on whichever device one looks."""

import pytest

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
