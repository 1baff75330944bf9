"""Questions to other services and the answers to theirs.

Over NATS, or while that is away over a detour (detours.py). Handlers are begun in the order in which the questions
came, each in a greenlet of its own; a Problem that one raises is raised again in the asker, and so is TooLarge for an
answer that NATS would not carry. The request id goes along in a header.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

import gevent
import msgspec
import nats
from gevent.event import AsyncResult
from gevent.pool import Pool
from nats.errors import ConnectionClosedError

from services.common import errors, ids, logs
from services.common.bus import listening
from services.common.bus.connection import Connection
from services.common.bus.headers import REQUEST_ID, STATUS, of_request
from services.common.bus.listening import Message, Subscription
from services.common.detours import Detours

NO_RESPONDERS = "503"
PATIENCE_SECONDS = 0.5
"""How long an answer is waited for before it is asked whether NATS is there at all."""
HANDLERS_AT_ONCE = 256
LEAST_SECONDS = 0.5

is_detour: ContextVar[bool] = ContextVar("is_detour", default=False)
"""Whether what is being answered was asked without NATS."""

log = logs.get_logger("bus")

A = TypeVar("A")
T = TypeVar("T")


class _Away(Exception):
    """NATS cannot carry a question now."""


class Questions:
    def __init__(self, connection: Connection, service: str, detours: Detours):
        self._connection, self._service, self._detours = connection, service, detours
        self._handlers = Pool(HANDLERS_AT_ONCE)
        self._inbox = ""
        self._answers: dict[str, AsyncResult[Message]] = {}
        self._answerers: dict[str, tuple[Callable[[bytes], bytes], Subscription]] = {}
        self._answering = 0

    def start(self) -> None:
        """Call after the fork: each process has its own inbox."""
        self._inbox = f"_INBOX_{self._service}.{ids.new_id()}."
        self._connection.on_break(self._give_up_all)
        self._connection.subscribe(f"{self._inbox}*", self._on_answer)

    def finish(self, seconds: float) -> None:
        """Wait for the answers that are being made."""
        self._handlers.join(timeout=seconds)

    # -- asking

    def ask(self, subject: str, question: msgspec.Struct, answer: type[A], seconds: float) -> A:
        """Raises what the other service raised, or Unavailable when nobody answers in time.

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
        if not self._connection.is_connected:
            raise _Away("not connected")
        inbox = f"{self._inbox}{ids.new_id()}"
        result = self._answers[inbox] = AsyncResult()
        try:
            self._connection.say(subject, data, reply=inbox, headers=of_request(), on_failure=result.set_exception)
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
        status = listening.header(reply.headers, STATUS)
        if status is not None:
            raise errors.from_body(int(status), msgspec.json.decode(reply.data, type=errors.ErrorBody).error)
        return reply.data

    def _await(self, result: "AsyncResult[Message]", seconds: float) -> Message:
        """The answer. Raises gevent.Timeout, or _Away as soon as NATS itself does not answer either."""
        if seconds > PATIENCE_SECONDS:
            begun_at = time.monotonic()
            if result.wait(timeout=PATIENCE_SECONDS) is None and not result.ready():
                is_heard = self._connection.is_heard()
                if not result.ready() and not is_heard:
                    raise _Away("NATS is silent")
            seconds = max(0.0, seconds - (time.monotonic() - begun_at))
        message: Message = result.get(timeout=seconds)
        return message

    def _on_answer(self, message: Message) -> None:
        result = self._answers.get(message.subject)
        if result is not None and not result.ready():
            result.set(message)

    def _give_up_all(self) -> None:
        """Nobody will answer on this line any more: whoever waits need not wait for the timeout."""
        for result in self._answers.values():
            if not result.ready():
                result.set_exception(ConnectionClosedError())

    # -- answering

    def reply(self, subject: str, question: type[T], handler: Callable[[T], msgspec.Struct]) -> Subscription:
        """Answer what is asked on `subject`, at most HANDLERS_AT_ONCE questions at a time."""
        decoder = msgspec.json.Decoder(question)

        def respond(data: bytes) -> bytes:
            return msgspec.json.encode(handler(decoder.decode(data)))

        def answer(message: Message) -> None:
            logs.request_id.set(ids.request_id_from(listening.header(message.headers, REQUEST_ID)))
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

        subscription = self._connection.subscribe(subject, take, queue=self._service)
        self._answerers[subject] = respond, subscription
        return subscription

    def answer(self, subject: str, data: bytes) -> bytes:
        """What the handler of `subject` answers to somebody who asks without NATS. Raises what it raises."""
        respond, subscription = self._answerers.get(subject, (None, None))
        if respond is None or subscription is None or subscription.is_closed:
            raise errors.Unavailable()
        if self._answering >= HANDLERS_AT_ONCE:
            raise errors.Unavailable("The server is busy. Try again in a moment.")
        self._answering += 1
        asked = is_detour.set(True)
        try:
            return respond(data)
        finally:
            is_detour.reset(asked)
            self._answering -= 1

    def _refuse(self, message: Message, problem: errors.Problem) -> None:
        self._respond(message, msgspec.json.encode(problem.body()), {STATUS: str(problem.status)})

    def _respond(self, message: Message, data: bytes, headers: dict[str, str] | None) -> None:
        client = self._connection.client
        if client is None or not message.reply:
            return
        if len(data) > client.max_payload:
            # Said at once: the asker would wait for its timeout, and then hear that nobody answered.
            log.warning("answer too large", subject=message.subject, bytes=len(data))
            self._refuse(message, errors.TooLarge("The answer is too large for one message."))
            return
        self._connection.say(message.reply, data, headers=headers)
