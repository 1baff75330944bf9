"""How the gateway serves the browser client, and the headers that are on every answer."""

import pytest
import requests

from tests.gateway_alone import PAGE, Gateway

SECONDS = 10
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def gateway():
    running = Gateway()
    yield running
    running.close()


def get(gateway, path, **more):
    return requests.get(gateway.url + path, timeout=SECONDS, **more)


@pytest.mark.parametrize("path", ["/", "/index.html", "/c/6b03a896e012d87dde466f02", "/login", "/settings?x=1"])
def test_every_address_of_the_client_gives_its_page_and_is_asked_for_again(gateway, path):
    answer = get(gateway, path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_an_asset_is_kept_for_ever_and_compressed(gateway):
    answer = get(gateway, "/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest+json")],
)
def test_what_makes_the_client_installable_is_asked_for_again(gateway, path, content_type):
    answer = get(gateway, path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith(content_type)
    again = get(gateway, path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_icons_of_the_installed_client_are_kept_for_a_day(gateway):
    answer = get(gateway, "/icons/192.png")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["Content-Type"] == "image/png"
    assert get(gateway, "/icons/gone.png").status_code == 404


@pytest.mark.parametrize(
    "path", ["/assets/gone-abc.js", "/assets/", "/gone.png", "/x/gone.css", "/.secret", "/.git/config"]
)
def test_what_is_not_there_is_not_the_page_and_is_not_kept(gateway, path):
    answer = get(gateway, path)
    assert answer.status_code in (403, 404)
    assert "secret" not in answer.text
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2f.secret", "/assets/%2e%2e/.secret"])
def test_nobody_climbs_out_of_the_folder(gateway, path):
    answer = get(gateway, path)
    assert "root:" not in answer.text
    assert answer.text != "secret"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_client_is_only_read(gateway, method):
    assert requests.request(method, f"{gateway.url}/", timeout=SECONDS).status_code == 405


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/favicon.svg", 200),
        ("/assets/index-abc123.js", 200),
        ("/assets/gone.js", 404),
        ("/healthz", 200),
        ("/metrics", 404),
        ("/api/nothing", 404),
        ("/api/chat/x", 200),
        ("/api/auth/login", 200),
        ("/api/chat/status/500", 500),
        ("/ws", 200),
    ],
)
def test_every_answer_carries_the_safe_headers_once(gateway, path, status):
    answer = get(gateway, path)
    assert answer.status_code == status
    for name, value in SAFE_HEADERS.items():
        assert answer.headers.get(name) == value, name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "," not in answer.headers["X-Request-Id"]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers.get("Server") in (None, "nginx")
    assert "Strict-Transport-Security" not in answer.headers


def test_health_is_that_of_all_services(gateway):
    answer = get(gateway, "/healthz")
    assert answer.json() == {
        "status": "ok",
        "services": {"auth": "ready", "chat": "ready", "realtime": "ready", "notify": "ready"},
    }
