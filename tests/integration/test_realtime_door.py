"""The door to the WebSocket, through the gateway: who may come in, and what happens to nonsense."""

import contextlib
import json
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.integration.people import Person


@pytest.fixture(scope="module")
def ana(stack):
    return Person(stack.url, "ana")


def dial(stack, **more):
    return connect(stack.ws_url, open_timeout=10, close_timeout=2, compression=None, max_size=None, legacy=True, **more)


def say(line, **frame):
    line.send(json.dumps(frame))


def hear(line, kind, seconds=10):
    """The next frame of this type."""
    deadline = time.monotonic() + seconds
    while True:
        frame = json.loads(line.recv(timeout=max(0.01, deadline - time.monotonic())))
        if frame["type"] == kind:
            return frame


def closing(line, seconds=10):
    """The close code, when nothing but the end comes."""
    deadline = time.monotonic() + seconds
    try:
        while True:
            line.recv(timeout=max(0.01, deadline - time.monotonic()))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def greet(stack, person, **more):
    line = dial(stack, **more)
    say(line, type="hello", token=person.token, device_id="d")
    hear(line, "caught")
    return line


@pytest.mark.parametrize("origin", [None, "own"])
def test_our_own_pages_and_programs_may_come_in(stack, ana, origin):
    greet(stack, ana, origin=stack.url if origin else None).close()


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:{port}.evil.example",
        "https://127.0.0.1:{port}",
    ],
)
def test_other_peoples_pages_may_not(stack, origin):
    with pytest.raises(InvalidStatus) as refused:
        dial(stack, origin=origin.format(port=stack.port))
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body)["error"]["code"] == "forbidden"


def test_compression_is_not_agreed_upon(stack, ana):
    with connect(stack.ws_url, open_timeout=10, compression="deflate", legacy=True) as line:
        assert "Sec-WebSocket-Extensions" not in line.response.headers


def test_who_says_nothing_is_closed_after_five_seconds(stack):
    begun_at = time.monotonic()
    with dial(stack) as line:
        assert closing(line) == 4401
    assert 4.5 < time.monotonic() - begun_at < 8


@pytest.mark.parametrize("token", ["nonsense", "", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_bad_token_is_4401_and_hears_nothing(stack, token):
    with dial(stack) as line:
        say(line, type="hello", token=token or "x", device_id="d")
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(timeout=10)
        assert closed.value.rcvd.code == 4401


def test_a_first_frame_that_is_no_hello_is_4401(stack):
    with dial(stack) as line:
        say(line, type="ping")
        assert closing(line) == 4401


def test_nonsense_is_answered_and_the_connection_lives_on(stack, ana):
    with greet(stack, ana) as line:
        for text in ("nonsense", "{}", '{"type": "send", "ref": "r", "conversation_id": {"$gt": ""}, "body": 1}'):
            line.send(text)
            assert hear(line, "error")["code"] == "invalid_frame"
        say(line, type="ping")
        hear(line, "pong")


def test_a_frame_of_64_kb_is_read_and_a_larger_one_closes(stack, ana):
    with greet(stack, ana) as line:
        frame = json.dumps({"type": "ping", "x": ""})
        line.send(frame[:-2] + "a" * (65_536 - len(frame)) + '"}')
        assert hear(line, "error")["code"] == "invalid_frame"
        line.send("a" * 65_537)
        assert closing(line) == 1009


def test_a_flood_is_refused_and_then_closed(stack, ana):
    with greet(stack, ana) as line, greet(stack, ana) as other:
        for _ in range(60):
            say(line, type="ping")
        error = hear(line, "error")
        assert error["code"] == "too_fast"
        assert error["retry"] > 0
        with contextlib.suppress(ConnectionClosed):
            for _ in range(500):
                say(line, type="ping")
        assert closing(line) == 4429
        say(other, type="ping")
        hear(other, "pong")


def test_the_numbers_are_there(stack, ana):
    with greet(stack, ana):
        deadline = time.monotonic() + 10
        while True:
            page = ana.http.get(f"{stack.service_url('realtime')}/metrics", timeout=10).text
            values = {
                line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in page.splitlines() if line[0] != "#"
            }
            if values.get("natter_realtime_connections", 0) >= 1 and values["natter_realtime_hello_seconds_count"] >= 1:
                return
            assert time.monotonic() < deadline, values
