"""What somebody who means harm would try from outside, against a whole Natter: clear refusals, and nothing in the logs
that wakes a person."""

import concurrent.futures
import io
import json
import re
import socket
import uuid
from urllib.parse import quote

import pytest
import redis
import requests
from PIL import Image
from redis.backoff import NoBackoff
from redis.retry import Retry
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.integration.people import PASSWORD, Person

SECONDS = 15
LONGEST_BODY = "\N{GRINNING FACE}" * 4_000
NONSENSE = (
    b"", b"{", b"null", b"[]", b"NaN", b'{"unknown":1}', b'{"$where":"1"}', b'{"a.b":{"$gt":""}}', b"\xff\xfe",
    b'{"title":"\\ud800"}', b'{"user_id":{"$gt":""}}', b'{"message_no":1e308}', b'{"message_no":true}',
    b'{"login":{"$gt":""},"password":{"$gt":""}}', b'{"x":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
)  # fmt: skip


class Scene:
    """A group of Ana and Ben that Xenia has left and Eve never was in; `marker` is what only members may see."""

    def __init__(self, stack):
        self.url, self.marker = stack.url, uuid.uuid4().hex
        self.ana, self.ben, self.xenia, self.eve = (Person(stack.url, name) for name in ("ana", "ben", "xenia", "eve"))
        self.group = self.ana.open_group(f"title {self.marker}", self.ben, self.xenia)
        self.ana.post(self.group, f"body {self.marker}")
        self.ana.call("DELETE", f"/api/chat/conversations/{self.group}/members/{self.xenia.user_id}", status=204)

    def fill(self, path):
        return (
            path.replace("{conversation_id}", self.group)
            .replace("{user_id}", self.ben.user_id)
            .replace("{session_id}", "a" * 24)
            .replace("{invite_id}", "a" * 24)
            .replace("{name}", "a" * 32)
            .replace("{message_no}", "1")
            .replace("{emoji}", quote("👍"))
        )


@pytest.fixture(scope="module")
def scene(stack):
    return Scene(stack)


@pytest.fixture(scope="module")
def operations(stack):
    """(method, path, whether it needs a token, whether it takes JSON) of every route of the OpenAPI pages."""
    found = []
    for service in ("auth", "chat", "notify"):
        page = requests.get(f"{stack.url}/api/{service}/openapi.json", timeout=SECONDS).json()
        for path, methods in page["paths"].items():
            for method, operation in methods.items():
                takes_json = "application/json" in operation.get("requestBody", {}).get("content", {})
                # An empty alternative: with or without a token.
                needs_token = {} not in operation.get("security", [{}])
                found.append((method.upper(), path, needs_token, takes_json))
    return found


def call(scene, method, path, token=None, **more):
    headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})} if token else more.pop("headers", {})
    return requests.request(method, scene.url + scene.fill(path), headers=headers, timeout=SECONDS, **more)


def assert_refused(answer, *statuses):
    """Refused as one of these, in the one shape of errors."""
    assert answer.status_code in statuses, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    assert set(answer.json()["error"]) == {"code", "message", "field", "retry"}


def errors_in_the_logs(stack):
    """How many ERROR lines the services have written."""
    return sum(stack.log(service).count('"level":"error"') for service in ("auth", "chat", "realtime", "notify"))


def answer_to(stack, request):
    """The status line that answers these bytes."""
    with socket.create_connection(("127.0.0.1", stack.port), SECONDS) as line:
        line.sendall(request)
        return line.recv(4096).split(b"\r\n")[0]


def test_every_route_but_the_open_ones_wants_a_token(scene, operations):
    is_open = {path for _, path, needs_token, _ in operations if not needs_token}
    assert is_open == {
        "/api/auth/register", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/auth/jwks.json",
        "/api/auth/avatars/{name}.webp", "/api/auth/registration",
        "/api/chat/invites/{token}",
    }  # fmt: skip
    for method, path, needs_token, _ in operations:
        if needs_token:
            assert_refused(call(scene, method, path), 401)
            assert_refused(call(scene, method, path, "not-a-token"), 401)


