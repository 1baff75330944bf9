"""What becomes of messages, over REST and live on every device of a running Natter."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.integration.people import Person

CHAT = "/api/chat/conversations"
THUMB = quote("👍")


@pytest.fixture(scope="module")
def ana(stack):
    return Person(stack.url, "ana")


@pytest.fixture(scope="module")
def ben(stack):
    return Person(stack.url, "ben")


@pytest.fixture(scope="module")
def eve(stack):
    return Person(stack.url, "eve")


def test_edits_reactions_and_deletions_are_live_replayed_and_leave_nothing(ana, ben):
    group = ana.open_group("Plans", ben)
    phone, desk = ben.device("phone"), ana.device("desk")
    ana.post(group, "the secret")
    path = f"{CHAT}/{group}/messages/1"
    edited = ana.call("PATCH", path, {"body": "the secret, edited"})
    assert ana.call("PATCH", path, {"body": "the secret, edited"}) == edited
    reacted = ben.call("PUT", f"{path}/reactions/{THUMB}")
    assert reacted["reactions"] == [{"emoji": "👍", "user_ids": [ben.user_id]}]
    assert ben.call("PUT", f"{path}/reactions/{THUMB}") == reacted
    assert ana.conversation(group)["last_message"] == reacted
    assert ben.call("DELETE", f"{path}/reactions/{THUMB}")["reactions"] == []
    left = ana.call("DELETE", path)
    assert ana.call("DELETE", path) == left
    assert (left["body"], left["deleted_at"] is not None) == ("", True)
    for device in (phone, desk):
        device.wait_until(lambda device=device: device.seqs(group) == [1, 2, 3, 4, 5])
    for person in (ana, ben):
        assert person.call("GET", f"{CHAT}/{group}/messages")["messages"] == [left]
        assert person.conversation(group)["last_message"] == left
        told = person.events(group)
        assert [event["kind"] for event in told] == [
            "message.created", "message.edited", "reaction.added", "reaction.removed", "message.deleted",
        ]  # fmt: skip
        assert "secret" not in repr(told)
    late = ben.device("late", cursors={group: 0})
    late.wait_until(lambda: late.seqs(group) == [1, 2, 3, 4, 5])
    assert "secret" not in repr(late.bodies(group))
    for device in (phone, desk, late):
        device.close()


def test_strangers_get_what_they_get_for_what_is_not_there(ana, ben, eve):
    group = ana.open_group("Plans", ben)
    ana.post(group, "hello")
    for path in (f"{CHAT}/{group}/messages/1", f"{CHAT}/{'0' * 24}/messages/1"):
        for method, tail, body in (
            ("PATCH", "", {"body": "x"}), ("DELETE", "", None),
            ("PUT", f"/reactions/{THUMB}", None), ("DELETE", f"/reactions/{THUMB}", None),
        ):  # fmt: skip
            assert eve.refusal(method, path + tail, body) == (404, "not_found")
    path = f"{CHAT}/{group}/messages"
    assert ben.refusal("PATCH", f"{path}/1", {"body": "x"}) == (403, "forbidden")
    assert ben.refusal("DELETE", f"{path}/1") == (403, "forbidden")
    assert ana.refusal("PATCH", f"{path}/99", {"body": "x"}) == (404, "not_found")
    assert ana.refusal("PUT", f"{path}/1/reactions/lol") == (422, "invalid_input")
    assert ana.refusal("PATCH", f"{path}/1", {"body": "x" * 4001}) == (422, "invalid_input")
    ana.call("DELETE", f"{path}/1")
    assert ana.refusal("PATCH", f"{path}/1", {"body": "x"}) == (409, "message_deleted")
    assert ana.refusal("PUT", f"{path}/1/reactions/{THUMB}") == (409, "message_deleted")


def test_many_at_once_agree_on_what_a_message_is(ana, ben):
    group = ana.open_group("Plans", ben)
    ana.post(group, "first")
    path = f"{CHAT}/{group}/messages/1"
    calls = [
        *((ana, "PATCH", path, {"body": f"edit {number}"}) for number in range(6)),
        *((person, "PUT", f"{path}/reactions/{quote(one)}", None) for person in (ana, ben) for one in "👍🎉👍"),
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda call: call[0].call(*call[1:]), calls))
    message = ana.call("GET", f"{CHAT}/{group}/messages")["messages"][0]
    edits = [event for event in ana.events(group) if event["kind"] == "message.edited"]
    assert message["body"] == edits[-1]["data"]["body"]
    assert sorted((one["emoji"], sorted(one["user_ids"])) for one in message["reactions"]) == sorted(
        (one, sorted((ana.user_id, ben.user_id))) for one in "👍🎉"
    )
    assert sum(event["kind"] == "reaction.added" for event in ana.events(group)) == 4
