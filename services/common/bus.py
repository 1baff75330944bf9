"""NATS for code that runs in greenlets: the only file that knows asyncio or nats-py.

nats-py needs an asyncio loop; one greenlet per process runs it, started after the fork, and everybody else calls in
from their own greenlets. Used by app.py (start, stop), subscriptions.py (what comes in) and use-cases (what goes out).

Promises: `publish` may be lost, `stream_publish_all` is stored when it returns, `request` answers or raises within its
timeout, over NATS or, while that is away, over a detour (detours.py). What comes in is taken in the order in which the
server sent it, across all subjects: callbacks of `subscribe` are called, and handlers of `reply` begun, in this order.
Whoever must know that announcements may have been missed registers with `on_trouble`. Requests are answered in the
queue group of the service; a Problem that a handler raises is raised again in the asker, and so is TooLarge for an
answer that NATS would not carry. The request id goes along in a header.
"""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

import gevent
import msgspec
import nats
from gevent.event import AsyncResult, Event
from gevent.pool import Pool
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError, SlowConsumerError
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import Error as JetStreamError
from nats.js.errors import NotFoundError

from services.common import errors, ids, listening, logs
from services.common.detours import Detours
from services.common.listening import Message as Message
from services.common.listening import Subscription as Subscription

REQUEST_ID_HEADER = "Natter-Request-Id"
STATUS_HEADER = "Natter-Status"
MESSAGE_ID_HEADER = "Nats-Msg-Id"
NO_RESPONDERS = "503"

PATIENCE_SECONDS = 0.5
"""How long an answer is waited for before it is asked whether NATS is there at all."""
SILENCE_SECONDS = 1
"""How long NATS may take to say so."""

CONNECT_SECONDS = 3
REQUEST_SECONDS = 5.0
HANDLERS_AT_ONCE = 256
LEAST_SECONDS = 0.5
FETCH_SECONDS = 5
REDELIVERY_SECONDS = (1, 2, 5, 10, 30)

log = logs.get_logger("bus")

_loops: dict[int, asyncio.AbstractEventLoop] = {}

A = TypeVar("A")
T = TypeVar("T")
_Outgoing = tuple["_Client", str, bytes, str, dict[str, str] | None, "AsyncResult[Message] | None"]


class _Away(Exception):
    """NATS cannot carry a question now."""


class _Client(listening.Listening, Client):
    """nats-py's client, for our own subscriptions as well."""


