"""The life of accounts and sessions through the gateway, as a stranger's client sees it."""

import io
import re
import selectors
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image

from tests.integration.people import PASSWORD
from tests.stack import wait_for
from tests.unit.auth.forgeries import forgeries

OWN_PAGE = {"X-Natter-Client": "test"}
SECONDS = 30
# Another service's route for each: a token is good or bad everywhere alike.
ELSEWHERE = {"chat": "/api/chat/conversations", "notify": "/api/notify/notifications"}


def refresh(person, cookie=None):
    """One refresh with the person's own cookie or another one; answers status and the cookie that came."""
    cookies = {"natter_refresh": cookie or person.http.cookies["natter_refresh"]}
    answer = requests.post(person.url + "/api/auth/refresh", cookies=cookies, headers=OWN_PAGE, timeout=SECONDS)
    return answer.status_code, answer.cookies.get("natter_refresh"), answer


def status_with(person, path, token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(person.url + path, headers=headers, timeout=SECONDS).status_code


def present(stack):
    return {service: path for service, path in ELSEWHERE.items() if stack.has(service)}


def assert_ended_everywhere(stack, person, token):
    """5 s is the promise; these services hear of it at once."""
    for service, path in {"auth": "/api/auth/me", **present(stack)}.items():
        wait_for(lambda path=path: status_with(person, path, token) == 401, f"{service} refuses", 5)


def test_a_session_from_register_to_logout(stack, ana):
    assert ana.call("GET", "/api/auth/me")["username"] == ana.username
    cookies = [ana.http.cookies["natter_refresh"]]
    for _ in range(3):
        status, cookie, answer = refresh(ana, cookies[-1])
        assert status == 200
        assert answer.json()["user"]["id"] == ana.user_id
        cookies.append(cookie)
    assert len(set(cookies)) == 4
    token = answer.json()["access_token"]
    assert [status_with(ana, path, token) for path in present(stack).values()] == [200] * len(present(stack))
    done = requests.post(
        stack.url + "/api/auth/logout", cookies={"natter_refresh": cookies[-1]}, headers=OWN_PAGE, timeout=SECONDS
    )
    assert done.status_code == 204
    assert_ended_everywhere(stack, ana, token)
    assert refresh(ana, cookies[-1])[0] == 401


def test_people_log_in_again(stack, ana):
    answer = requests.post(
        stack.url + "/api/auth/login", json={"login": ana.username.upper(), "password": PASSWORD}, timeout=SECONDS
    )
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == ana.user_id
    sessions = ana.call("GET", "/api/auth/sessions")["sessions"]
    assert [session["current"] for session in sessions] == [False, True]


def test_the_gateway_says_where_people_come_from_whatever_they_say(stack, ana):
    lies = dict.fromkeys(("X-Real-IP", "X-Forwarded-For", "Forwarded", "X_Real_IP"), "203.0.113.99")
    body = {"login": ana.username, "password": PASSWORD}
    requests.post(stack.url + "/api/auth/login", json=body, headers=lies, timeout=SECONDS)
    addresses = {session["address"] for session in ana.call("GET", "/api/auth/sessions")["sessions"]}
    assert addresses == {"127.0.0.1"}


def test_an_old_refresh_token_ends_the_session_everywhere(stack, ana):
    first = ana.http.cookies["natter_refresh"]
    _, second, _ = refresh(ana, first)
    _, third, answer = refresh(ana, second)
    assert refresh(ana, first)[0] == 401
    assert refresh(ana, third)[0] == 401, "the last one is as dead as the family"
    assert_ended_everywhere(stack, ana, answer.json()["access_token"])
    assert_ended_everywhere(stack, ana, ana.token)


def test_tabs_that_refresh_at_once_all_live_on_one_successor(ana):
    shared = ana.http.cookies["natter_refresh"]
    with ThreadPoolExecutor(10) as tabs:
        answers = list(tabs.map(lambda _: refresh(ana, shared), range(10)))
    assert [status for status, _, _ in answers] == [200] * 10
    successors = {cookie for _, cookie, _ in answers}
    assert len(successors) == 1
    assert refresh(ana, successors.pop())[0] == 200


def test_a_revoked_device_is_refused_by_every_service(stack, ana):
    phone = requests.post(
        stack.url + "/api/auth/login", json={"login": ana.username, "password": PASSWORD}, timeout=SECONDS
    )
    token = phone.json()["access_token"]
    (other,) = [one["id"] for one in ana.call("GET", "/api/auth/sessions")["sessions"] if not one["current"]]
    ana.call("DELETE", f"/api/auth/sessions/{other}", status=204)
    assert_ended_everywhere(stack, ana, token)
    assert ana.call("GET", "/api/auth/me")["id"] == ana.user_id


def test_forged_tokens_are_refused_by_every_service(stack, ana):
    key = load_pem_private_key(stack.secrets.signing_key.read_bytes(), None)
    for service, path in {"auth": "/api/auth/me", **present(stack)}.items():
        assert status_with(ana, path, ana.token) == 200
        for name, token in forgeries(ana.token, key):
            if len(token) < 8_000:  # the gateway takes no longer headers
                assert (service, name, status_with(ana, path, token)) == (service, name, 401)


def test_fifty_who_want_one_username_make_one_account(stack):
    username = f"wanted-{uuid.uuid4().hex[:10]}"

    def register(number):
        body = {"username": username, "display_name": f"Number {number}", "password": PASSWORD}
        return requests.post(stack.url + "/api/auth/register", json=body, timeout=SECONDS)

    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(register, range(50)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 49
    assert {answer.json()["error"]["field"] for answer in answers if answer.status_code == 409} == {"username"}
    (winner,) = [answer.json() for answer in answers if answer.status_code == 201]
    headers = {"Authorization": f"Bearer {winner['access_token']}"}
    found = requests.get(f"{stack.url}/api/auth/users?query={username}", headers=headers, timeout=SECONDS).json()
    assert [user["display_name"] for user in found["users"]] == [winner["user"]["display_name"]]


@pytest.mark.parametrize(
    "name", ["山田太郎", "محمد علي", "👩‍👩‍👧‍👦 Family", "Zoë O'Brien", "<script>alert(1)</script>", "$gt"]
)
def test_names_of_all_kinds_are_kept_shown_and_found(ana, name):
    unique = f"{name} {uuid.uuid4().hex[:8]}"
    assert ana.call("PATCH", "/api/auth/me", {"display_name": unique})["display_name"] == unique
    answer = ana.http.get(
        ana.url + "/api/auth/users",
        params={"query": unique},
        headers={"Authorization": f"Bearer {ana.token}"},
        timeout=SECONDS,
    )
    assert [user["id"] for user in answer.json()["users"]] == [ana.user_id]


BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"login": {"$gt": ""}, "password": {"$gt": ""}}',
    b'{"username": {"$gt": ""}, "display_name": "x", "password": "long enough"}',
    b'{"username": "someone", "display_name": "x", "password": "long enough", "admin": true}',
    b'{"username": 1, "display_name": [], "password": null}',
    b'{"display_name": {"$set": 1}}',
    b'{"login": "\\ud800", "password": "\\udfff"}',
    b"[" * 50_000,
]


