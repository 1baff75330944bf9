"""Slim subscriptions: what they promise, and that the parts of nats-py they lean on are still the same."""

import ast
import asyncio
import contextlib
import inspect
import sys

import nats.aio.client
import nats.errors
import nats.protocol.parser
import pytest

from services.common.bus import listening
from services.common.bus.listening import Listening, Message, Subscription
from tests.unit.common.nats_server import FakeNats, message, message_with_headers


class Client(Listening, nats.aio.client.Client):
    pass


@contextlib.asynccontextmanager
async def connected():
    async with FakeNats() as server:
        client, is_back = Client(), asyncio.Event()

        async def ignore(*_):
            pass

        async def come_back():
            is_back.set()

        await client.connect(
            server.url, error_cb=ignore, reconnected_cb=come_back, reconnect_time_wait=0.01, max_reconnect_attempts=-1
        )
        client.is_back = is_back
        yield server, client
        await client.close()


def subscription(subject, callback, queue=""):
    return Subscription(subject, queue, callback, lambda closed: None)


def run(body):
    asyncio.run(asyncio.wait_for(body(), 20))


@pytest.mark.parametrize("cut", [1, 7, 64, 100_000])
def test_callbacks_are_called_in_the_order_of_the_wire_whatever_the_subject(cut):
    async def body():
        async with connected() as (server, client):
            heard, done = [], asyncio.Event()

            def hear(arrived):
                heard.append((arrived.subject, arrived.data))
                if arrived.data == b"99":
                    done.set()

            for subject in ("a.*", "b.*", "c.*"):
                await client.listen(subscription(subject, hear, queue="us" if subject == "c.*" else ""))
            await server.until_told("SUB c.* us 3")
            sent = [(f"{'abc'[number % 3]}.{number}", str(number).encode()) for number in range(100)]
            text = b"".join(
                message(subject, "abc".index(subject[0]) + 1, data, reply="r" if number % 5 == 0 else "")
                if number % 2
                else message_with_headers(subject, "abc".index(subject[0]) + 1, data, {"Natter-Request-Id": "x" * 12})
                for number, (subject, data) in enumerate(sent)
            )
            await server.say(*(text[first : first + cut] for first in range(0, len(text), cut)))
            await done.wait()
            assert heard == sent

    run(body)


def test_nothing_is_kept_between_the_wire_and_the_callback():
    async def body():
        async with connected() as (server, client):
            one = subscription("a", lambda arrived: heard.append(asyncio.current_task()))
            heard = []
            tasks = len(asyncio.all_tasks())
            for _ in range(50):
                await client.listen(subscription("b", lambda arrived: None))
            await client.listen(one)
            assert len(asyncio.all_tasks()) == tasks
            await server.until_told("SUB a 51")
            await server.say(message("a", 51, b"x"))
            while not heard:
                await asyncio.sleep(0)
            # The very task that reads: there is no other that could be overtaken.
            assert heard == [client._reading_task]

    run(body)


def test_a_failing_callback_ends_neither_the_subscription_nor_the_connection():
    async def body():
        async with connected() as (server, client):
            heard, done = [], asyncio.Event()

            def hear(arrived):
                heard.append(arrived.data)
                if arrived.data == b"bad":
                    raise ValueError
                done.set()

            await client.listen(subscription("a", hear))
            await server.until_told("SUB a 1")
            await server.say(message("a", 1, b"bad") + message("a", 1, b"good"))
            await done.wait()
            assert heard == [b"bad", b"good"]

    run(body)


def test_interest_is_restored_after_a_reconnect_and_ends_with_unlisten():
    async def body():
        async with connected() as (server, client):
            heard, kept, given_up = asyncio.Event(), None, subscription("gone", lambda arrived: None)
            kept = subscription("kept", lambda arrived: heard.set(), queue="us")
            await client.listen(kept)
            await client.listen(kept)
            await client.listen(given_up)
            await server.until_told("SUB gone 2")
            await client.unlisten(given_up)
            await client.unlisten(given_up)
            await server.until_told("UNSUB 2")
            server.hang_up()
            await client.is_back.wait()
            await server.until_told("SUB kept us 1", times=2)
            assert server.told.count("SUB gone 2") == 1
            assert server.told.count("UNSUB 2") == 1
            await server.say(message("gone", 2, b"late") + message("kept", 1, b"x"))
            await heard.wait()

    run(body)


