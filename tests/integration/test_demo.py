"""`./natter demo` on a running Natter: what it makes is what people could have made, and is found so by every check."""

import json

import requests


def test_the_demo_asks_before_it_joins_others_and_what_it_makes_is_sound(stack, checker):
    other = requests.post(
        f"{stack.url}/api/auth/register",
        json={"username": "somebody.real", "display_name": "Somebody", "password": "four quiet words"},
        timeout=15,
    )
    assert other.status_code == 201
    refused = stack.natter("demo", check=False)
    assert refused.returncode == 1
    assert "say --yes" in refused.stderr

    printed = stack.natter("demo", "--yes", "--people", "6", "--messages", "150").stdout
    made = json.loads((stack.data / "demo.json").read_text())
    assert made["people"][0] in printed
    assert made["password"] in printed
    login = {"login": made["people"][0], "password": made["password"]}
    me = requests.post(f"{stack.url}/api/auth/login", json=login, timeout=15).json()
    headers = {"Authorization": f"Bearer {me['access_token']}"}
    page = requests.get(f"{stack.url}/api/chat/conversations", headers=headers, timeout=15).json()
    assert {one["id"] for one in page["conversations"]} == set(made["conversations"].values())
    assert sum(one["unread"] for one in page["conversations"]) > 0
    assert sum(one["last_message_no"] for one in page["conversations"]) == made["messages"]
    for one in page["conversations"]:
        assert checker.check(one["id"]) == []
    notified = requests.get(f"{stack.url}/api/notify/notifications", headers=headers, timeout=15).json()
    assert len(notified["notifications"]) < 20

    again = stack.natter("demo", "--yes", check=False)
    assert again.returncode == 1
    assert "here already" in again.stderr