@pytest.mark.parametrize(("method", "path"), [("POST", "register"), ("POST", "login"), ("PATCH", "me")])
def test_bad_bodies_get_clear_errors(ana, method, path):
    headers = {"Authorization": f"Bearer {ana.token}", "Content-Type": "application/json"}
    for body in BAD_BODIES:
        answer = requests.request(method, f"{ana.url}/api/auth/{path}", data=body, headers=headers, timeout=SECONDS)
        assert (body[:60], answer.status_code in (400, 422)) == (body[:60], True)
        assert set(answer.json()["error"]) == {"code", "message", "field", "retry"}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "login"), ("DELETE", "register"), ("PUT", "me"), ("POST", "users")]
)
def test_wrong_methods_get_clear_errors(ana, method, path):
    assert ana.refusal(method, f"/api/auth/{path}", {}) == (405, "method_not_allowed")


def test_no_state_changes_without_our_pages_header(ana):
    cookies = {"natter_refresh": ana.http.cookies["natter_refresh"]}
    for path in ("refresh", "logout"):
        answer = requests.post(f"{ana.url}/api/auth/{path}", cookies=cookies, timeout=SECONDS)
        assert answer.status_code == 403
    assert refresh(ana)[0] == 200


def put_avatar(person, data):
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/octet-stream"}
    return requests.put(person.url + "/api/auth/me/avatar", data=data, headers=headers, timeout=SECONDS)


