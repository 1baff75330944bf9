"""NATS gone altogether, or there and silent: people talk on, with a delay that has a bound (design §5)."""

import contextlib
import time
import uuid

import jwt
import pytest
import requests
from websockets.exceptions import ConnectionClosed

from deploy.stack.data import Data
from deploy.stack.supervisor import Supervisor
from tests.integration.people import PASSWORD, Person
from tests.stack import status, wait_for

LAG_SECONDS = 25
"""The promise. In fact it is about one second."""


@contextlib.contextmanager
def killed(stack):
    """NATS is ended, and kept from being started again."""
    supervisor = Supervisor(Data(stack.data))
    supervisor.stop("nats")
    try:
        yield
    finally:
        supervisor.begin("nats")


@contextlib.contextmanager
def frozen(stack):
    """NATS holds its connections and says nothing."""
    pids = stack.pause("nats")
    try:
        yield
    finally:
        stack.go_on(pids)


@contextlib.contextmanager
def away(stack, how):
    try:
        with how(stack):
            yield
    finally:
        stack.wait_until_ready()
        wait_for(lambda: has_bus(stack), "all on NATS again", 60)


def has_bus(stack):
    urls = [f"{stack.service_url(name)}/readyz" for name in ("auth", "chat", "realtime", "notify")]
    # Several times, since each answer is of one worker of several.
    return all(requests.get(url, timeout=5).json()["parts"]["bus"] for url in urls for _ in range(4))


@pytest.mark.parametrize("how", [killed, frozen])
def test_people_talk_on(stack, how):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    chat = ana.open_direct(ben)
    # Several sockets, so that both processes have some of either.
    theirs = [person.device(cursors={chat: 0}) for person in (ana, ben) for _ in range(4)]
    with away(stack, how):
        for number in range(3):
            asked_at = time.monotonic()
            theirs[number].send(chat, f"message {number}")
            assert time.monotonic() - asked_at < LAG_SECONDS
            for device in theirs:
                device.wait_until(lambda d=device, n=number: len(d.seqs(chat)) > n, LAG_SECONDS)
        # Over REST no process of realtime hears of it by itself.
        ana.post(chat, "over REST")
        for device in theirs:
            device.wait_until(lambda d=device: len(d.seqs(chat)) == 4, LAG_SECONDS)
        theirs[0].say({"type": "read", "conversation_id": chat, "message_no": 4})
        wait_for(lambda: ana.conversation(chat)["unread"] == 0, "the read position", LAG_SECONDS)
    ben.post(chat, "and it is back")
    for device in theirs:
        device.wait_until(lambda d=device: len(d.seqs(chat)) == 5, LAG_SECONDS)
        assert device.seqs(chat) == [1, 2, 3, 4, 5]
        device.close()


@pytest.mark.parametrize("how", [killed, frozen])
def test_people_come_and_make_new_conversations(stack, how):
    ana, ben = Person(stack.url, "ana"), Person(stack.url, "ben")
    waiting = ben.device()
    with away(stack, how):
        # A new account, a login, a new group, a hello with a replay: each needs another service.
        eve = Person(stack.url, "eve")
        answer = requests.post(
            f"{stack.url}/api/auth/login", json={"login": ana.username, "password": PASSWORD}, timeout=15
        )
        assert answer.status_code == 200
        group = ana.open_group("without NATS", ben, eve)
        ana.post(group, "hello")
        late = eve.device(cursors={group: 0})
        late.wait_until(lambda: late.bodies(group) == ["hello"], LAG_SECONDS)
        waiting.wait_until(lambda: group in waiting.cursors, LAG_SECONDS)
        waiting.wait_until(lambda: late.send(group, "now")["seq"] > 0, LAG_SECONDS)
        waiting.wait_until(lambda: "now" in waiting.bodies(group), LAG_SECONDS)
    late.close()
    waiting.close()


