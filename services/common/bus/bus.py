"""The bus: all that a service says to the others and hears from them.

Promises: `publish` may be lost, `stream_publish_all` is stored when it returns, `request` answers or raises within its
timeout, over NATS or, while that is away, over a detour (detours.py). What comes in is taken in the order in which the
server sent it, across all subjects: callbacks of `subscribe` are called, and handlers of `reply` begun, in this order.
Whoever must know that announcements may have been missed registers with `on_trouble`. Requests are answered in the
queue group of the service.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from services.common.bus.connection import Connection
from services.common.bus.headers import of_request
from services.common.bus.listening import Message, Subscription
from services.common.bus.loop import Loop
from services.common.bus.questions import Questions, is_detour
from services.common.bus.streams import Handler, Streams
from services.common.detours import Detours

REQUEST_SECONDS = 5.0
PUBLISH_SECONDS = 5.0

A = TypeVar("A")
T = TypeVar("T")


class Bus:
    """One connection to NATS. Everything may be registered before `start`; nothing connects until then."""

    def __init__(self, url: str, service: str, detours: Detours | None = None):
        self.service = service
        self._loop = Loop()
        self._connection = Connection(url, service, self._loop)
        self._questions = Questions(self._connection, service, detours or Detours(service))
        self._streams = Streams(self._connection, self._loop)

    # -- life

    def start(self) -> None:
        """Connect in the background and go on trying for ever; call after the fork, once."""
        self._loop.start()
        self._questions.start()
        self._connection.start()

    @property
    def is_connected(self) -> bool:
        """Whether NATS is there: the line stands, and it was not silent when asked."""
        return self._connection.is_connected

    @property
    def is_detour(self) -> bool:
        """Whether what is being answered was asked without NATS."""
        return is_detour.get()

    @property
    def is_closed(self) -> bool:
        return self._connection.is_closed

    def on_trouble(self, callback: Callable[[], None]) -> None:
        """`callback` runs whenever announcements may have been lost: a disconnect, a reconnect, an overflow."""
        self._connection.on_trouble(callback)

    def stop(self, seconds: float = 3.0) -> None:
        """Take no more requests, finish those that were taken, flush what was published, then disconnect."""
        self._connection.close_queues()
        self._streams.stop()
        if self._connection.client is not None:
            self._questions.finish(seconds / 2)
            self._connection.drain(seconds / 2)

    # -- announcements

    def publish(self, subject: str, data: bytes) -> None:
        """Send and forget; dropped when NATS is away."""
        client = self._connection.client
        # One that is only silent may have heard it all the same.
        if client is not None and client.is_connected:
            self._connection.say(subject, data, headers=of_request())

    def subscribe(self, subject: str, callback: Callable[[Message], None], *, queue: str = "") -> Subscription:
        """`callback` runs in the loop's greenlet for each message and must not block; restored after a reconnect."""
        return self._connection.subscribe(subject, callback, queue=queue)

    def flush(self, seconds: float = 2.0) -> None:
        """Return when NATS knows of all subscriptions and publishes made before. Raises Unavailable."""
        self._connection.flush(seconds)

    # -- questions

    def request(
        self, subject: str, question: msgspec.Struct, answer: type[A], *, seconds: float = REQUEST_SECONDS
    ) -> A:
        """Ask the service that answers `subject`. Raises what it raised, or Unavailable when nobody answers in time.

        It may be asked twice: when NATS turns out to be away, the second time without it.
        """
        return self._questions.ask(subject, question, answer, seconds)

    def reply(self, subject: str, question: type[T], handler: Callable[[T], msgspec.Struct]) -> Subscription:
        """Answer requests on `subject`, each in a greenlet of its own."""
        return self._questions.reply(subject, question, handler)

    def answer(self, subject: str, data: bytes) -> bytes:
        """What the handler of `subject` answers to somebody who asks without NATS. Raises what it raises."""
        return self._questions.answer(subject, data)

    # -- the stream

    def ensure_stream(self, name: str, subjects: Sequence[str], *, max_age_seconds: float, max_bytes: int) -> None:
        """Create or update a JetStream stream. Raises Unavailable."""
        self._streams.ensure(name, subjects, max_age_seconds, max_bytes)

    def stream_publish_all(
        self,
        items: Sequence[tuple[str, bytes, str]],
        *,
        seconds: float = PUBLISH_SECONDS,
        request_ids: Mapping[str, str] | None = None,
    ) -> None:
        """Publish (subject, data, message id) in order and return when all are stored. Raises Unavailable.

        `request_ids` tells, by message id, which request brought an item about, where that is not the present one.
        """
        self._streams.publish_all(items, seconds, request_ids or {})

    def consume(self, stream: str, durable: str, subject: str, handler: Handler, *, batch: int = 64) -> None:
        """Hand the messages of the stream to `handler`, as many as are there, in order but for redeliveries."""
        self._streams.consume(stream, durable, subject, handler, batch)