class Bus:
    """One connection to NATS. Everything may be registered before `start`; nothing connects until then."""

    def __init__(self, url: str, service: str, detours: Detours | None = None):
        self._url, self.service, self._detours = url, service, detours or Detours(service)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: _Client | None = None
        self._stream: JetStreamContext | None = None
        # Those that NATS has not been told of yet; nats-py keeps the others, and tells again after a reconnect.
        self._unopened: dict[Subscription, None] = {}
        self._queues: list[Subscription] = []
        # One bound method for all: there are tens of thousands of subscriptions.
        self._on_close = self._forget
        self._troubled: list[Callable[[], None]] = []
        self._consumers: list[gevent.Greenlet] = []
        self._handlers = Pool(HANDLERS_AT_ONCE)
        self._inbox = ""
        self._answers: dict[str, AsyncResult[Message]] = {}
        self._outgoing: list[_Outgoing] = []
        self._answerers: dict[str, Callable[[bytes], bytes]] = {}
        self._answering = 0
        self._is_silent = False
        self._listening: gevent.Greenlet | None = None
        self._started = Event()
        self.is_closed = False
        self._breaks = 0

    # -- life

    def start(self) -> None:
        """Connect in the background and go on trying for ever; call after the fork, once."""
        self._loop = _process_loop()
        self._inbox = f"_INBOX_{self.service}.{ids.new_id()}."
        self.subscribe(f"{self._inbox}*", self._on_answer)
        self.soon(self._connect)
        self._started.wait(CONNECT_SECONDS)

    @property
    def is_connected(self) -> bool:
        """Whether NATS is there: the line stands, and it was not silent when asked."""
        return self._client is not None and bool(self._client.is_connected) and not self._is_silent

    def on_trouble(self, callback: Callable[[], None]) -> None:
        """`callback` runs whenever announcements may have been lost: a disconnect, a reconnect, an overflow."""
        self._troubled.append(callback)

    def stop(self, seconds: float = 3.0) -> None:
        """Take no more requests, finish those that were taken, flush what was published, then disconnect."""
        for subscription in list(self._queues):
            subscription.close()
        self.is_closed = True
        gevent.killall(self._consumers, block=False)
        client = self._client
        if client is None:
            return
        self._handlers.join(timeout=seconds / 2)
        try:
            self._call(client.drain(), seconds / 2)
        except (errors.Unavailable, nats.errors.Error) as error:
            log.warning("bus closed without a flush", error=repr(error))

    async def _connect(self) -> None:
        pause = 0.2
        while not self.is_closed:
            client = _Client()
            try:
                await client.connect(
                    self._url,
                    name=f"natter-{self.service}",
                    connect_timeout=CONNECT_SECONDS,
                    allow_reconnect=True,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=1,
                    ping_interval=10,
                    max_outstanding_pings=2,
                    inbox_prefix=f"_INBOX_{self.service}".encode(),
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
            self._client, self._stream = client, client.jetstream(timeout=REQUEST_SECONDS)
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
        self._breaks += 1
        self._is_silent = False
        for result in self._answers.values():
            # Nobody will answer on this connection any more: whoever waits need not wait for the timeout.
            if not result.ready():
                result.set_exception(ConnectionClosedError())
        if not self.is_closed:
            log.warning("disconnected from NATS")
            self._trouble()

    async def _on_reconnect(self) -> None:
        log.info("reconnected to NATS")
        self._trouble()

    def _trouble(self) -> None:
        for callback in self._troubled:
            gevent.spawn(callback)

    # -- announcements

    def publish(self, subject: str, data: bytes) -> None:
        """Send and forget; dropped when NATS is away."""
        client = self._client
        # One that is only silent may have heard it all the same.
        if client is None or not client.is_connected:
            return
        self._say(client, subject, data, "", _headers(), None)

    def subscribe(self, subject: str, callback: Callable[[Message], None], *, queue: str = "") -> Subscription:
        """`callback` runs in the loop's greenlet for each message and must not block; restored after a reconnect."""
        subscription = Subscription(subject, queue, callback, self._on_close)
        if queue:
            self._queues.append(subscription)
        client = self._client
        if client is None:
            self._unopened[subscription] = None
        else:
            self.soon(lambda: client.listen(subscription))
        return subscription

    def _forget(self, subscription: Subscription) -> None:
        self._unopened.pop(subscription, None)
        if subscription.queue:
            self._queues.remove(subscription)
            self._answerers.pop(subscription.subject, None)
        client = self._client
        if client is not None and not self.is_closed:
            self.soon(lambda: client.unlisten(subscription))

    def _say(
        self,
        client: _Client,
        subject: str,
        data: bytes,
        reply: str,
        headers: dict[str, str] | None,
        result: "AsyncResult[Message] | None",
    ) -> None:
        """Publish at the next turn of the loop, together with all else that is said in this one, in order."""
        self._outgoing.append((client, subject, data, reply, headers, result))
        if len(self._outgoing) == 1:
            self.soon(self._publish_all)

    async def _publish_all(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        for client, subject, data, reply, headers, result in outgoing:
            try:
                await client.publish(subject, data, reply, headers)
            except Exception as error:  # one that cannot be said must not keep the others back
                if result is not None:
                    result.set_exception(error)
                else:
                    log.warning("not published", subject=subject, error=repr(error))

    def flush(self, seconds: float = 2.0) -> None:
        """Return when NATS knows of all subscriptions and publishes made before. Raises Unavailable."""
        if self._client is None or not self.is_connected:
            raise errors.Unavailable()
        self._call(self._client.flush(timeout=max(1, int(seconds))), seconds)

    # -- requests

    def request(
        self, subject: str, question: msgspec.Struct, answer: type[A], *, seconds: float = REQUEST_SECONDS
    ) -> A:
        """Ask the service that answers `subject`. Raises what it raised, or Unavailable when nobody answers in time.

        It may be asked twice: when NATS turns out to be away, the second time without it.
        """
        data = msgspec.json.encode(question)
        until = time.monotonic() + seconds
        try:
            reply = self._ask(subject, data, seconds)
        except _Away as away:
            if not self._detours.lead_to(subject):
                log.warning("no answer on the bus", subject=subject, error=str(away))
                raise errors.Unavailable() from away
            log.debug("asked without NATS", subject=subject, error=str(away))
            reply = self._detours.ask(subject, data, max(LEAST_SECONDS, until - time.monotonic()))
        return msgspec.json.decode(reply, type=answer)

    def _ask(self, subject: str, data: bytes, seconds: float) -> bytes:
        """Over NATS. Raises _Away when NATS or the other's line to it is away, and what the other raised."""
        client = self._client
        if client is None or not self.is_connected:
            raise _Away("not connected")
        inbox = f"{self._inbox}{ids.new_id()}"
        result = self._answers[inbox] = AsyncResult()
        try:
            self._say(client, subject, data, inbox, _headers(), result)
            reply = self._await(result, seconds)
        except nats.errors.Error as error:
            raise _Away(repr(error)) from error
        except gevent.Timeout as timeout:
            log.warning("no answer on the bus", subject=subject, error=repr(timeout))
            raise errors.Unavailable() from timeout
        finally:
            del self._answers[inbox]
        if listening.status(reply.headers) == NO_RESPONDERS:
            raise _Away("nobody answers there")
        status = listening.header(reply.headers, STATUS_HEADER)
        if status is not None:
            raise errors.from_body(int(status), msgspec.json.decode(reply.data, type=errors.ErrorBody).error)
        return reply.data

    def _await(self, result: "AsyncResult[Message]", seconds: float) -> Message:
        """The answer. Raises gevent.Timeout, or _Away as soon as NATS itself does not answer either."""
        if seconds > PATIENCE_SECONDS:
            begun_at = time.monotonic()
            if result.wait(timeout=PATIENCE_SECONDS) is None and not result.ready():
                is_heard = self._is_heard()
                if not result.ready() and not is_heard:
                    raise _Away("NATS is silent")
            seconds = max(0.0, seconds - (time.monotonic() - begun_at))
        message: Message = result.get(timeout=seconds)
        return message

    def _is_heard(self) -> bool:
        """Whether NATS answers us at all; asked once for all who wonder. One that is slow to answer others does."""
        if self._is_silent or not self.is_connected:
            return False
        if self._listening is None:
            self._listening = gevent.spawn(self._listen_for_silence)
        self._listening.join()
        return not self._is_silent

    def _listen_for_silence(self) -> None:
        # Twice: in a process that was held up itself, the first answer may have come in the moment it was given up.
        is_heard = self._hears() or self._hears()
        self._listening = None
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
        client = self._client
        if client is None or not client.is_connected:
            return False
        try:
            self._call(client.flush(SILENCE_SECONDS), SILENCE_SECONDS + 0.5)
        except (errors.Unavailable, nats.errors.Error):
            return False
        return True

    def _on_answer(self, message: Message) -> None:
        result = self._answers.get(message.subject)
        if result is not None and not result.ready():
            result.set(message)

    def reply(self, subject: str, question: type[T], handler: Callable[[T], msgspec.Struct]) -> Subscription:
        """Answer requests on `subject`, each in a greenlet of its own, at most HANDLERS_AT_ONCE at a time."""
        decoder = msgspec.json.Decoder(question)

        def respond(data: bytes) -> bytes:
            return msgspec.json.encode(handler(decoder.decode(data)))

        def answer(message: Message) -> None:
            logs.request_id.set(ids.request_id_from(listening.header(message.headers, REQUEST_ID_HEADER)))
            try:
                self._respond(message, respond(message.data), None)
            except errors.Problem as problem:
                self._refuse(message, problem)
            except Exception as error:  # the asker gets an answer whatever happens here
                log.exception("request failed", error, subject=subject)
                self._refuse(message, errors.Problem("Something went wrong on the server. It has been noted."))

        def take(message: Message) -> None:
            if self._handlers.full():
                self._refuse(message, errors.Unavailable("The server is busy. Try again in a moment."))
                return
            self._handlers.start(gevent.Greenlet(answer, message))

        self._answerers[subject] = respond
        return self.subscribe(subject, take, queue=self.service)

    def answer(self, subject: str, data: bytes) -> bytes:
        """What the handler of `subject` answers to somebody who asks without NATS. Raises what it raises."""
        respond = self._answerers.get(subject)
        if respond is None:
            raise errors.Unavailable()
        if self._answering >= HANDLERS_AT_ONCE:
            raise errors.Unavailable("The server is busy. Try again in a moment.")
        self._answering += 1
        try:
            return respond(data)
        finally:
            self._answering -= 1

    def _refuse(self, message: Message, problem: errors.Problem) -> None:
        self._respond(message, msgspec.json.encode(problem.body()), {STATUS_HEADER: str(problem.status)})

    def _respond(self, message: Message, data: bytes, headers: dict[str, str] | None) -> None:
        client = self._client
        if client is None or not message.reply:
            return
        if len(data) > client.max_payload:
            # Said at once: the asker would wait for its timeout, and then hear that nobody answered.
            log.warning("answer too large", subject=message.subject, bytes=len(data))
            self._refuse(message, errors.TooLarge("The answer is too large for one message."))
            return
        self._say(client, message.reply, data, "", headers, None)

    # -- the stream

    def ensure_stream(self, name: str, subjects: Sequence[str], *, max_age_seconds: float, max_bytes: int) -> None:
        """Create or update a JetStream stream. Raises Unavailable."""
        config = StreamConfig(
            name=name,
            subjects=list(subjects),
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            discard=DiscardPolicy.OLD,
            max_age=max_age_seconds,
            max_bytes=max_bytes,
            duplicate_window=120,
            allow_direct=True,
        )

        async def ensure(stream: JetStreamContext) -> None:
            try:
                await stream.stream_info(name)
            except NotFoundError:
                await stream.add_stream(config)
            else:
                await stream.update_stream(config)

        self._on_stream(ensure, REQUEST_SECONDS)

    def stream_publish_all(
        self,
        items: Sequence[tuple[str, bytes, str]],
        *,
        seconds: float = REQUEST_SECONDS,
        request_ids: Mapping[str, str] | None = None,
    ) -> None:
        """Publish (subject, data, message id) in order and return when all are stored. Raises Unavailable.

        Only the last one asks for an ack, since an ack for each would cost more than the publishing: the server deals
        with what comes over one line in order. What it could not store of the others is missing from the stream
        without a word, as what it loses later is: consumers compare their place with the log.

        `request_ids` tells, by message id, which request brought an item about, where that is not the present one.
        """
        headers = _headers() or {}
        origins = request_ids or {}

        def headers_of(message_id: str) -> dict[str, str]:
            origin = {REQUEST_ID_HEADER: origins[message_id]} if message_id in origins else {}
            return {**headers, **origin, MESSAGE_ID_HEADER: message_id}

        async def publish(stream: JetStreamContext) -> None:
            client = self._client
            if client is None:
                raise ConnectionClosedError
            *first, last = items
            breaks = self._breaks
            for subject, data, message_id in first:
                await client.publish(subject, data, headers=headers_of(message_id))
            subject, data, message_id = last
            await stream.publish(subject, data, timeout=seconds, headers=headers_of(message_id))
            if self._breaks != breaks:
                # What was on the old line may be lost, and what came after it not.
                raise ConnectionClosedError

        self._on_stream(publish, seconds)

    def consume(
        self, stream: str, durable: str, subject: str, handler: Callable[[list[Message]], None], *, batch: int = 64
    ) -> None:
        """Hand the messages of the stream to `handler`, as many as are there, in order but for redeliveries.

        A handler that returns has dealt with all that it got. When it raises, each is handed to it alone; one that
        fails alone comes again after a growing pause, and after the last pause is given up with an ERROR in the log.
        """
        self._consumers.append(gevent.spawn(self._consume, stream, durable, subject, handler, batch))

    def _consume(
        self, stream: str, durable: str, subject: str, handler: Callable[[list[Message]], None], batch: int
    ) -> None:
        pulls: Any = None
        while not self.is_closed:
            try:
                if pulls is None:
                    pulls = self._on_stream(
                        lambda live: _pull_subscription(live, stream, durable, subject), REQUEST_SECONDS
                    )
                messages = self._call(pulls.fetch(batch, timeout=FETCH_SECONDS), FETCH_SECONDS + 2)
            except TimeoutError:  # of nats-py, or of asyncio itself when a batch ran out of time
                continue
            except Exception as error:  # whatever it is, the consumer must not end
                # The stream may be away, or gone with its consumer: begin anew; the log is the truth meanwhile.
                log.warning("consumer waits", durable=durable, error=repr(error))
                pulls = None
                gevent.sleep(1.0)
                continue
            self._handle(messages, handler)
            logs.request_id.set(None)

    def _handle(self, messages: list[Msg], handler: Callable[[list[Message]], None]) -> None:
        if len(messages) == 1:
            logs.request_id.set(ids.request_id_from((messages[0].headers or {}).get(REQUEST_ID_HEADER)))
        try:
            handler([Message(one.data, one.subject, one.metadata.num_delivered or 1) for one in messages])
        except Exception as error:  # one bad message must not stop the stream
            if len(messages) == 1:
                self._retry(messages[0], error)
                return
            for message in messages:
                self._handle([message], handler)
        else:
            for message in messages:
                self.soon(message.ack)

    def _retry(self, message: Msg, error: Exception) -> None:
        deliveries = message.metadata.num_delivered or 1
        if deliveries > len(REDELIVERY_SECONDS):
            log.exception("message given up", error, subject=message.subject, deliveries=deliveries)
            self.soon(message.term)
        else:
            log.warning("message will be tried again", subject=message.subject, error=repr(error))
            pause = REDELIVERY_SECONDS[deliveries - 1]
            self.soon(lambda: message.nak(delay=pause))

    def _on_stream(self, action: Callable[[JetStreamContext], Coroutine[Any, Any, T]], seconds: float) -> T:
        stream = self._stream
        if stream is None or not self.is_connected:
            raise errors.Unavailable()
        try:
            return self._call(action(stream), seconds + 1)
        except (nats.errors.Error, JetStreamError) as error:
            raise errors.Unavailable() from error

    # -- crossing into the loop

    def soon(self, action: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Run in the loop without waiting; a failure is logged."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self._spawn(action()))

    def _spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(coroutine)
        task.add_done_callback(_log_failure)

    def _call(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """Run in the loop and wait for the result. Raises what it raised, or Unavailable after `seconds`."""
        loop = self._loop
        if loop is None:
            coroutine.close()
            raise errors.Unavailable()
        result: AsyncResult[T] = AsyncResult()

        def finish(task: "asyncio.Task[T]") -> None:
            if task.cancelled():
                result.set_exception(errors.Unavailable())
            elif error := task.exception():
                result.set_exception(error)
            else:
                result.set(task.result())

        tasks: list[asyncio.Task[T]] = []

        def begin() -> None:
            task = loop.create_task(coroutine)
            tasks.append(task)
            task.add_done_callback(finish)

        loop.call_soon_threadsafe(begin)
        try:
            answer: T = result.get(timeout=seconds)
            return answer
        except gevent.Timeout as timeout:
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
            raise errors.Unavailable() from timeout


def _process_loop() -> asyncio.AbstractEventLoop:
    """The one loop of this process, running in a greenlet of its own: asyncio refuses a second one beside it."""
    loop = _loops.get(os.getpid())
    if loop is None:
        loop = _loops[os.getpid()] = asyncio.new_event_loop()
        gevent.spawn(loop.run_forever)
    return loop


async def _pull_subscription(stream: JetStreamContext, name: str, durable: str, subject: str) -> Any:
    config = ConsumerConfig(
        durable_name=durable,
        filter_subject=subject,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=30,
        max_ack_pending=256,
        max_deliver=len(REDELIVERY_SECONDS) + 2,
    )
    return await stream.pull_subscribe(subject, durable=durable, stream=name, config=config)


def _headers() -> dict[str, str] | None:
    current = logs.request_id.get()
    return {REQUEST_ID_HEADER: current} if current else None


def _log_failure(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled() and (error := task.exception()):
        log.warning("bus action failed", error=repr(error))
