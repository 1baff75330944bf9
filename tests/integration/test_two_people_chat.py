"""The main job from outside: two people, direct and group conversation, 200 messages, a line broken in the middle."""

import pytest

from tests.integration.people import Person
from tests.stack import wait_for

MESSAGES = 200


@pytest.mark.parametrize("kind", ["direct", "group"])
def test_two_people_see_every_message_once_and_in_order_through_a_lost_connection(ana, ben, kind):
    conversation_id = ana.open_direct(ben) if kind == "direct" else ana.open_group("Plans", ben)
    here, there = ana.device("ana-phone"), ben.device("ben-laptop")
    sent = []
    for number in range(MESSAGES):
        if number == MESSAGES // 2:
            there.drop()
            # Sent while Ben is away, over both doors.
            for late in range(10):
                body = f"while away {late}"
                (here.send if late % 2 else ana.post)(conversation_id, body)
                sent.append(body)
            there.connect()
        body = f"message {number}"
        (here.send, ana.post, there.send, ben.post)[number % 4](conversation_id, body)
        sent.append(body)
    everything = list(range(1, len(sent) + 1))
    for device in (here, there):
        device.wait_until(lambda device=device: len(device.seqs(conversation_id)) >= len(sent))
        assert device.seqs(conversation_id) == everything
        assert device.bodies(conversation_id) == sent
    for person in (ana, ben):
        history = person.history(conversation_id)
        assert [message["body"] for message in history] == sent
        assert [message["message_no"] for message in history] == everything
        assert [event["seq"] for event in person.events(conversation_id)] == everything


def test_a_second_device_shows_the_right_unread_and_notifications(ana, ben):
    conversation_id = ana.open_direct(ben)
    phone, laptop = ben.device("phone"), ben.device("laptop")
    for number in range(5):
        ana.post(conversation_id, f"hello {number}")
    laptop.wait_until(lambda: len(laptop.seqs(conversation_id)) == 5)
    assert ben.conversation(conversation_id)["unread"] == 5
    assert ana.conversation(conversation_id)["unread"] == 0
    wait_for(lambda: len([n for n in ben.notifications() if n["read_at"] is None]) == 5, "five notifications")

    phone.say({"type": "read", "conversation_id": conversation_id, "message_no": 5})

    laptop.wait_for("read", conversation_id=conversation_id, user_id=ben.user_id, message_no=5)
    laptop.wait_for("notification", action="withdrawn", conversation_id=conversation_id)
    assert ben.conversation(conversation_id)["unread"] == 0
    assert all(n["read_at"] for n in ben.notifications())


def test_a_repeated_send_is_stored_once_whichever_door_it_comes_through(ana, ben):
    conversation_id = ana.open_direct(ben)
    device = ana.device()
    first = device.send(conversation_id, "once", client_message_id="same")
    again = ana.post(conversation_id, "once", client_message_id="same")
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert (again["seq"], again["message_no"], again["at"]) == (first["seq"], first["message_no"], first["at"])
    assert [message["body"] for message in ben.history(conversation_id)] == ["once"]


def test_a_stranger_gets_404_on_every_conversation_route_and_not_one_byte_on_the_socket(stack, ana, ben):
    eve = Person(stack.url, "eve")
    conversation_id = ana.open_group("Secret", ben)
    ana.post(conversation_id, "the first secret")
    lurker = eve.device("eve", cursors={conversation_id: 0})
    lurker.say({"type": "typing", "conversation_id": conversation_id})
    lurker.say({"type": "look", "conversation_id": conversation_id})
    lurker.say({"type": "watch", "user_ids": [ana.user_id, ben.user_id]})
    lurker.say({"type": "read", "conversation_id": conversation_id, "message_no": 1})
    lurker.say(
        {
            "type": "send",
            "ref": "in",
            "conversation_id": conversation_id,
            "client_message_id": "evil",
            "body": "let me in",
        }
    )
    assert lurker.wait_for("error", ref="in")["code"] == "not_found"

    page = eve.http.get(f"{stack.url}/api/chat/openapi.json", timeout=10).json()
    checked = 0
    for path, operations in page["paths"].items():
        if "{conversation_id}" not in path:
            continue
        address = path.replace("{conversation_id}", conversation_id).replace("{user_id}", ben.user_id)
        address = address.replace("{message_no}", "1").replace("{emoji}", "%F0%9F%91%8D")
        for method in operations:
            body = BODIES.get((method, path.split("}", 1)[1]))
            status, code = eve.refusal(method.upper(), address + QUERIES.get(path.split("}", 1)[1], ""), body)
            assert (status, code) == (404, "not_found"), f"{method} {address}"
            checked += 1
    assert checked >= 8

    ana.post(conversation_id, "the second secret")
    lurker.say({"type": "ping"})
    lurker.wait_for("pong")
    for frame in lurker.frames:
        assert "secret" not in str(frame)
        assert frame.get("conversation_id") != conversation_id or frame["type"] == "error"
    assert all(frame.get("state", "unknown") == "unknown" for frame in lurker.frames)
    assert len(ana.history(conversation_id)) == 2


# What a well-meant request would carry, so that a refusal is about membership and nothing else.
BODIES = {
    ("patch", ""): {"title": "Mine now"},
    ("post", "/messages"): {"client_message_id": "evil", "body": "let me in"},
    ("put", "/read"): {"message_no": 1},
    ("post", "/invites"): {"expires_in_hours": 1, "use_limit": 1},
    ("post", "/members"): {"user_id": "0" * 24},
    ("patch", "/members/{user_id}"): {"role": "admin"},
    ("patch", "/messages/{message_no}"): {"body": "mine now"},
}
QUERIES = {"/events": "?after=0"}
