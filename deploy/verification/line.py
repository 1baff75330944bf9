"""One connection of a device to the socket, from hello to the end, and everything that is said on it.

Made anew by device.py for each connection. Writes down what came, in the order in which it came; the device's reader
decides what of it is applied.
"""

import asyncio
import functools
import itertools
import socket
from typing import Any

import aiohttp
import msgspec

from deploy.failure import Failure
from deploy.verification.door import Door, Lost
from deploy.verification.history import History, event_of
from deploy.verification.reader import Reader
from deploy.verification.records import CaughtUp, Closed, Connected, Event, GapTold, JoinedTold, ReadSeen, Received

OPEN_SECONDS = 10.0
PING_SECONDS = 8.0
SILENCE_SECONDS = 20.0
PARSED_LIMIT = 2_048
RECEIVE_BUFFER_BYTES = 16_384
"""Small, so that a device that stops reading is soon felt by the server."""

_numbers = itertools.count(1)


class Line:
    """`is_caught_up`: nothing of the past is missing. `close_code`, `close_reason`: the server's goodbye, if any."""

    def __init__(self, door: Door, reader: Reader, history: History):
        self._door, self._reader, self._history = door, reader, history
        self.number = next(_numbers)
        self.is_caught_up = False
        self.epoch: str | None = None
        self.close_code: int | None = None
        self.close_reason = ""
        self.reads_at = 0.0
        self._refs = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._dropped = False

    async def live(self, token: str, epoch: str | None) -> None:
        """Connect, and listen until the line ends. Raises Lost when it could not even be opened."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                self._ws = await self._door.session.ws_connect(
                    self._door.ws_url, compress=0, max_msg_size=4 * 2**20, autoclose=True
                )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Lost(f"socket: {type(error).__name__} {error}".rstrip()) from None
        pinging = asyncio.create_task(self._ping(token))
        try:
            self._own_socket().setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            if self._dropped:
                self.drop()
            await self._listen(token, epoch)
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass
        finally:
            pinging.cancel()
            await self._end()

    async def ask(self, frame: dict[str, Any]) -> "asyncio.Future[dict[str, Any]]":
        """Write a frame under a new `ref`; the future brings the answer, or Lost when the line ends before."""
        ref = str(next(self._refs))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        # Whoever asked may have given up: then nobody hears that it was lost.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting[ref] = answer
        await self.say({**frame, "ref": ref})
        return answer

    async def say(self, frame: dict[str, Any]) -> None:
        """Raises Lost when the line is gone, or not there yet."""
        if self._ws is None:
            raise Lost("socket: not open")
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await self._ws.send_str(msgspec.json.encode(frame).decode())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.drop()
            raise Lost(f"socket: {type(error).__name__}") from None

    def drop(self) -> None:
        """Lose the line without a goodbye."""
        self._dropped = True
        try:
            self._own_socket().shutdown(socket.SHUT_RDWR)
        except OSError:
            # It was gone already.
            return

    def pause(self, seconds: float) -> None:
        """Read nothing for a while."""
        self.reads_at = asyncio.get_running_loop().time() + seconds

    # -- listening

    async def _listen(self, token: str, epoch: str | None) -> None:
        cursors = dict(self._reader.cursors)
        hello = {"type": "hello", "token": token, "device_id": self._reader.name, "cursors": cursors}
        if epoch:
            hello["epoch"] = epoch
        asked_at = self._history.now()
        await self.say(hello)
        while True:
            await self._rest()
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await self._ws.receive()
            if message.type is aiohttp.WSMsgType.TEXT:
                frame, event = parse(message.data)
                if event is not None:
                    self._history.write(Received, connection=self.number, event=event, is_replay=not self.is_caught_up)
                    self._reader.take(event)
                else:
                    self._take(frame, cursors, asked_at, epoch)
            elif message.type is aiohttp.WSMsgType.CLOSE:
                self.close_code, self.close_reason = message.data, message.extra or ""
                return
            elif message.type is not aiohttp.WSMsgType.BINARY:
                return

    async def _rest(self) -> None:
        while (wait := self.reads_at - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(wait)

    def _take(self, frame: dict[str, Any], cursors: dict[str, int], asked_at: float, epoch: str | None) -> None:
        kind = frame["type"]
        if kind in ("ack", "error"):
            waiting = self._waiting.pop(frame.get("ref") or "", None)
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
        elif kind == "gap":
            conversation_id, first, last = frame["conversation_id"], frame["from"], frame["to"]
            self._history.write(
                GapTold, connection=self.number, conversation_id=conversation_id, first=first, last=last
            )
            self._reader.gap(conversation_id, last)
        elif kind == "joined":
            conversation_id, seq = frame["conversation_id"], frame["last_seq"]
            self._history.write(JoinedTold, connection=self.number, conversation_id=conversation_id, last_seq=seq)
            self._reader.begin(conversation_id, seq, anew=True)
        elif kind == "ready":
            self._welcome(frame, cursors, asked_at, epoch)
        elif kind == "caught":
            self.is_caught_up = True
            self._history.write(CaughtUp, connection=self.number)

    def _welcome(self, ready: dict[str, Any], cursors: dict[str, int], asked_at: float, epoch: str | None) -> None:
        self.epoch = ready["epoch"]
        heads = {head["id"]: head["last_seq"] for head in ready["conversations"]}
        self._history.write(
            Connected,
            connection=self.number,
            device_id=self._reader.name,
            user_id=ready["user_id"],
            cursors=cursors,
            heads=heads,
            is_same_epoch=epoch in (None, self.epoch),
        )
        for head in ready["conversations"]:
            self._reader.begin(head["id"], head["last_seq"])
            self._history.write(
                ReadSeen,
                user_id=ready["user_id"],
                conversation_id=head["id"],
                message_no=head["read_message_no"],
                asked_at=asked_at,
                up_to=head["last_message_no"],
            )

    async def _ping(self, token: str) -> None:
        """Say something now and then, and the new token before the old one ends."""
        try:
            while True:
                await asyncio.sleep(PING_SECONDS)
                fresh = await self._reader.person.fresh_token()
                await self.say({"type": "ping"} if fresh == token else {"type": "token", "token": fresh})
                token = fresh
        except (Lost, Failure):
            # The line is going, and whoever listens on it notices.
            return

    async def _end(self) -> None:
        self.is_caught_up = False
        self._history.write(Closed, connection=self.number, code=self.close_code, by_us=self._dropped)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Lost("the line was lost"))
        self._waiting.clear()
        with_goodbye = asyncio.ensure_future(self._ws.close())
        await asyncio.wait([with_goodbye], timeout=1.0)
        with_goodbye.cancel()

    def _own_socket(self) -> Any:
        own = self._ws.get_extra_info("socket") if self._ws is not None else None
        if own is None:
            raise OSError("the line is gone")
        return own


@functools.lru_cache(PARSED_LIMIT)
def parse(text: str) -> tuple[dict[str, Any], Event | None]:
    """A frame, and what it is as an event. Many devices get the same one."""
    frame = msgspec.json.decode(text)
    return frame, event_of(frame) if frame["type"] == "event" else None
