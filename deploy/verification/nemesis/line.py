"""One line through the proxy: two pumps, each with at most one piece in its hands."""

import asyncio
import contextlib
import socket
import struct

from deploy.stack.ports import LOOPBACK
from deploy.verification.nemesis.weather import Weather

PIECE_BYTES = 64 * 1024
KEPT_BYTES = 256 * 1024
"""What may wait in a socket's way out before the pump waits too."""
CONNECT_SECONDS = 5.0
THROTTLED_PIECES_PER_SECOND = 20
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of a socket that is closed with a reset, as a refused or broken line looks."""

End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """`has_lost`: something was swallowed, so that whatever comes later would be out of place."""

    def __init__(self, weather: Weather):
        self._weather = weather
        self._writers: list[asyncio.StreamWriter] = []
        self._is_cut = asyncio.Event()
        self.has_lost = False

    async def carry(self, visitor: End, target_port: int) -> None:
        """Carry everything both ways until both sides have said goodbye, one breaks, or the line is cut."""
        self._writers.append(visitor[1])
        pumps = asyncio.ensure_future(self._connect_and_pump(visitor, target_port))
        cut = asyncio.ensure_future(self._is_cut.wait())
        try:
            await asyncio.wait((pumps, cut), return_when=asyncio.FIRST_COMPLETED)
        finally:
            pumps.cancel()
            cut.cancel()
            ended, _ = await asyncio.gather(pumps, cut, return_exceptions=True)
            for writer in self._writers:
                reset(writer)
        if isinstance(ended, Exception) and not isinstance(ended, OSError):
            raise ended

    def cut(self) -> None:
        """Break it, both ways, now."""
        self._is_cut.set()

    async def _connect_and_pump(self, visitor: End, target_port: int) -> None:
        if self._weather.is_black_hole:
            # Nobody answers; what the visitor says meanwhile is lost.
            await self._swallow(visitor[0])
        async with asyncio.timeout(CONNECT_SECONDS):
            target = await asyncio.open_connection(LOOPBACK, target_port)
        self._writers.append(target[1])
        await asyncio.gather(self._pump(visitor[0], target[1]), self._pump(target[0], visitor[1]))
        # Both have said goodbye: let what waits go out before the line is let go.
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        sink.transport.set_write_buffer_limits(high=KEPT_BYTES)
        while True:
            rate = self._weather.bytes_per_second
            size = max(1, rate // THROTTLED_PIECES_PER_SECOND) if rate else PIECE_BYTES
            try:
                piece = await source.read(min(size, PIECE_BYTES))
            except OSError:
                if not self._weather.is_black_hole:
                    raise
                piece = b""
            if self._weather.is_black_hole:
                await self._swallow(source)
            if rate and piece:
                await asyncio.sleep(len(piece) / rate)
            if self._weather.delay_seconds:
                await asyncio.sleep(self._weather.delay_seconds)
            if not piece:
                with contextlib.suppress(OSError):
                    sink.write_eof()
                return
            sink.write(piece)
            await sink.drain()

    async def _swallow(self, source: asyncio.StreamReader) -> None:
        """Lose everything from here on, goodbyes and breaks too; the line ends when it is cut."""
        self.has_lost = True
        with contextlib.suppress(OSError):
            while await source.read(PIECE_BYTES):
                pass
        await self._is_cut.wait()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset and without sending what waits; does nothing to what is closed."""
    own = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