@pytest.mark.parametrize("who", ["xenia", "eve"])
def test_to_those_who_are_no_members_a_conversation_is_not_there(scene, operations, who):
    bodies = {
        ("PATCH", "{conversation_id}"): {"title": "x"},
        ("POST", "members"): {"user_id": getattr(scene, who).user_id},
        ("PATCH", "{user_id}"): {"role": "admin"},
        ("POST", "invites"): {"expires_in_hours": 1, "use_limit": 1},
        ("POST", "messages"): {"client_message_id": "c", "body": "x"},
        ("PUT", "read"): {"message_no": 1},
        ("PATCH", "{message_no}"): {"body": "x"},
    }
    for method, path, _, takes_json in operations:
        # What somebody wants to be told of a conversation is their own, and tells them nothing.
        if "{conversation_id}" not in path or "/preferences/" in path:
            continue
        body = bodies[method, path.rpartition("/")[2]] if takes_json else None
        answer = call(scene, method, path, getattr(scene, who).token, json=body)
        assert_refused(answer, 404)
        assert scene.marker not in answer.text
    person = getattr(scene, who)
    assert scene.marker not in json.dumps([person.call("GET", "/api/chat/conversations"), person.notifications()])


@pytest.mark.parametrize("who", ["xenia", "eve"])
def test_to_those_who_are_no_members_the_socket_says_nothing_of_a_conversation(scene, who):
    device = getattr(scene, who).device(cursors={scene.group: 0})
    frames = [
        {"type": "look", "conversation_id": scene.group},
        {"type": "typing", "conversation_id": scene.group},
        {"type": "read", "conversation_id": scene.group, "message_no": 1},
        {"type": "send", "ref": "r", "conversation_id": scene.group, "client_message_id": "c", "body": "x"},
    ]
    for frame in frames:
        device.say(frame)
        assert device.wait_for("error")["code"] == "not_found"
    device.say({"type": "watch", "user_ids": [scene.ana.user_id, scene.ben.user_id]})
    scene.ana.post(scene.group, f"later {scene.marker}")
    device.say({"type": "ping"})
    device.wait_for("pong")
    assert scene.marker not in json.dumps(device.frames)
    assert "presence" not in {frame["type"] for frame in device.frames}
    device.close()


def test_nonsense_in_any_body_is_refused_in_one_shape_and_is_no_fault_of_ours(stack, scene, operations):
    before = errors_in_the_logs(stack)
    json_type = {"Content-Type": "application/json"}
    for method, path, _, takes_json in operations:
        if not takes_json:
            continue
        for body in NONSENSE:
            answer = call(scene, method, path, scene.ana.token, data=body, headers=json_type)
            assert_refused(answer, 400, 413, 422)
        for content_type in ("text/plain", "application/x-www-form-urlencoded"):
            answer = call(scene, method, path, scene.ana.token, data=b"{}", headers={"Content-Type": content_type})
            assert_refused(answer, 400)
    assert errors_in_the_logs(stack) == before


def test_nonsense_on_the_socket_is_refused_and_is_no_fault_of_ours(stack, scene):
    before = errors_in_the_logs(stack)
    deep = '{"a":' + "[" * 30_000 + "]" * 30_000 + ',"type":"ping"}'
    with connect(stack.ws_url, compression=None, legacy=True) as stranger:
        stranger.send(deep)
        assert json.loads(stranger.recv(timeout=SECONDS))["code"] == "invalid_frame"
        stranger.send('{"type":"ping"}')
        with pytest.raises(ConnectionClosed):
            stranger.recv(timeout=SECONDS)
    head = b"GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    for rest in (b"Sec-WebSocket-Version: 13\r\n", key, key + b"Sec-WebSocket-Version: 8\r\n"):
        assert answer_to(stack, head + rest + b"\r\n").split()[1] == b"400"
    assert errors_in_the_logs(stack) == before