@pytest.mark.parametrize("how", [killed, frozen])
def test_an_ended_session_is_cut_off(stack, how):
    ana = Person(stack.url, "ana")
    device = ana.device()
    with away(stack, how):
        session_id = ana.call("GET", "/api/auth/sessions")["sessions"][0]["id"]
        ana.call("DELETE", f"/api/auth/sessions/{session_id}", status=204)
        with pytest.raises(ConnectionClosed) as closed:
            device.wait_for("never", seconds=20)
        assert closed.value.rcvd.code == 4401


def test_services_are_ready_without_it(stack):
    with away(stack, killed):
        for name in ("auth", "chat", "realtime", "notify"):
            url = f"{stack.service_url(name)}/readyz"
            wait_for(lambda u=url: not requests.get(u, timeout=5).json()["parts"]["bus"], f"{name} knows", 30)
            assert status(url) == 200
        assert status(f"{stack.url}/healthz") == 200


# -- the door


@pytest.mark.parametrize(
    "path",
    [
        "/internal/chat.send",
        "//internal/chat.send",
        "/internal//chat.send",
        "/api/chat/../../internal/chat.send",
        "/api/chat/..%2f..%2finternal/chat.send",
        "/api/chat/%2e%2e/%2e%2e/internal/chat.send",
        "/api/../internal/chat.send",
        "/api/chat/internal/chat.send",
        "/ws/../internal/chat.send",
        "/internal/../api/chat/../../internal/chat.send",
        "/./internal/chat.send",
        "/internal/chat.send?/api/chat/",
    ],
)
def test_the_gateway_does_not_lead_there(stack, path):
    key = (stack.data / "secrets" / "detour-realtime-chat").read_text().strip()
    token = token_of("realtime", "chat", key)
    session = requests.Session()
    request = requests.Request("POST", stack.url, headers={"Authorization": f"Bearer {token}"}, json={}).prepare()
    # As written: requests would tidy it up.
    request.url = stack.url + path
    answer = session.send(request, timeout=15)
    assert answer.status_code in (400, 404, 405)
    assert "detour" not in answer.text
    assert "client_message_id" not in answer.text


def test_only_services_come_in_and_ask_what_they_may(stack):
    def ask(subject, token, body=None):
        url = f"{stack.service_url('chat')}/internal/{subject}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.post(url, json=body or {}, headers=headers, timeout=15).status_code

    def key(pair):
        return (stack.data / "secrets" / f"detour-{pair}").read_text().strip()

    ana = Person(stack.url, "ana")
    heads = {"user_id": ana.user_id}
    realtime, notify = (
        token_of("realtime", "chat", key("realtime-chat")),
        token_of("notify", "chat", key("notify-chat")),
    )
    assert ask("chat.heads", realtime, heads) == 200
    assert ask("chat.heads", notify, heads) == 200
    for token in (None, ana.token, "x", token_of("realtime", "chat", uuid.uuid4().hex * 2)):
        assert ask("chat.heads", token, heads) == 401
    # Meant for another service, or signed with another's key.
    assert ask("chat.heads", token_of("realtime", "auth", key("realtime-auth")), heads) == 401
    assert ask("chat.heads", token_of("realtime", "chat", key("notify-chat")), heads) == 401
    # Over, or without an end.
    assert ask("chat.heads", token_of("realtime", "chat", key("realtime-chat"), lifetime=-3600), heads) == 401
    assert ask("chat.heads", token_of("realtime", "chat", key("realtime-chat"), lifetime=None), heads) == 401
    assert ask("chat.send", notify) == 403
    assert ask("chat.nothing", realtime) == 403


def token_of(asker, answerer, key, lifetime=60):
    now = int(time.time())
    claims = {"iss": asker, "aud": answerer, "iat": now}
    if lifetime is not None:
        claims["exp"] = now + lifetime
    return jwt.encode(claims, key, algorithm="HS256", headers={"kid": asker})
