"""Conversations and members over REST, on a running Natter."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.integration.people import Person

CHAT = "/api/chat/conversations"


@pytest.fixture(scope="module")
def people(stack):
    return [Person(stack.url, name) for name in ("ana", "ben", "cyn", "eve")]


@pytest.fixture(scope="module")
def ana(people):
    return people[0]


@pytest.fixture(scope="module")
def ben(people):
    return people[1]


@pytest.fixture(scope="module")
def cyn(people):
    return people[2]


@pytest.fixture(scope="module")
def eve(people):
    return people[3]


def test_fifty_at_once_open_one_direct_conversation(stack):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")

    def open_one(number):
        here, other = (ana, ben) if number % 2 else (ben, ana)
        return here.http.post(
            stack.url + CHAT,
            json={"kind": "direct", "user_id": other.user_id},
            headers={"Authorization": f"Bearer {here.token}"},
            timeout=30,
        )

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(open_one, range(50)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert len({answer.json()["id"] for answer in answers}) == 1
    for person, other in ((ana, ben), (ben, ana)):
        listed = person.call("GET", CHAT)["conversations"]
        assert len(listed) == 1
        assert {member["user_id"] for member in listed[0]["members"]} == {person.user_id, other.user_id}


def test_a_direct_conversation_needs_another_person_who_exists(ana):
    body = {"kind": "direct", "user_id": ana.user_id}
    assert ana.refusal("POST", CHAT, body) == (422, "invalid_input")
    assert ana.refusal("POST", CHAT, {"kind": "direct", "user_id": "0" * 24}) == (404, "not_found")
    assert ana.refusal("POST", CHAT, {"kind": "group", "title": "X", "member_ids": ["0" * 24]}) == (404, "not_found")


def test_a_group_has_the_shape_that_was_agreed(ana, ben, cyn):
    made = ana.call(
        "POST",
        CHAT,
        {"kind": "group", "title": "  Our   plans ", "member_ids": [ben.user_id, cyn.user_id, ben.user_id]},
        status=201,
    )
    assert {
        key: made[key] for key in ("kind", "title", "member_count", "role", "last_seq", "unread", "last_message")
    } == {
        "kind": "group",
        "title": "Our plans",
        "member_count": 3,
        "role": "admin",
        "last_seq": 0,
        "unread": 0,
        "last_message": None,
    }
    assert [(member["user_id"], member["role"]) for member in made["members"]] == [
        (ana.user_id, "admin"),
        (ben.user_id, "member"),
        (cyn.user_id, "member"),
    ]
    assert ben.conversation(made["id"])["role"] == "member"


def test_the_list_is_by_newest_activity_and_pages_do_not_overlap(stack, ben):
    ana = Person(stack.url, "ana")
    made = [ana.open_group(f"Group {number}", ben) for number in range(5)]
    ana.post(made[1], "wakes it up")
    ana.post(made[3], "and this one")
    order = [made[3], made[1], made[4], made[2], made[0]]
    listed = ana.call("GET", CHAT)
    assert [one["id"] for one in listed["conversations"]] == order
    assert listed["next"] is None
    first = ana.call("GET", f"{CHAT}?limit=2")
    second = ana.call("GET", f"{CHAT}?limit=2&before={first['next']}")
    third = ana.call("GET", f"{CHAT}?limit=2&before={second['next']}")
    assert [one["id"] for page in (first, second, third) for one in page["conversations"]] == order
    assert third["next"] is None
    assert listed["conversations"][0]["last_message"]["body"] == "and this one"


def test_roles_decide_who_may_change_a_group(ana, ben, cyn, eve):
    group = ana.open_group("Roles", ben)
    path = f"{CHAT}/{group}"
    assert ben.refusal("PATCH", path, {"title": "Mine"}) == (403, "forbidden")
    assert ben.refusal("DELETE", f"{path}/members/{ana.user_id}") == (403, "forbidden")
    assert ben.refusal("PATCH", f"{path}/members/{ben.user_id}", {"role": "admin"}) == (403, "forbidden")
    added = ben.call("POST", f"{path}/members", {"user_id": cyn.user_id}, status=201)
    assert added == {"user_id": cyn.user_id, "role": "member", "read_message_no": 0}
    assert ben.call("POST", f"{path}/members", {"user_id": cyn.user_id}, status=200) == added
    assert ana.call("PATCH", path, {"title": "Renamed"})["title"] == "Renamed"
    assert ana.call("PATCH", f"{path}/members/{cyn.user_id}", {"role": "admin"})["role"] == "admin"
    cyn.call("DELETE", f"{path}/members/{ben.user_id}", status=204)
    assert ben.refusal("GET", path) == (404, "not_found")
    ana.call("DELETE", f"{path}/members/{ana.user_id}", status=204)
    assert cyn.conversation(group)["member_count"] == 1
    kinds = [event["kind"] for event in cyn.events(group)]
    assert kinds == [
        "member.added",
        "conversation.renamed",
        "member.role_changed",
        "member.removed",
        "member.removed",
    ]


def test_the_last_admin_who_leaves_is_followed_by_the_longest_standing(ana, ben, cyn):
    group = ana.open_group("Heirs", ben, cyn)
    ana.call("DELETE", f"{CHAT}/{group}/members/{ana.user_id}", status=204)
    assert ben.conversation(group)["role"] == "admin"
    assert cyn.conversation(group)["role"] == "member"


def test_a_direct_conversation_cannot_be_renamed_or_joined(ana, ben, cyn):
    direct = ana.open_direct(ben)
    assert ana.refusal("PATCH", f"{CHAT}/{direct}", {"title": "Us"}) == (409, "direct_conversation")
    assert ana.refusal("POST", f"{CHAT}/{direct}/members", {"user_id": cyn.user_id}) == (409, "direct_conversation")
    assert ana.refusal("DELETE", f"{CHAT}/{direct}/members/{ana.user_id}") == (409, "direct_conversation")


def test_a_new_member_sees_the_history_and_has_nothing_unread(ana, ben, cyn):
    group = ana.open_group("History", ben)
    for number in range(3):
        ana.post(group, f"before {number}")
    ana.call("POST", f"{CHAT}/{group}/members", {"user_id": cyn.user_id}, status=201)
    assert [message["body"] for message in cyn.history(group)] == ["before 0", "before 1", "before 2"]
    assert cyn.conversation(group)["unread"] == 0
    ana.post(group, "after")
    assert cyn.conversation(group)["unread"] == 1


def test_a_stranger_an_ex_member_and_an_unknown_id_are_answered_alike(stack, ana, ben, eve):
    group = ana.open_group("Secret", ben)
    ana.post(group, "the secret")
    ana.call("DELETE", f"{CHAT}/{group}/members/{ben.user_id}", status=204)
    page = eve.http.get(f"{stack.url}/api/chat/openapi.json", timeout=10).json()
    bodies = {
        "OpenGroup": None,
        "ChangeConversation": {"title": "Mine"},
        "SendInput": {"client_message_id": "x", "body": "let me in"},
        "EditInput": {"body": "mine"},
        "ReadInput": {"message_no": 1},
        "AddMemberInput": {"user_id": eve.user_id},
        "ChangeMember": {"role": "admin"},
        "MakeInvite": {"expires_in_hours": 1, "use_limit": 1},
    }
    checked = 0
    for path, operations in page["paths"].items():
        if "{conversation_id}" not in path:
            continue
        for method, operation in operations.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            body = bodies[schema["$ref"].rsplit("/", 1)[1]] if schema else None
            answers = set()
            for person, conversation_id in ((eve, group), (ben, group), (eve, "0" * 24), (eve, "not-an-id")):
                address = path.replace("{conversation_id}", conversation_id).replace("{user_id}", ana.user_id)
                address = address.replace("{message_no}", "1").replace("{emoji}", quote("👍"))
                address = address.replace("{invite_id}", "0" * 24)
                answer = person.http.request(
                    method,
                    stack.url + address,
                    json=body,
                    headers={"Authorization": f"Bearer {person.token}"},
                    timeout=30,
                )
                answers.add((answer.status_code, answer.text))
            assert len(answers) == 1, (method, path, answers)
            assert answers.pop()[0] == 404
            checked += 1
    assert checked >= 10
    assert [message["body"] for message in ana.history(group)] == ["the secret"]
