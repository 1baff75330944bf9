"""Sending, history, read positions and odd input over REST, on a running Natter."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.integration.people import Person

CHAT = "/api/chat/conversations"


@pytest.fixture(scope="module")
def ana(stack):
    return Person(stack.url, "ana")


@pytest.fixture(scope="module")
def ben(stack):
    return Person(stack.url, "ben")


@pytest.fixture
def group(ana, ben):
    return ana.open_group("Plans", ben)


def pages(person, group, query):
    page = person.call("GET", f"{CHAT}/{group}/messages?{query}")
    return [message["message_no"] for message in page["messages"]], page["next"]


def test_history_comes_in_pages_in_every_direction(ana, group):
    for number in range(1, 24):
        ana.post(group, f"message {number}")
    assert pages(ana, group, "limit=10") == (list(range(14, 24)), 14)
    assert pages(ana, group, "limit=10&before=14") == (list(range(4, 14)), 4)
    assert pages(ana, group, "limit=10&before=4") == ([1, 2, 3], None)
    assert pages(ana, group, "limit=10&before=1") == ([], None)
    assert pages(ana, group, "limit=10&before=9000") == (list(range(14, 24)), 14)
    assert pages(ana, group, "limit=10&after=0") == (list(range(1, 11)), 10)
    assert pages(ana, group, "limit=10&after=20") == ([21, 22, 23], None)
    assert pages(ana, group, "limit=10&after=23") == ([], None)
    assert pages(ana, group, "limit=4&around=10") == ([9, 10, 11, 12], 9)
    assert pages(ana, group, "limit=4&around=1") == ([1, 2, 3, 4], None)
    assert pages(ana, group, "limit=4&around=23") == ([20, 21, 22, 23], 20)
    assert pages(ana, group, "limit=100")[1] is None


def test_history_begins_at_a_date(ana, group):
    at = [ana.post(group, f"message {number}")["at"] for number in range(1, 6)]
    first = at.index(at[2]) + 1
    assert pages(ana, group, f"from={at[2]}&limit=2") == ([first, first + 1], first + 1)
    assert pages(ana, group, "from=2020-01-01T00:00:00Z")[0] == [1, 2, 3, 4, 5]
    assert pages(ana, group, "from=2999-01-01T00:00:00%2B02:00") == ([], None)


def test_messages_are_found_by_what_they_say_now(ana, ben, group):
    word = uuid.uuid4().hex
    other = ana.open_group("Elsewhere", ben)
    ana.post(group, f"Grüße, {word}!")
    ben.post(other, f"the same {word[:-3]} here")
    query = f"/api/chat/search?query={quote('GRÜSSE ' + word[4:9])}"
    page = ben.call("GET", query)
    assert (page["next"], page["is_partial"]) == (None, False)
    [found] = page["messages"]
    assert (found["conversation_id"], found["message_no"], found["actor_id"]) == (group, 1, ana.user_id)
    assert [found["snippet"][span["start"] : span["end"]] for span in found["matches"]] == ["Grüße", word[4:9]]
    both = ben.call("GET", f"/api/chat/search?query={word[:8]}&limit=1")
    assert [one["conversation_id"] for one in both["messages"]] == [other]
    rest = ben.call("GET", f"/api/chat/search?query={word[:8]}&limit=1&cursor={both['next']}")
    assert [one["conversation_id"] for one in rest["messages"]] == [group]
    ana.call("DELETE", f"{CHAT}/{group}/messages/1")
    assert ben.call("GET", query)["messages"] == []
    ana.call("DELETE", f"{CHAT}/{other}/members/{ben.user_id}", status=204)
    assert ben.call("GET", f"/api/chat/search?query={word[:8]}")["messages"] == []
    assert ben.refusal("GET", f"/api/chat/search?query=x&conversation_id={other}") == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["", "query=", "query=%20", "query=x&limit=51", "query=x&cursor=y", "query=x&from=yesterday", "query[$ne]=x"],
)
def test_odd_searches_are_refused_clearly(ana, query):
    assert ana.refusal("GET", f"/api/chat/search?{query}") == (422, "invalid_input")


def test_events_are_what_happened_after_a_seq(ana, ben, group):
    for number in range(5):
        (ana if number % 2 else ben).post(group, f"message {number}")
    path = f"{CHAT}/{group}/events"
    assert [event["seq"] for event in ana.call("GET", path)["events"]] == [1, 2, 3, 4, 5]
    page = ana.call("GET", f"{path}?after=1&limit=2")
    assert [event["seq"] for event in page["events"]] == [2, 3]
    assert page["next"] == 3
    assert ana.call("GET", f"{path}?after=5") == {"events": [], "next": None}
    first = ana.call("GET", f"{path}?limit=1")["events"][0]
    assert first["type"] == "event"
    assert first["kind"] == "message.created"
    assert first["data"] == {"body": "message 0"}


def test_a_hundred_senders_at_once_get_a_hundred_places(ana, ben, group):
    def send(number):
        return (ana if number % 2 else ben).post(group, f"message {number}")

    with ThreadPoolExecutor(20) as pool:
        acks = list(pool.map(send, range(100)))
    assert sorted(ack["seq"] for ack in acks) == list(range(1, 101))
    history = {message["message_no"]: message for message in ana.history(group)}
    for number, ack in enumerate(acks):
        assert history[ack["message_no"]]["body"] == f"message {number}"
        assert history[ack["message_no"]]["at"] == ack["at"]


def test_the_same_send_at_once_is_stored_once(ana, group):
    with ThreadPoolExecutor(10) as pool:
        acks = list(pool.map(lambda _: ana.post(group, "once", "same"), range(10)))
    assert {ack["seq"] for ack in acks} == {1}
    assert sum(not ack["duplicate"] for ack in acks) == 1
    other = {"client_message_id": "same", "body": "something else"}
    assert ana.refusal("POST", f"{CHAT}/{group}/messages", other) == (409, "client_message_id_taken")


def test_read_positions_only_grow_and_unread_follows(ana, ben, group):
    for number in range(4):
        ana.post(group, f"message {number}")
    path = f"{CHAT}/{group}/read"
    assert ben.conversation(group)["unread"] == 4
    assert ben.call("PUT", path, {"message_no": 3}) == {"message_no": 3}
    assert ben.call("PUT", path, {"message_no": 1}) == {"message_no": 3}
    assert ben.conversation(group)["unread"] == 1
    assert ben.call("PUT", path, {"message_no": 999}) == {"message_no": 4}
    assert ben.conversation(group)["unread"] == 0
    assert ana.conversation(group)["unread"] == 0
    ben.post(group, "my own")
    assert ben.conversation(group)["unread"] == 0
    assert ana.conversation(group)["unread"] == 1
    members = {member["user_id"]: member["read_message_no"] for member in ana.conversation(group)["members"]}
    assert members == {ana.user_id: 4, ben.user_id: 5}


@pytest.mark.parametrize(
    "body",
    [
        "x" * 4_000,
        "\U0001f600" * 4_000,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
        "<script>alert(1)</script>",
        '{"$gt": ""}',
        "a\u0000b",
        "  indented\n\n\ttext  ",
        "$where: 1; db.dropDatabase()",
    ],
)
def test_what_people_write_is_kept_as_typed(ana, ben, group, body):
    ana.post(group, body)
    assert ben.history(group)[-1]["body"] == body
    assert ben.conversation(group)["last_message"]["body"] == body


@pytest.mark.parametrize(
    "body",
    [
        {"client_message_id": "x", "body": ""},
        {"client_message_id": "x", "body": "   \n\t"},
        {"client_message_id": "x", "body": "\u200b\u200d\ufeff"},
        {"client_message_id": "x", "body": "x" * 4_001},
        {"client_message_id": "x", "body": {"$gt": ""}},
        {"client_message_id": {"$gt": ""}, "body": "x"},
        {"client_message_id": "x", "body": ["x"]},
        {"client_message_id": "x", "body": None},
        {"client_message_id": "x", "body": 7},
        {"client_message_id": "", "body": "x"},
        {"client_message_id": "x" * 65, "body": "x"},
        {"client_message_id": 7, "body": "x"},
        {"body": "x"},
        {"client_message_id": "x"},
        {"client_message_id": "x", "body": "x", "seq": 7},
        {"client_message_id": "x", "body": "x", "$where": "1"},
        {"client_message_id": "x", "body": "x", "reply_to": 0},
        {"client_message_id": "x", "body": "x", "reply_to": 99},
        {"client_message_id": "x", "body": "x", "reply_to": "1"},
        {"client_message_id": "x", "body": "x", "reply_to": {"$gt": 0}},
        {"client_message_id": "x", "body": "x", "attachment_ids": "abc"},
        {"client_message_id": "x", "body": "x", "attachment_ids": ["0" * 24]},
        [],
        "text",
        7,
        None,
    ],
)
def test_what_is_no_message_is_refused_clearly(ana, group, body):
    status, code = ana.refusal("POST", f"{CHAT}/{group}/messages", body)
    assert (status, code) in {(422, "invalid_input"), (400, "malformed")}
    assert ana.history(group) == []


ODD_BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe",
    b'{"a": ' * 2_000,
    b'{"body": "\\ud800", "client_message_id": "x"}',
    b'{"kind": {"$ne": 1}}',
    b'{"kind": "group", "title": {"$gt": ""}}',
    b'{"kind": "group", "title": "   "}',
    b'{"kind": "group", "title": "' + b"x" * 101 + b'"}',
    b'{"kind": "group", "title": "x", "member_ids": [{"$gt": ""}]}',
    b'{"kind": "direct", "user_id": {"$gt": ""}}',
    b'{"kind": "direct", "user_id": "../../etc"}',
    b'{"message_no": -1}',
    b'{"message_no": 1e400}',
    b'{"message_no": "1"}',
    b'{"message_no": {"$gt": 0}}',
    b'{"message_no": 99999999999999999999}',
    b'{"role": "owner"}',
    b'{"user_id": ["x"]}',
]


def test_odd_bodies_and_wrong_methods_are_never_a_server_error(stack, ana, ben, group):
    page = ana.http.get(f"{stack.url}/api/chat/openapi.json", timeout=10).json()
    for path, operations in page["paths"].items():
        address = path.replace("{conversation_id}", group).replace("{user_id}", ben.user_id)
        address = address.replace("{message_no}", "1").replace("{emoji}", quote("👍"))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
            if method == "DELETE" and method.lower() in operations:
                continue
            for data in ODD_BODIES if method.lower() in operations and method != "GET" else (b"{}",):
                answer = ana.http.request(
                    method,
                    stack.url + address,
                    data=data,
                    headers={"Authorization": f"Bearer {ana.token}", "Content-Type": "application/json"},
                    timeout=30,
                )
                assert answer.status_code < 500, (method, path, data[:60], answer.text)
                if method.lower() not in operations:
                    assert answer.status_code == 405, (method, path)
                elif "requestBody" in operations[method.lower()]:
                    assert answer.status_code in (400, 404, 422), (method, path, data[:60], answer.text)
                    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "before=0",
        "before=-1",
        "before=x",
        "limit=0",
        "limit=101",
        "limit=",
        "before=1&after=2",
        "around[$gt]=1",
        "before=99999999999999999999",
        "unknown=1",
    ],
)
def test_odd_queries_are_refused_clearly(ana, group, query):
    assert ana.refusal("GET", f"{CHAT}/{group}/messages?{query}")[0] == 422


def test_without_a_token_there_is_nothing(stack, group):
    ana = Person.__new__(Person)
    del ana
    import requests

    for path in (CHAT, f"{CHAT}/{group}", f"{CHAT}/{group}/messages", f"{CHAT}/{group}/events"):
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {uuid.uuid4().hex}"}):
            answer = requests.get(stack.url + path, headers=headers, timeout=10)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")
