"""The proxy between people and a stack: what comes through, and how lines end when they are cut, slowed or lost."""

import asyncio
import threading
import time

import pytest

from deploy.verification.nemesis import Proxy

SECONDS = 10.0


class Echo:
    """A server that says everything back; `heard` is what it was told, `ended` how many lines have ended."""

    def __init__(self):
        self.heard = b""
        self.ended = 0

    async def serve(self, reader, writer):
        try:
            while piece := await reader.read(65_536):
                self.heard += piece
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            self.ended += 1
            writer.close()


def through_proxy(test):
    """Run `test(proxy, echo)` with a proxy before an echo."""

    async def run():
        echo = Echo()
        server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
        proxy = Proxy(server.sockets[0].getsockname()[1])
        await proxy.start()
        try:
            async with asyncio.timeout(SECONDS):
                await test(proxy, echo)
        finally:
            await proxy.stop()
            server.close()
            await server.wait_closed()

    asyncio.run(run())


async def until(is_true):
    async with asyncio.timeout(SECONDS):
        while not is_true():
            await asyncio.sleep(0.005)


async def is_silent(reader):
    """Whether nothing comes, not even an end, for a moment."""
    try:
        await asyncio.wait_for(reader.read(1), 0.2)
    except TimeoutError:
        return True
    return False


def test_much_comes_through_unchanged_and_goodbyes_too():
    async def test(proxy, echo):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        said = bytes(range(256)) * 20_000

        async def say():
            writer.write(said)
            await writer.drain()
            writer.write_eof()

        speaking = asyncio.create_task(say())
        assert await reader.read(-1) == said
        await speaking
        await until(lambda: echo.ended == 1 and proxy.open_lines == 0)
        writer.close()

    through_proxy(test)


def test_a_cut_breaks_every_open_line_and_lets_new_ones_in():
    async def test(proxy, echo):
        lines = [await asyncio.open_connection("127.0.0.1", proxy.port) for _ in range(3)]
        for reader, writer in lines:
            writer.write(b"x")
            assert await reader.read(1) == b"x"
        assert proxy.cut() == 3
        for reader, writer in lines:
            with pytest.raises(ConnectionResetError):
                await reader.read(1)
            writer.close()
        await until(lambda: echo.ended == 3)
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"again")
        assert await reader.readexactly(5) == b"again"
        writer.close()

    through_proxy(test)


def test_a_black_hole_swallows_words_and_goodbyes_and_afterwards_the_line_breaks():
    async def test(proxy, echo):
        lost, idle, leaving = [await asyncio.open_connection("127.0.0.1", proxy.port) for _ in range(3)]
        for reader, writer in (lost, idle, leaving):
            writer.write(b"a")
            assert await reader.read(1) == b"a"
        proxy.black_hole(True)
        lost[1].write(b"never heard")
        leaving[1].transport.abort()
        late = await asyncio.open_connection("127.0.0.1", proxy.port)
        late[1].write(b"nobody there")
        assert await is_silent(lost[0])
        assert await is_silent(late[0])
        assert (echo.heard, echo.ended) == (b"aaa", 0)
        assert proxy.black_hole(False) == 3
        with pytest.raises(ConnectionResetError):
            await lost[0].read(1)
        idle[1].write(b"still here")
        assert await idle[0].readexactly(10) == b"still here"
        for _, writer in (lost, idle, leaving, late):
            writer.close()

    through_proxy(test)


def test_a_delay_and_a_throttle_take_their_time_and_lose_nothing():
    async def test(proxy, echo):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        proxy.delay(0.1)
        begun_at = time.monotonic()
        writer.write(b"slow")
        assert await reader.readexactly(4) == b"slow"
        assert time.monotonic() - begun_at >= 0.2
        proxy.delay(0.0)
        proxy.throttle(20_000)
        # A piece is read before the throttle holds.
        writer.write(b"-")
        assert await reader.readexactly(1) == b"-"
        begun_at = time.monotonic()
        said = b"0123456789" * 500
        writer.write(said)
        assert await reader.readexactly(len(said)) == said
        assert time.monotonic() - begun_at >= 0.2
        writer.close()

    through_proxy(test)


def test_who_is_refused_meets_a_broken_line_until_it_is_lifted():
    async def test(proxy, echo):
        proxy.refuse(True)
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
        writer.close()
        assert (proxy.refused, proxy.accepted) == (1, 0)
        proxy.refuse(False)
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"in")
        assert await reader.readexactly(2) == b"in"
        writer.close()

    through_proxy(test)


def test_commands_may_come_from_another_thread():
    async def test(proxy, echo):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"x")
        assert await reader.read(1) == b"x"
        counts = []
        thread = threading.Thread(target=lambda: counts.append(proxy.cut()))
        thread.start()
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
        thread.join(SECONDS)
        assert counts == [1]
        writer.close()

    through_proxy(test)
