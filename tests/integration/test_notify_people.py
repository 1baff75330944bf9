"""Notifications as people see them on a whole Natter, through the gateway, with plain HTTP and WebSocket clients."""

import os
import signal

import pytest

from tests.integration.people import Person
from tests.stack import wait_for


@pytest.fixture
def ana(stack, needs):
    needs("auth", "chat", "realtime", "notify")
    return Person(stack.url, "ana")


@pytest.fixture
def ben(stack, ana):
    return Person(stack.url, "ben")


@pytest.fixture
def cleo(stack, ana):
    return Person(stack.url, "cleo")


def page(person, query=""):
    return person.call("GET", f"/api/notify/notifications{query}")


def previews(person):
    return [one["preview"] for one in reversed(page(person, "?limit=100")["notifications"])]


def why(person, conversation_id, seq):
    """The reason as soon as it was decided."""
    path = f"/api/notify/decisions?conversation_id={conversation_id}&seq={seq}"

    def answer():
        found = person.call("GET", path, status=(200, 404))
        return found if "outcome" in found else None

    explained = wait_for(answer, "a decision")
    return explained["reason"] or explained["outcome"]


def choose(person, default_level, **conversations):
    person.call("PUT", "/api/notify/preferences", {"default_level": default_level, "conversations": conversations})


def test_a_message_in_the_background_notifies_every_device_and_not_its_sender(ana, ben):
    conversation_id = ana.open_direct(ben)
    phone, laptop, senders = ben.device("phone"), ben.device("laptop"), ana.device()
    ack = ana.post(conversation_id, "are  you\nthere?")
    for device in (phone, laptop):
        told = device.wait_for("notification", action="created")["notification"]
        assert (told["title"], told["preview"], told["kind"]) == ("Ana", "are you there?", "message")
        assert (told["conversation_id"], told["seq"], told["message_no"]) == (conversation_id, ack["seq"], 1)
        assert told["created_at"] == ack["at"]
    assert why(ana, conversation_id, ack["seq"]) == "sender"
    assert not [frame for frame in senders.frames if frame["type"] == "notification"]
    assert page(ben)["notifications"] == [told]
    assert page(ana) == {"notifications": [], "next": None, "unread": 0}


def test_in_a_group_the_conversation_is_the_title_and_the_sender_is_named(ana, ben, cleo):
    conversation_id = ana.open_group("Plans", ben, cleo)
    ana.post(conversation_id, f"ask @{cleo.username}")
    wait_for(lambda: previews(ben) and previews(cleo), "both told")
    (for_ben,), (for_cleo,) = page(ben)["notifications"], page(cleo)["notifications"]
    assert (for_ben["title"], for_ben["preview"]) == ("Plans", f"Ana: ask @{cleo.username}")
    assert (for_ben["kind"], for_cleo["kind"]) == ("message", "mention")


def test_who_looks_at_the_conversation_on_any_device_is_not_notified(ana, ben):
    conversation_id, elsewhere = ana.open_direct(ben), ana.open_group("Else", ben)
    phone, laptop = ben.device("phone"), ben.device("laptop")
    phone.say({"type": "look", "conversation_id": conversation_id})
    # Frames of one socket are dealt with in order.
    phone.say({"type": "ping"})
    phone.wait_for("pong")

    def seen():
        return why(ben, conversation_id, ana.post(conversation_id, "you see this")["seq"]) == "looking"

    wait_for(seen, "the look is known")
    before = len(previews(ben))
    seen_ack = ana.post(conversation_id, "and this")
    missed_ack = ana.post(elsewhere, "but not this")
    assert why(ben, conversation_id, seen_ack["seq"]) == "looking"
    assert why(ben, elsewhere, missed_ack["seq"]) == "notified"
    assert len(previews(ben)) == before + 1
    laptop.wait_for("notification", action="created")

    phone.say({"type": "look", "conversation_id": None})

    def missed():
        return why(ben, conversation_id, ana.post(conversation_id, "and now?")["seq"]) == "notified"

    wait_for(missed, "the look is over")


def test_reading_on_one_device_withdraws_on_the_other(ana, ben):
    conversation_id = ana.open_direct(ben)
    phone, laptop = ben.device("phone"), ben.device("laptop")
    for number in range(3):
        ana.post(conversation_id, f"message {number}")
    wait_for(lambda: page(ben)["unread"] == 3, "three notifications")
    phone.say({"type": "read", "conversation_id": conversation_id, "message_no": 2})
    laptop.wait_for("notification", action="withdrawn", conversation_id=conversation_id, message_no=2)
    assert page(ben)["unread"] == 1
    assert [bool(one["read_at"]) for one in page(ben)["notifications"]] == [False, True, True]


def test_answering_reads_what_came_before(ana, ben):
    conversation_id = ana.open_direct(ben)
    laptop = ben.device("laptop")
    ana.post(conversation_id, "question")
    wait_for(lambda: page(ben)["unread"] == 1, "a notification")
    ben.post(conversation_id, "answer")
    laptop.wait_for("notification", action="withdrawn", conversation_id=conversation_id)
    assert page(ben)["unread"] == 0