def test_a_page_of_the_longest_messages_is_replayed_to_those_who_were_away(stack, scene):
    group = scene.ana.open_group("long", scene.ben)
    for _ in range(70):  # more than 1 MiB, which is what NATS carries in one answer
        scene.ana.post(group, LONGEST_BODY)
    device = scene.ben.device(cursors={group: 0})
    assert device.seqs(group) == list(range(1, 71))
    device.close()


@pytest.mark.parametrize(
    "path", ["/api/auth/login/", "/api/auth//login", "/api//auth/login", "/api/chat/../auth/login"]
)
def test_another_spelling_of_an_address_does_not_go_round_its_limits(stack, path):
    body = b'{"login":"nobody","password":"wrong password"}'
    head = f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    assert answer_to(stack, head.encode() + body).split()[1] == b"404"


@pytest.mark.parametrize(
    "path", ["/metrics", "/readyz", "/_ready/auth", "/api/auth/metrics", "/api/auth/../../metrics"]
)
def test_inner_pages_of_the_services_cannot_be_reached(stack, path):
    assert answer_to(stack, f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode()).split()[1] == b"404"


def test_nobody_can_lie_about_their_address(scene):
    lies = [
        {"X-Real-IP": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.9"}, {"X_Real_IP": "203.0.113.9"},
        {"Connection": "close, X-Real-IP", "X-Real-IP": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"},
    ]  # fmt: skip
    for lie in lies:
        body = {"login": scene.eve.username, "password": PASSWORD}
        assert call(scene, "POST", "/api/auth/login", json=body, headers=lie).status_code == 200
    addresses = {session["address"] for session in scene.eve.call("GET", "/api/auth/sessions")["sessions"]}
    assert addresses == {"127.0.0.1"}


def test_what_hides_in_a_picture_is_gone_and_each_header_stands_once(scene):
    picture = io.BytesIO()
    Image.new("P", (10, 10)).save(picture, "GIF")
    hidden = picture.getvalue() + b"<script>alert(1)</script>"
    stored = call(scene, "PUT", "/api/auth/me/avatar", scene.ana.token, data=hidden).json()["avatar_url"]
    answer = requests.get(scene.url + stored, timeout=SECONDS)
    assert b"script" not in answer.content
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    svg = call(scene, "PUT", "/api/auth/me/avatar", scene.ana.token, data=b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert_refused(svg, 422)


def test_many_at_once_open_one_direct_conversation(scene):
    def open_direct(number):
        mine, other = (scene.ana, scene.eve) if number % 2 else (scene.eve, scene.ana)
        body = {"kind": "direct", "user_id": other.user_id}
        return call(scene, "POST", "/api/chat/conversations", mine.token, json=body)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(open_direct, range(32)))
    assert [answer.status_code for answer in answers].count(201) == 1
    assert {answer.status_code for answer in answers} == {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_what_is_kept_between_the_services_is_closed_to_strangers_and_to_each_other(stack):
    port = stack.ports["valkey"]
    with redis.Redis(port=port, retry=Retry(NoBackoff(), 0)) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with redis.Redis.from_url(stack.redis_url("notify")) as notify:
        for command in (
            ["SET", "presence:x", "1"],
            ["GET", "auth:x"],
            ["FLUSHALL"],
            ["CONFIG", "GET", "*"],
            ["KEYS", "*"],
        ):
            with pytest.raises(redis.exceptions.NoPermissionError):
                notify.execute_command(*command)


def test_no_log_holds_a_token_a_password_or_what_people_wrote(stack, scene):
    logs = "".join(stack.log(program) for program in ("gateway", "auth", "chat", "realtime", "notify"))
    assert scene.ana.user_id in logs
    for secret in (scene.ana.token, PASSWORD, scene.marker, scene.ana.http.cookies.get("natter_refresh", "eyJ")):
        assert secret not in logs
    assert not re.search(r"eyJ[\w-]+\.eyJ", logs)
