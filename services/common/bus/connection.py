"""The line to NATS: connecting for ever, subscriptions, what is said, and noticing when it breaks or falls silent.

Whoever must know that announcements may have been missed registers with `on_trouble`; who waits for an answer on this
line with `on_break`, which is called in the loop and must not block. What is said within one turn of the loop goes out
together and in order.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import gevent
import nats
from gevent.event import Event
from nats.aio.client import Client
from nats.errors import SlowConsumerError
from nats.js.client import JetStreamContext

from services.common import errors, logs
from services.common.bus.listening import Listening, Message, Subscription
from services.common.bus.loop import Loop

CONNECT_SECONDS = 3
STREAM_SECONDS = 5.0
SILENCE_SECONDS = 1
"""How long NATS may take to say that it is there."""

log = logs.get_logger("bus")

Failed = Callable[[Exception], None]
_Saying = tuple["NatsClient", str, bytes, str, dict[str, str] | None, Failed | None]


class NatsClient(Listening, Client):
    """nats-py's client, for our own subscriptions as well."""


class Connection:
    """One line of one service. Everything may be registered before `start`; nothing connects until then.

    `client` and `stream` are nats-py's own, None until the first time that NATS was reached. `breaks` counts how often
    the line broke.
    """

    def __init__(self, url: str, service: str, loop: Loop):
        self._url, self._service, self._loop = url, service, loop
        self.client: NatsClient | None = None
        self.stream: JetStreamContext | None = None
        self.breaks = 0
        self.is_closed = False
        # Those that NATS has not been told of yet; nats-py keeps the others, and tells again after a reconnect.
        self._unopened: dict[Subscription, None] = {}
        self._queues: list[Subscription] = []
        # One bound method for all: there are tens of thousands of subscriptions.
        self._on_close = self._forget
        self._troubled: list[Callable[[], None]] = []
        self._broken: list[Callable[[], None]] = []
        self._outgoing: list[_Saying] = []
        self._is_silent = False
        self._asking: gevent.Greenlet | None = None
        self._started = Event()

    # -- life

    def start(self) -> None:
        """Connect in the background and go on trying for ever."""
        self._loop.soon(self._connect)
        self._started.wait(CONNECT_SECONDS)

    @property
    def is_connected(self) -> bool:
        """Whether NATS is there: the line stands, and it was not silent when asked."""
        return self.client is not None and bool(self.client.is_connected) and not self._is_silent

    def on_trouble(self, callback: Callable[[], None]) -> None:
        """`callback` runs in a greenlet of its own whenever announcements may have been lost."""
        self._troubled.append(callback)

    def on_break(self, callback: Callable[[], None]) -> None:
        self._broken.append(callback)

    def close_queues(self) -> None:
        """Take no more of what is shared with other processes."""
        for subscription in list(self._queues):
            subscription.close()
        self.is_closed = True

    def drain(self, seconds: float) -> None:
        """Flush what was said, then disconnect."""
        if self.client is None:
            return
        try:
            self._loop.call(self.client.drain(), seconds)
        except (errors.Unavailable, nats.errors.Error) as error:
            log.warning("bus closed without a flush", error=repr(error))

    async def _connect(self) -> None:
        pause = 0.2
        while not self.is_closed:
            client = NatsClient()
            try:
                await client.connect(
                    self._url,
                    name=f"natter-{self._service}",
                    connect_timeout=CONNECT_SECONDS,
                    allow_reconnect=True,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=1,
                    ping_interval=10,
                    max_outstanding_pings=2,
                    inbox_prefix=f"_INBOX_{self._service}".encode(),
                    error_cb=self._on_error,
                    disconnected_cb=self._on_disconnect,
                    reconnected_cb=self._on_reconnect,
                )
            except (OSError, nats.errors.Error, TimeoutError) as error:
                log.warning("NATS does not answer", error=repr(error))
                await client.close()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
                continue
            self.client, self.stream = client, client.jetstream(timeout=STREAM_SECONDS)
            unopened, self._unopened = self._unopened, {}
            for subscription in unopened:
                await client.listen(subscription)
            log.info("connected to NATS")
            self._started.set()
            self._trouble()
            return

    async def _on_error(self, error: Exception) -> None:
        log.warning("NATS trouble", error=repr(error))
        if isinstance(error, SlowConsumerError):
            self._trouble()

    async def _on_disconnect(self) -> None:
        self.breaks += 1
        self._is_silent = False
        for callback in self._broken:
            callback()
        if not self.is_closed:
            log.warning("disconnected from NATS")
            self._trouble()

    async def _on_reconnect(self) -> None:
        log.info("reconnected to NATS")
        self._trouble()

    def _trouble(self) -> None:
        for callback in self._troubled:
            gevent.spawn(callback)

    # -- what comes in and goes out

    def subscribe(self, subject: str, callback: Callable[[Message], None], *, queue: str = "") -> Subscription:
        """`callback` runs in the loop's greenlet for each message and must not block; restored after a reconnect."""
        subscription = Subscription(subject, queue, callback, self._on_close)
        if queue:
            self._queues.append(subscription)
        client = self.client
        if client is None:
            self._unopened[subscription] = None
        else:
            self._loop.soon(lambda: client.listen(subscription))
        return subscription

    def _forget(self, subscription: Subscription) -> None:
        self._unopened.pop(subscription, None)
        if subscription.queue:
            self._queues.remove(subscription)
        client = self.client
        if client is not None and not self.is_closed:
            self._loop.soon(lambda: client.unlisten(subscription))

    def say(
        self,
        subject: str,
        data: bytes,
        *,
        reply: str = "",
        headers: dict[str, str] | None = None,
        on_failure: Failed | None = None,
    ) -> None:
        """Publish at the next turn of the loop, together with all else that is said in this one, in order.

        Dropped when NATS was never reached; other failures are told to `on_failure`, or else logged.
        """
        if self.client is None:
            return
        self._outgoing.append((self.client, subject, data, reply, headers, on_failure))
        if len(self._outgoing) == 1:
            self._loop.soon(self._say_all)

    async def _say_all(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        for client, subject, data, reply, headers, on_failure in outgoing:
            try:
                await client.publish(subject, data, reply, headers)
            except Exception as error:  # one that cannot be said must not keep the others back
                if on_failure is not None:
                    on_failure(error)
                else:
                    log.warning("not published", subject=subject, error=repr(error))

    def flush(self, seconds: float) -> None:
        """Return when NATS knows of all subscriptions and publishes made before. Raises Unavailable."""
        if self.client is None or not self.is_connected:
            raise errors.Unavailable()
        self._loop.call(self.client.flush(timeout=max(1, int(seconds))), seconds)

    # -- silence

    def is_heard(self) -> bool:
        """Whether NATS answers us at all; asked once for all who wonder. One that is slow to answer others does."""
        if self._is_silent or not self.is_connected:
            return False
        if self._asking is None:
            self._asking = gevent.spawn(self._listen_for_silence)
        self._asking.join()
        return not self._is_silent

    def _listen_for_silence(self) -> None:
        # Twice: in a process that was held up itself, the first answer may have come in the moment it was given up.
        is_heard = self._hears() or self._hears()
        self._asking = None
        if not is_heard and self.is_connected:
            log.warning("NATS is silent")
            self._is_silent = True
            self._trouble()
            gevent.spawn(self._listen_for_sound)

    def _listen_for_sound(self) -> None:
        while self._is_silent and not self.is_closed and not self._hears():
            gevent.sleep(SILENCE_SECONDS / 4)
        if self._is_silent:
            log.info("NATS is heard again")
            self._is_silent = False
            self._trouble()

    def _hears(self) -> bool:
        client: Any = self.client
        if client is None or not client.is_connected:
            return False
        try:
            self._loop.call(client.flush(SILENCE_SECONDS), SILENCE_SECONDS + 0.5)
        except (errors.Unavailable, nats.errors.Error):
            return False
        return True
