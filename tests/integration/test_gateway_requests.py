"""What the gateway lets in, what it tells the services, and what it refuses by itself."""

import json
import socket

import pytest
import requests

from tests.gateway_alone import Gateway

SECONDS = 10
IDENTITY_HEADERS = ("X-User-Id", "X-User", "X-Session-Id", "X-Identity", "Remote-User", "X-Remote-User", "X-Auth-User")
FORWARDING_HEADERS = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "Forwarded": "for=203.0.113.9;proto=https",
    "X-Original-URL": "/admin",
}


@pytest.fixture(scope="module")
def gateway():
    running = Gateway(NATTER_REQUESTS_PER_SECOND="5000")
    yield running
    running.close()


def told(answer):
    """Headers as the service got them."""
    return dict(answer.json()["headers"])


def raw(gateway, request):
    """The status line that answers these bytes, or nothing when the line was just closed."""
    with socket.create_connection(("127.0.0.1", gateway.port), SECONDS) as line:
        line.sendall(request)
        return line.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("part", ["auth", "chat", "notify"])
def test_requests_reach_the_service_with_method_path_and_query(gateway, part):
    answer = requests.patch(f"{gateway.url}/api/{part}/things/1?limit=5", json={"a": 1}, timeout=SECONDS)
    assert (answer.json()["method"], answer.json()["path"]) == ("PATCH", f"/api/{part}/things/1?limit=5")


@pytest.mark.parametrize("path", ["/api/auth/avatars/abc.webp", "/api/chat/openapi.json", "/api/notify/.x/y.html"])
def test_an_address_of_a_service_that_looks_like_a_file_still_reaches_it(gateway, path):
    assert requests.get(gateway.url + path, timeout=SECONDS).json()["path"] == path


@pytest.mark.parametrize("spelling", [str, str.lower, str.upper, lambda name: name.replace("-", "_")])
@pytest.mark.parametrize("name", IDENTITY_HEADERS)
def test_nobody_can_say_who_they_are_in_a_header(gateway, name, spelling):
    answer = requests.get(f"{gateway.url}/api/chat/x", headers={spelling(name): "intruder"}, timeout=SECONDS)
    assert "intruder" not in json.dumps(answer.json())


def test_forwarding_headers_are_what_the_gateway_saw(gateway):
    headers = told(requests.get(f"{gateway.url}/api/chat/x", headers=FORWARDING_HEADERS, timeout=SECONDS))
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-host"] == headers["host"] == f"127.0.0.1:{gateway.port}"
    assert not {"forwarded", "x-forwarded-port", "x-original-url"} & set(headers)


def test_a_header_given_twice_or_named_as_hop_by_hop_does_not_slip_through(gateway):
    request = (
        b"GET /api/chat/x HTTP/1.1\r\nHost: h\r\nX-User-Id: a\r\nX-User-Id: b\r\nX-Forwarded-For: 1.2.3.4\r\n"
        b"X-Forwarded-For: 5.6.7.8\r\nConnection: close, X-Forwarded-For, X-Real-IP\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.port), SECONDS) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
    headers = dict(json.loads(answer.split(b"\r\n\r\n", 1)[1])["headers"])
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == "127.0.0.1"
    assert "x-user-id" not in headers


def test_one_request_id_is_made_passed_on_and_returned(gateway):
    answer = requests.get(f"{gateway.url}/api/chat/x", headers={"X-Request-Id": "mine"}, timeout=SECONDS)
    made = answer.headers["X-Request-Id"]
    assert made == told(answer)["x-request-id"]
    assert made not in ("mine", "from-the-service")
    assert len(made) == 32
    assert f'"request_id":"{made}"' in gateway.log.read_text()


def test_the_query_is_in_no_log(gateway):
    requests.get(f"{gateway.url}/api/chat/x?token=very-secret", timeout=SECONDS)
    assert "very-secret" not in gateway.log.read_text()


def test_a_websocket_is_asked_for_without_compression(gateway):
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Extensions": "permessage-deflate",
        "Origin": "http://evil.example",
    }
    sent = told(requests.get(f"{gateway.url}/ws", headers=headers, timeout=SECONDS))
    assert (sent["upgrade"], sent["connection"]) == ("websocket", "upgrade")
    assert "sec-websocket-extensions" not in sent
    assert sent["origin"] == "http://evil.example"