def png(size):
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_taken_small_and_public(ana):
    answer = put_avatar(ana, png((900, 600)))
    assert answer.status_code == 200
    url = answer.json()["avatar_url"]
    assert re.fullmatch(r"/api/auth/avatars/[0-9a-f]{32}\.webp", url)
    seen = requests.get(ana.url + url, timeout=SECONDS)
    assert seen.headers["Content-Type"] == "image/webp"
    assert "immutable" in seen.headers["Cache-Control"]
    assert Image.open(io.BytesIO(seen.content)).size == (256, 256)
    removed = ana.call("DELETE", "/api/auth/me/avatar")
    assert removed["avatar_url"] is None
    assert requests.get(ana.url + url, timeout=SECONDS).status_code == 404


def test_picture_bombs_are_refused_and_auth_lives_on(stack, ana):
    # 14,000 × 14,000 pixels in 24 kB.
    bomb = png((14_000, 14_000))
    assert len(bomb) < 100_000
    before = stack.worker_pids("auth")
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: put_avatar(ana, bomb), range(8)))
    assert {answer.status_code for answer in answers} <= {422, 503}
    assert put_avatar(ana, b"GIF89a" + b"\xff" * 5_500_000).status_code == 413
    assert put_avatar(ana, b"<svg xmlns='http://www.w3.org/2000/svg'/>").status_code == 422
    assert stack.worker_pids("auth") == before


def request_bytes(method, path, body=b""):
    # An address of its own: these failures shall not count for the people of other tests.
    where = f"Host: auth\r\nConnection: close\r\nX-Real-IP: 203.0.113.52\r\nContent-Length: {len(body)}\r\n"
    return f"{method} {path} HTTP/1.1\r\n{where}Content-Type: application/json\r\n\r\n".encode() + body


def test_health_is_answered_while_twenty_passwords_are_being_hashed(stack):
    """By order and not by time: if hashing held up the process, health would be answered last."""
    where = urlsplit(stack.service_url("auth"))
    answered = []
    with selectors.DefaultSelector() as selector:

        def send(name, data):
            line = socket.create_connection((where.hostname, where.port), timeout=SECONDS)
            line.sendall(data)
            selector.register(line, selectors.EVENT_READ, name)

        for number in range(20):
            body = f'{{"login": "nobody-{uuid.uuid4().hex}", "password": "number {number}"}}'.encode()
            send("login", request_bytes("POST", "/api/auth/login", body))
        send("health", request_bytes("GET", "/healthz"))
        while len(answered) < 21:
            ready = selector.select(SECONDS)
            assert ready, f"no answer for {SECONDS} s after {answered}"
            for key, _ in ready:
                answered.append(key.data)
                selector.unregister(key.fileobj)
                key.fileobj.close()
    assert answered.index("health") < 15


def guess(stack, login, password, address):
    """Past the gateway, as somebody from that address."""
    return requests.post(
        stack.service_url("auth") + "/api/auth/login",
        json={"login": login, "password": password},
        headers={"X-Real-IP": address},
        timeout=SECONDS,
    )


def test_guessing_is_slowed_down_and_the_owner_gets_in(stack, ana):
    answers = [guess(stack, ana.username, f"guess {number}", "203.0.113.50") for number in range(14)]
    assert [answer.status_code for answer in answers[:11]] == [401] * 11
    slow = [answer for answer in answers if answer.status_code == 429]
    assert slow
    assert 0 < slow[0].json()["error"]["retry"] <= 1
    assert slow[0].headers["Retry-After"]
    assert guess(stack, ana.username, PASSWORD, "127.0.0.1").status_code == 200


def test_without_redis_people_log_in_and_guessing_is_still_slowed_down(stack, ana):
    frozen = stack.pause("valkey")
    try:
        answers = [guess(stack, ana.username, f"guess {number}", "203.0.113.51").status_code for number in range(14)]
        assert set(answers) == {401, 429}
        assert guess(stack, ana.username, PASSWORD, "127.0.0.1").status_code == 200
    finally:
        stack.go_on(frozen)
    stack.wait_until_ready()


def test_the_openapi_page_lists_every_route(stack):
    paths = requests.get(stack.url + "/api/auth/openapi.json", timeout=SECONDS).json()["paths"]
    for path in ("register", "login", "refresh", "logout", "me", "me/avatar", "users", "sessions", "jwks.json"):
        assert f"/api/auth/{path}" in paths


def test_secrets_are_in_no_log(stack, ana):
    refresh(ana)
    requests.post(
        stack.url + "/api/auth/login", json={"login": "a typed secret", "password": "a typed secret"}, timeout=SECONDS
    )
    log = stack.log("auth")
    assert ana.user_id in log
    for secret in (PASSWORD, "typed secret", ana.token, ana.token.split(".")[2], ana.http.cookies["natter_refresh"]):
        assert secret not in log
