"""Invite links over REST, on a running Natter: through the gateway, to the end of the use limit, while many come."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.integration.people import PASSWORD, Person

USES = 4


@pytest.fixture(scope="module")
def ana(stack):
    return Person(stack.url, "ana")


@pytest.fixture(scope="module")
def crowd(stack):
    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(lambda number: Person(stack.url, f"guest{number}"), range(10)))


def make_link(person, conversation_id, **wanted):
    return person.call("POST", f"/api/chat/conversations/{conversation_id}/invites", wanted, status=201)


def accept(person, token):
    """The status, and the error code when it was refused."""
    answer = person.http.put(
        f"{person.url}/api/chat/invites/{token}/acceptance",
        headers={"Authorization": f"Bearer {person.token}"},
        timeout=30,
    )
    return answer.status_code, (answer.json().get("error") or {}).get("code")


def test_fifty_at_once_take_each_use_of_a_link_once(ana, crowd):
    group = ana.open_group("Picnic")
    link = make_link(ana, group, use_limit=USES)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: accept(crowd[number % len(crowd)], link["token"]), range(50)))
    assert {answer for answer in answers if answer[0] >= 300} == {(409, "invite_used_up")}
    members = {member["user_id"] for member in ana.call("GET", f"/api/chat/conversations/{group}/members")["members"]}
    joined = members - {ana.user_id}
    assert len(joined) == USES
    events = ana.events(group)
    assert sorted(event["data"]["user_id"] for event in events) == sorted(joined)
    assert all(event["actor_id"] == event["data"]["user_id"] for event in events)
    # Used up, it is in the list no more; those who came by it are members to it still.
    assert ana.call("GET", f"/api/chat/conversations/{group}/invites")["invites"] == []
    states = [person.call("GET", f"/api/chat/invites/{link['token']}")["state"] for person in crowd]
    assert states.count("member") == USES
    assert states.count("used_up") == len(crowd) - USES


def test_a_stranger_sees_what_a_link_leads_to_registers_with_it_and_is_in(stack, ana):
    group = ana.open_group("Book club")
    device = ana.device()
    link = make_link(ana, group, use_limit=1, expires_in_hours=1)
    address = f"{stack.url}/api/chat/invites/{link['token']}"
    preview = requests.get(address, timeout=15).json()
    assert preview == {
        "state": "open",
        "conversation_id": group,
        "title": "Book club",
        "member_count": 1,
        "inviter_name": "Ana",
    }
    assert requests.get(address[:-1], timeout=15).status_code == 404
    body = {"username": "x", "display_name": "Eve", "password": PASSWORD, "invite": link["token"]}
    refused = requests.post(f"{stack.url}/api/auth/register", json=body, timeout=15)
    assert refused.json()["error"]["field"] == "username"
    eve = Person(stack.url, "eve", invite=link["token"])
    late = requests.post(f"{stack.url}/api/auth/register", json={**body, "username": "late.one"}, timeout=15)
    assert (late.status_code, late.json()["error"]["code"]) == (422, "invite_used_up")
    assert accept(eve, link["token"]) == (201, None)
    assert accept(eve, link["token"]) == (200, None)
    device.wait_until(lambda: device.applied.get(group))
    joined = device.applied[group][0]
    assert (joined["kind"], joined["data"]["user_id"], joined["actor_id"]) == ("member.added", eve.user_id, eve.user_id)
    assert eve.conversation(group)["member_count"] == 2
    device.close()


def test_links_are_for_members_and_revoked_by_those_who_may(ana, crowd):
    ben, cyn = crowd[:2]
    group = ana.open_group("Plans", ben)
    path = f"/api/chat/conversations/{group}/invites"
    link = make_link(ben, group, expires_in_hours=None)
    assert [one["id"] for one in ana.call("GET", path)["invites"]] == [link["id"]]
    assert "token" not in ana.call("GET", path)["invites"][0]
    assert cyn.refusal("GET", path) == (404, "not_found")
    assert cyn.refusal("POST", path, {}) == (404, "not_found")
    assert ben.refusal("POST", path, {"use_limit": 0}) == (422, "invalid_input")
    ana.call("DELETE", f"{path}/{link['id']}", status=204)
    assert accept(cyn, link["token"]) == (404, "not_found")


def test_whoever_was_removed_needs_a_member_to_come_back(ana, crowd):
    dan = crowd[2]
    group = ana.open_group("Kitchen")
    link = make_link(ana, group)
    assert accept(dan, link["token"]) == (201, None)
    ana.call("DELETE", f"/api/chat/conversations/{group}/members/{dan.user_id}", status=204)
    assert accept(dan, link["token"]) == (403, "removed_from_group")
    assert dan.call("GET", f"/api/chat/invites/{link['token']}")["state"] == "removed"


def test_the_operators_link_makes_one_account(stack):
    printed = stack.natter("invite", "--days", "2").stdout
    address, about = printed.splitlines()
    origin, token = address.split("/i/")
    assert (origin, about) == (stack.url, "lets one person make an account, for 2 days")
    assert requests.get(f"{stack.url}/api/chat/invites/{token}", timeout=15).json()["state"] == "open"
    first = Person(stack.url, "first", invite=token)
    assert first.call("GET", f"/api/chat/invites/{token}")["state"] == "member"
    body = {"username": "second.one", "display_name": "Second", "password": PASSWORD, "invite": token}
    assert requests.post(f"{stack.url}/api/auth/register", json=body, timeout=15).status_code == 422
    # Its token is a key, and stands in no log.
    logs = [path for path in (stack.data / "logs").iterdir() if path.is_file()]
    assert logs
    assert all(token not in path.read_text(errors="replace") for path in logs)