def test_a_body_over_the_limit_is_refused_in_our_words(gateway):
    body = b"x" * (1024 * 1024 + 1)
    answer = requests.post(f"{gateway.url}/api/chat/conversations", data=body, timeout=SECONDS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_picture_may_be_larger_but_not_without_end(gateway):
    path = f"{gateway.url}/api/auth/me/avatar"
    assert requests.put(path, data=b"x" * (4 * 1024 * 1024), timeout=SECONDS).json()["length"] == 4 * 1024 * 1024
    assert requests.put(path, data=b"x" * (5 * 1024 * 1024 + 1), timeout=SECONDS).status_code == 413


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/authx/login", "/api/realtime/x"])
def test_an_unknown_address_below_api_is_a_404_in_our_shape(gateway, path):
    answer = requests.post(gateway.url + path, json={}, timeout=SECONDS)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json() == {
        "error": {"code": "not_found", "message": "There is nothing at this address.", "field": None, "retry": None}
    }


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500, 503])
def test_errors_of_a_service_pass_unchanged(gateway, status):
    answer = requests.get(f"{gateway.url}/api/chat/status/{status}", timeout=SECONDS)
    assert (answer.status_code, answer.json()["method"]) == (status, "GET")


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/metrics/", "/_ready/auth"])
def test_inner_pages_are_not_shown_outside(gateway, path):
    assert requests.get(gateway.url + path, timeout=SECONDS).status_code == 404


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /api/chat/x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\naaaaa",
        b"POST /api/chat/x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/chat/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST /api/chat/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET /api/chat/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api/chat/x HTTP/1.1\r\n\r\n",
        b"GET /api/chat/x HTTP/1.1\r\nHost: h\r\nX-A : b\r\n\r\n",
        b"GET /api/chat/\x00 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: h\r\n\r\n",
    ],
)
def test_requests_that_two_servers_could_read_differently_are_refused(gateway, request_bytes):
    status = raw(gateway, request_bytes)
    assert status == b"" or status.split()[1] in (b"400", b"405", b"501"), status


def test_who_goes_too_fast_is_told_so_in_our_words():
    running = Gateway(NATTER_SIGN_INS_PER_SECOND="1")
    try:
        with requests.Session() as session:
            answers = [session.post(f"{running.url}/api/auth/login", timeout=SECONDS) for _ in range(260)]
            other = session.get(f"{running.url}/api/chat/x", timeout=SECONDS)
    finally:
        running.close()
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all(answer.status_code == 200 for answer in answers[:200])
    assert refused
    assert refused[0].json()["error"]["code"] == "too_fast"
    assert refused[0].json()["error"]["retry"] == 1
    assert refused[0].headers["Retry-After"] == "1"
    assert other.status_code == 200


def test_a_proxy_in_front_is_believed_only_when_it_was_named():
    running = Gateway(NATTER_TRUSTED_PROXY="127.0.0.0/8")
    try:
        answer = requests.get(f"{running.url}/api/chat/x", headers=FORWARDING_HEADERS, timeout=SECONDS)
    finally:
        running.close()
    assert told(answer)["x-forwarded-for"] == told(answer)["x-real-ip"] == "203.0.113.9"
    assert told(answer)["x-forwarded-proto"] == "https"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_service_that_is_away_is_a_503_in_our_shape(gateway):
    running = Gateway()
    try:
        running.echo.shutdown()
        running.echo.server_close()
        answer = requests.get(f"{running.url}/api/chat/x", timeout=SECONDS)
        health = requests.get(f"{running.url}/healthz", timeout=SECONDS)
    finally:
        running.close()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert health.status_code == 503
    assert set(health.json()["services"].values()) == {"not ready"}
