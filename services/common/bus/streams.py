"""JetStream: what is announced and kept for a while, for consumers that may have been away.

A handler that returns has dealt with all that it got. When it raises, each message is handed to it alone; one that
fails alone comes again after a growing pause, and after the last pause is given up with an ERROR in the log.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

import gevent
import nats
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext
from nats.js.errors import Error as JetStreamError
from nats.js.errors import NotFoundError

from services.common import errors, ids, logs
from services.common.bus.connection import STREAM_SECONDS, Connection
from services.common.bus.headers import MESSAGE_ID, REQUEST_ID, of_request
from services.common.bus.listening import Message
from services.common.bus.loop import Loop

FETCH_SECONDS = 5
REDELIVERY_SECONDS = (1, 2, 5, 10, 30)

Handler = Callable[[list[Message]], None]

log = logs.get_logger("bus")

T = TypeVar("T")


class Streams:
    def __init__(self, connection: Connection, loop: Loop):
        self._connection, self._loop = connection, loop
        self._consumers: list[gevent.Greenlet] = []

    def ensure(self, name: str, subjects: Sequence[str], max_age_seconds: float, max_bytes: int) -> None:
        """Create or update a stream. Raises Unavailable."""
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

        self._on_stream(ensure, STREAM_SECONDS)

    def publish_all(
        self, items: Sequence[tuple[str, bytes, str]], seconds: float, request_ids: Mapping[str, str]
    ) -> None:
        """Publish (subject, data, message id) in order and return when all are stored. Raises Unavailable.

        Only the last one asks for an ack, since an ack for each would cost more than the publishing: the server deals
        with what comes over one line in order. What it could not store of the others is missing from the stream
        without a word, as what it loses later is: consumers compare their place with the log.
        """
        headers = of_request() or {}

        def headers_of(message_id: str) -> dict[str, str]:
            origin = {REQUEST_ID: request_ids[message_id]} if message_id in request_ids else {}
            return {**headers, **origin, MESSAGE_ID: message_id}

        async def publish(stream: JetStreamContext) -> None:
            client = self._connection.client
            if client is None:
                raise ConnectionClosedError
            *first, last = items
            breaks = self._connection.breaks
            for subject, data, message_id in first:
                await client.publish(subject, data, headers=headers_of(message_id))
            subject, data, message_id = last
            await stream.publish(subject, data, timeout=seconds, headers=headers_of(message_id))
            if self._connection.breaks != breaks:
                # What was on the old line may be lost, and what came after it not.
                raise ConnectionClosedError

        self._on_stream(publish, seconds)

    def consume(self, stream: str, durable: str, subject: str, handler: Handler, batch: int) -> None:
        """Hand the messages of the stream to `handler`, as many as are there, in order but for redeliveries."""
        self._consumers.append(gevent.spawn(self._consume, stream, durable, subject, handler, batch))

    def stop(self) -> None:
        gevent.killall(self._consumers, block=False)

    def _consume(self, stream: str, durable: str, subject: str, handler: Handler, batch: int) -> None:
        pulls: Any = None
        while not self._connection.is_closed:
            try:
                if pulls is None:
                    pulls = self._on_stream(
                        lambda live: _pull_subscription(live, stream, durable, subject), STREAM_SECONDS
                    )
                messages = self._loop.call(pulls.fetch(batch, timeout=FETCH_SECONDS), FETCH_SECONDS + 2)
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

    def _handle(self, messages: list[Msg], handler: Handler) -> None:
        if len(messages) == 1:
            logs.request_id.set(ids.request_id_from((messages[0].headers or {}).get(REQUEST_ID)))
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
                self._loop.soon(message.ack)

    def _retry(self, message: Msg, error: Exception) -> None:
        deliveries = message.metadata.num_delivered or 1
        if deliveries > len(REDELIVERY_SECONDS):
            log.exception("message given up", error, subject=message.subject, deliveries=deliveries)
            self._loop.soon(message.term)
        else:
            log.warning("message will be tried again", subject=message.subject, error=repr(error))
            pause = REDELIVERY_SECONDS[deliveries - 1]
            self._loop.soon(lambda: message.nak(delay=pause))

    def _on_stream(self, action: Callable[[JetStreamContext], Coroutine[Any, Any, T]], seconds: float) -> T:
        stream = self._connection.stream
        if stream is None or not self._connection.is_connected:
            raise errors.Unavailable()
        try:
            return self._loop.call(action(stream), seconds + 1)
        except (nats.errors.Error, JetStreamError) as error:
            raise errors.Unavailable() from error


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
