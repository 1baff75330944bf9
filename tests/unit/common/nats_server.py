"""A NATS server of a few lines for tests: it says the bytes that a test wants said, and notes what it is told."""

import asyncio
import json

INFO = {"server_id": "test", "version": "2.15.0", "max_payload": 1_048_576, "headers": True, "proto": 1}


class FakeNats:
    """`async with FakeNats() as server`: `url`, `told` (all lines), `say(bytes)`, `hang_up()`, `holds_pongs`."""

    def __init__(self):
        self.told, self._writers, self._news = [], [], asyncio.Event()
        self.holds_pongs = False

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"nats://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *problem):
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    async def say(self, *parts):
        for part in parts:
            self._writers[-1].write(part)
            await self._writers[-1].drain()
            # Each part is read by itself.
            await asyncio.sleep(0)

    def hang_up(self):
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def until_told(self, line, times=1):
        """Return when the line was said so often."""
        async with asyncio.timeout(10):
            while self.told.count(line) < times:
                self._news.clear()
                await self._news.wait()

    async def _serve(self, reader, writer):
        self._writers.append(writer)
        writer.write(b"INFO " + json.dumps(INFO).encode() + b"\r\n")
        while line := await reader.readline():
            words = line.decode().split()
            if words[0] == "PING":
                if not self.holds_pongs:
                    writer.write(b"PONG\r\n")
            elif words[0] in ("PUB", "HPUB"):
                await reader.readexactly(int(words[-1]) + 2)
            self.told.append(" ".join(words))
            self._news.set()


def message(subject, sid, data, reply=""):
    return f"MSG {subject} {sid} {reply}{' ' if reply else ''}{len(data)}\r\n".encode() + data + b"\r\n"


def message_with_headers(subject, sid, data, headers, reply=""):
    head = b"NATS/1.0\r\n" + b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items()) + b"\r\n"
    line = f"HMSG {subject} {sid} {reply}{' ' if reply else ''}{len(head)} {len(head) + len(data)}\r\n"
    return line.encode() + head + data + b"\r\n"
