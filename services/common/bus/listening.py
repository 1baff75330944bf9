"""Interest in subjects: a slim subscription, and what makes nats-py's client hand messages to it.

nats-py gives every subscription a queue and a task, 8 KB and a change of tasks for each message; a process of realtime
has tens of thousands of subscriptions. Here one is a single object in the client's own table, and its callback is
called where the client has just read the message.

Promise: all callbacks of one connection are called in the order in which the server sent the messages, across
subjects. There is no queue that could overflow: while a callback runs nothing more is read, the server keeps what
follows, and ends the connection when that is too much, which `Bus.on_trouble` reports.

Used by connection.py. It leans on private parts of nats-py, whose version is locked;
tests/unit/common/test_listening.py reads nats-py's source and fails when these parts change.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from services.common import logs

log = logs.get_logger("bus")


class Message(msgspec.Struct, gc=False):
    """What arrives: bytes, the subject they came on, how often this was delivered before (consumers only), where an
    answer is expected, and the headers as they were sent."""

    data: bytes
    subject: str
    deliveries: int = 1
    reply: str = ""
    headers: bytes | None = None


class Subscription:
    """Interest in a subject. `on_close` is told when it ends, which `close` does; that may be called twice."""

    __slots__ = ("_callback", "_id", "_on_close", "_queue", "_received", "_subject", "is_closed")

    # What nats-py looks at in its own subscriptions: nothing of it is ever in use here.
    _max_msgs = 0
    _wait_for_msgs_task = _message_iterator = _pending_next_msgs_calls = None

    def __init__(
        self, subject: str, queue: str, callback: Callable[[Message], None], on_close: Callable[["Subscription"], None]
    ):
        self._subject, self._queue, self._callback, self._on_close = subject, queue, callback, on_close
        self._id = self._received = 0
        self.is_closed = False

    @property
    def subject(self) -> str:
        return self._subject

    @property
    def queue(self) -> str:
        """The group whose members share the messages among them; empty for none."""
        return self._queue

    @property
    def is_open(self) -> bool:
        """Whether the server has been told of it."""
        return self._id > 0

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self._on_close(self)

    def hear(self, message: Message) -> None:
        """One bad message ends neither the subscription nor the connection."""
        try:
            self._callback(message)
        except Exception as error:
            log.exception("subscriber failed", error, subject=message.subject)

    async def _drain(self) -> None:
        """Nothing waits here that would have to be finished before the connection ends."""


class Listening:
    """Added to nats-py's client, before it in the order of classes: `listen` and `unlisten`."""

    async def listen(self, subscription: Subscription) -> None:
        """Hear from now on, and again after each reconnect."""
        client: Any = self
        if subscription.is_closed or subscription.is_open or client.is_closed or client.is_draining:
            return
        client._sid += 1
        subscription._id = client._sid
        client._subs[subscription._id] = subscription
        await client._send_subscribe(subscription)

    async def unlisten(self, subscription: Subscription) -> None:
        """Hear no more."""
        client: Any = self
        if client._subs.pop(subscription._id, None) is None or client.is_closed:
            return
        if client.is_connected:
            await client._send_unsubscribe(subscription._id)

    async def _process_pong(self) -> None:
        client: Any = self
        if client._pongs and client._pongs[0].done():
            # Nobody waits for this one any more, and telling them would end nats-py's reading: its own `flush` gives
            # up after its timeout and forgets that the pong may still come.
            client._pongs[0] = client._reading_task.get_loop().create_future()
        await super()._process_pong()  # type: ignore[misc]

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes | None) -> None:
        client: Any = self
        subscription = client._subs.get(sid)
        if type(subscription) is Subscription:
            subscription.hear(Message(data, subject.decode(), 1, reply.decode(), headers))
        else:
            await super()._process_msg(sid, subject, reply, data, headers)  # type: ignore[misc]


def header(headers: bytes | None, name: str) -> str | None:
    """One header's value, or None."""
    if headers is None:
        return None
    _, found, rest = headers.partition(f"\r\n{name}: ".encode())
    return rest.partition(b"\r\n")[0].decode(errors="replace").strip() if found else None


def status(headers: bytes | None) -> str | None:
    """What the server itself says in the first line, such as 503 when nobody answers a request; mostly None."""
    first = (headers or b"").partition(b"\r\n")[0].split()
    return first[1].decode() if len(first) > 1 else None