def test_what_is_closed_before_it_was_open_is_never_asked_for():
    async def body():
        async with connected() as (server, client):
            early = subscription("early", lambda arrived: None)
            early.close()
            early.close()
            await client.listen(early)
            await client.listen(subscription("after", lambda arrived: None))
            await server.until_told("SUB after 1")
            assert not any("early" in line for line in server.told)

    run(body)


def test_the_clients_own_subscriptions_still_work_beside_ours():
    async def body():
        async with connected() as (server, client):
            await client.listen(subscription("ours", lambda arrived: None))
            own = await client.subscribe("own")
            await server.until_told("SUB own 2")
            await server.say(message_with_headers("own", 2, b"x", {"A": "b"}))
            got = await own.next_msg(5)
            assert (got.data, got.headers) == (b"x", {"A": "b"})

    run(body)


def test_closing_the_connection_does_not_wait_for_each_subscription():
    async def body():
        async with connected() as (server, client):
            for _ in range(100):
                await client.listen(subscription("a", lambda arrived: None))
            await client.drain()
            assert client.is_closed
            assert server.told.count("PING") < 10

    run(body)


def test_headers_are_read_from_the_bytes_of_the_wire():
    raw = b"NATS/1.0\r\nNats-Msg-Id: a:1\r\nNatter-Request-Id: abc\r\n\r\n"
    assert listening.header(raw, "Natter-Request-Id") == "abc"
    assert listening.header(raw, "Natter-Status") is None
    assert listening.header(None, "Natter-Status") is None
    assert listening.status(b"NATS/1.0 503\r\n\r\n") == "503"
    assert listening.status(raw) is None
    assert listening.status(None) is None


def test_an_idle_subscription_takes_little_memory():
    one = subscription("chat.*.6b03a1f2c4d5e6f708192a3b", print)
    assert not hasattr(one, "__dict__")
    assert sys.getsizeof(one) < 128


# -- nats-py from inside


def methods(of):
    tree = ast.parse(inspect.getsource(of))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_nats_py_looks_at_nothing_that_our_subscriptions_lack():
    looked_at = set()
    for name, method in methods(nats.aio.client.Client).items():
        if name in ("subscribe", "_process_msg", "_request_old_style"):
            continue  # only its own subscriptions come there
        looked_at |= {
            node.attr
            for node in ast.walk(method)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sub"
        }
    assert {"_subject", "_queue", "_max_msgs", "_drain"} <= looked_at, "nats-py names its subscriptions otherwise now"
    ours = subscription("a", print)
    assert not {name for name in looked_at if not hasattr(ours, name)}


def test_nats_py_still_hands_each_message_to_process_msg():
    theirs = inspect.signature(nats.aio.client.Client._process_msg)
    assert list(theirs.parameters) == list(inspect.signature(Listening._process_msg).parameters)
    calls = [
        node
        for node in ast.walk(methods(nats.protocol.parser.Parser)["parse"])
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.nc._process_msg"
    ]
    assert [ast.unparse(call) for call in calls] == ["self.nc._process_msg(sid, subject, reply, payload, hdr)"]


def test_nats_py_still_keeps_its_subscriptions_where_ours_are_added():
    subscribe = ast.unparse(methods(nats.aio.client.Client)["subscribe"])
    for line in ("self._sid += 1", "self._subs[sid] = sub", "await self._send_subscribe(sub)"):
        assert line in subscribe
    assert list(inspect.signature(nats.aio.client.Client._send_unsubscribe).parameters)[:2] == ["self", "sid"]


def test_messages_for_handlers_say_where_the_answer_goes():
    async def body():
        async with connected() as (server, client):
            heard = asyncio.Queue()
            await client.listen(subscription("chat.send", heard.put_nowait, queue="chat"))
            await server.until_told("SUB chat.send chat 1")
            await server.say(
                message_with_headers("chat.send", 1, b"{}", {"Natter-Request-Id": "abc"}, reply="_INBOX.7")
            )
            got = await heard.get()
            assert got == Message(b"{}", "chat.send", 1, "_INBOX.7", got.headers)
            assert listening.header(got.headers, "Natter-Request-Id") == "abc"

    run(body)


def test_a_pong_that_comes_too_late_does_not_end_the_reading():
    async def body():
        async with connected() as (server, client):
            heard = asyncio.Event()
            await client.listen(subscription("a", lambda arrived: heard.set()))
            await server.until_told("SUB a 1")
            server.holds_pongs = True
            with pytest.raises(nats.errors.TimeoutError):
                await client.flush(0.05)
            server.holds_pongs = False
            await server.say(b"PONG\r\n", message("a", 1, b"x"))
            await heard.wait()
            await client.flush(5)

    run(body)