def test_marking_read_by_hand_reaches_the_other_device(ana, ben):
    here, there = ana.open_direct(ben), ana.open_group("Else", ben)
    laptop = ben.device("laptop")
    ana.post(here, "one")
    ana.post(there, "two")
    wait_for(lambda: page(ben)["unread"] == 2, "two notifications")
    ben.call("PUT", "/api/notify/notifications/read", {"conversation_id": here}, status=204)
    laptop.wait_for("notification", action="withdrawn", conversation_id=here)
    assert page(ben)["unread"] == 1
    ben.call("PUT", "/api/notify/notifications/read", {}, status=204)
    laptop.wait_for("notification", action="withdrawn", conversation_id=there)
    assert page(ben)["unread"] == 0


def test_a_second_device_lists_the_same_in_pages(ana, ben):
    conversation_id = ana.open_direct(ben)
    for number in range(12):
        ana.post(conversation_id, f"message {number}")
    wait_for(lambda: page(ben)["unread"] == 12, "twelve notifications")
    found, query = [], "?limit=5"
    while query:
        answer = page(ben, query)
        found += [one["preview"] for one in answer["notifications"]]
        query = f"?limit=5&before={answer['next']}" if answer["next"] else None
    assert found == [f"message {number}" for number in reversed(range(12))]


def test_levels_are_kept_to(ana, ben):
    conversation_id, other = ana.open_group("Loud", ben), ana.open_group("Quiet", ben)
    choose(ben, "mentions", **{other: "nothing"})
    sends = [
        (conversation_id, "hello", "not_mentioned"),
        (conversation_id, f"hello @{ben.username}.", "notified"),
        (other, f"hello @{ben.username}", "muted"),
    ]
    for where, body, reason in sends:
        assert why(ben, where, ana.post(where, body)["seq"]) == reason
    assert previews(ben) == [f"Ana: hello @{ben.username}."]


def test_a_removed_member_loses_them_and_gets_no_more(ana, ben, cleo):
    conversation_id = ana.open_group("Secret", ben, cleo)
    laptop = ben.device("laptop")
    ana.post(conversation_id, "before")
    wait_for(lambda: previews(ben) == ["Ana: before"], "a notification")
    ana.call("DELETE", f"/api/chat/conversations/{conversation_id}/members/{ben.user_id}", status=(200, 204))
    laptop.wait_for("notification", action="withdrawn", conversation_id=conversation_id)
    ana.post(conversation_id, "after")
    wait_for(lambda: previews(cleo) == ["Ana: before", "Ana: after"], "the others are told")
    assert previews(ben) == []


def test_a_stranger_learns_nothing(ana, ben, cleo):
    conversation_id = ana.open_direct(ben)
    ack = ana.post(conversation_id, "secret")
    assert why(ben, conversation_id, ack["seq"]) == "notified"
    path = f"/api/notify/decisions?conversation_id={conversation_id}&seq={ack['seq']}"
    assert cleo.refusal("GET", path) == (404, "not_found")
    (mine,) = page(ben)["notifications"]
    cleo.call("PUT", "/api/notify/notifications/read", {"notification_ids": [mine["id"]]}, status=204)
    assert page(ben)["unread"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/notify/notifications?limit=1000", None),
        ("GET", "/api/notify/notifications?before[$gt]=", None),
        ("GET", "/api/notify/decisions?conversation_id=%00&seq=1", None),
        ("PUT", "/api/notify/notifications/read", {"conversation_id": {"$gt": ""}}),
        ("PUT", "/api/notify/preferences", {"default_level": {"$gt": ""}, "conversations": {}}),
    ],
)
def test_an_odd_request_is_refused(ana, method, path, body):
    assert ana.refusal(method, path, body) == (422, "invalid_input")


def test_killing_notify_again_and_again_loses_and_doubles_nothing(stack, ana, ben):
    conversation_id = ana.open_direct(ben)
    laptop = ben.device("laptop")
    for number in range(40):
        ana.post(conversation_id, f"message {number}")
        if number % 13 == 12:
            (worker,) = stack.worker_pids("notify")[:1]

            os.kill(worker, signal.SIGKILL)
    wait_for(lambda: stack_lists(ben) == [f"message {number}" for number in range(40)], "all forty", 60)
    laptop.say({"type": "ping"})
    laptop.wait_for("pong")
    told = [f["notification"]["seq"] for f in laptop.frames if f["type"] == "notification" and f["action"] == "created"]
    assert len(told) == len(set(told))


def stack_lists(person):
    """Previews, or None while notify is not there."""
    answer = person.http.get(
        f"{person.url}/api/notify/notifications?limit=100",
        headers={"Authorization": f"Bearer {person.token}"},
        timeout=15,
    )
    if answer.status_code != 200:
        return None
    return [one["preview"] for one in reversed(answer.json()["notifications"])]
