"""The load generator, compiled and in Python, against a small broadcaster: counts each delivery once, comes back."""

import threading
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from tests.bench import generator
from tests.bench.generator import Generator, Talk


@pytest.fixture(params=["C", "Python"])
def commands(request):
    """The processes of the generator, compiled or in Python."""
    if request.param == "Python":
        return generator.in_python(2)
    if generator.compiler() is None:
        pytest.skip("no C compiler for the load generator")
    return [[generator.build()]]


@contextmanager
def broadcaster(handle):
    """A server on a free port; `handle(client, everybody)` serves one client."""
    everybody = {}

    def serve_one(client):
        everybody[client] = None
        try:
            handle(client, everybody)
        except ConnectionClosed:
            pass
        finally:
            everybody.pop(client, None)

    with serve(serve_one, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            server.shutdown()
            thread.join(10)


def pass_on(client, everybody):
    client.send("hello")
    for text in client:
        for other in list(everybody):
            other.send(text)


def acknowledge(client, everybody):
    for text in client:
        client.send("no" if "-1-" in text else f"ok {text[:3]}")


def test_every_delivery_is_counted_once(commands):
    with broadcaster(pass_on) as port, Generator(port, Talk("/"), commands) as load:
        for number in range(5):
            load.connect("hello", "")
            if number < 2:
                load.sender(number, "-%N- %B")
        assert load.open(seconds=10).ready == 5
        load.begin_run(50, 1, warm=0.2, receivers=5)
        run = load.end_run()
    assert run.sent > 30
    assert run.delivered == len(run.delivery) == run.sent * 5
    assert (run.lost, run.refused, run.unanswered) == (0, 0, 0)
    assert 0 < run.delivery.milliseconds(0.5) < 1_000


def test_an_ack_is_waited_for_and_a_refusal_is_none(commands):
    with broadcaster(acknowledge) as port, Generator(port, Talk("/", acked="ok", refused="no"), commands) as load:
        load.sender(load.connect("", ""), "-%N- %B")
        load.open(seconds=10)
        load.begin_run(20, 1, warm=0)
        run = load.end_run()
    assert run.refused == 1
    assert run.acked == run.sent - 1 == len(run.ack)


def test_whoever_was_cut_comes_back(commands):
    with broadcaster(pass_on) as port, Generator(port, Talk("/"), commands) as load:
        for _ in range(20):
            load.connect("hello", "")
        load.open(seconds=10)
        load.begin_drop(20)
        back = load.end_drop()
    assert back.ready == len(back.until_ready) == 20
