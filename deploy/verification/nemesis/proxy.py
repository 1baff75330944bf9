"""A TCP proxy of our own, through which people reach a stack, so that their lines can be cut, slowed and lost.

It runs in the asyncio loop that called `start`. What it keeps is bounded: a piece for each direction of each line,
and what the sockets hold. Commands (`cut`, `refuse`, `black_hole`, `delay`, `throttle`) may be given from any thread
and hold for open and for new lines.
"""

import asyncio
import contextlib
from collections.abc import Callable

from deploy.stack import ports
from deploy.verification.nemesis.line import Line, reset
from deploy.verification.nemesis.weather import Weather

COMMAND_SECONDS = 5.0


class Proxy:
    """`await start()`, then `port` on 127.0.0.1 leads to `target_port`. Counts `accepted` lines and `refused` ones."""

    def __init__(self, target_port: int):
        self._target_port = target_port
        self._weather = Weather()
        self._lines: dict[Line, asyncio.Task[None]] = {}
        self._is_refusing = False
        self.port = 0
        self.accepted = self.refused = 0

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.port = next(iter(ports.choose(["proxy"], {}).values()))
        self._server = await asyncio.start_server(self._serve, ports.LOOPBACK, self.port, backlog=4096)

    async def stop(self) -> None:
        """Let nobody in any more and break what is open."""
        self._server.close()
        serving = list(self._lines.values())
        self._cut()
        await asyncio.gather(*serving, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def open_lines(self) -> int:
        return len(self._lines)

    # -- commands, from any thread

    def cut(self) -> int:
        """Break every open line at once; answers how many there were."""
        return self._in_loop(self._cut)

    def refuse(self, is_refusing: bool) -> None:
        """Break new lines as soon as they are made, or let them in again. Open ones stay."""
        self._is_refusing = is_refusing

    def black_hole(self, is_on: bool) -> int:
        """Swallow what both sides say, and their goodbyes; afterwards lines that lost something break.

        Answers how many those were.
        """
        self._weather.is_black_hole = is_on
        return 0 if is_on else self._in_loop(self._cut_those_that_lost_something)

    def delay(self, seconds: float) -> None:
        """Let every piece wait this long, each way; 0 ends it."""
        self._weather.delay_seconds = seconds

    def throttle(self, bytes_per_second: int | None) -> None:
        """Let so much through each way of each line; None ends it."""
        self._weather.bytes_per_second = bytes_per_second

    # -- in the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_refusing:
            self.refused += 1
            reset(writer)
            return
        self.accepted += 1
        line = Line(self._weather)
        self._lines[line] = asyncio.current_task()
        try:
            await line.carry((reader, writer), self._target_port)
        finally:
            del self._lines[line]

    def _cut(self) -> int:
        count = len(self._lines)
        for line in list(self._lines):
            line.cut()
        return count

    def _cut_those_that_lost_something(self) -> int:
        lost = [line for line in self._lines if line.has_lost]
        for line in lost:
            line.cut()
        return len(lost)

    def _in_loop(self, do: Callable[[], int]) -> int:
        with contextlib.suppress(RuntimeError):
            if asyncio.get_running_loop() is self._loop:
                return do()

        async def now() -> int:
            return do()

        return asyncio.run_coroutine_threadsafe(now(), self._loop).result(COMMAND_SECONDS)
