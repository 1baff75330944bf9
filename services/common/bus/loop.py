"""Crossing from greenlets into the asyncio loop, which nats-py needs.

One greenlet per process runs the loop, begun after the fork; everybody else calls in from their own greenlets.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import gevent
from gevent.event import AsyncResult

from services.common import errors, logs

log = logs.get_logger("bus")

_loops: dict[int, asyncio.AbstractEventLoop] = {}

T = TypeVar("T")


class Loop:
    """The way into the loop of this process. Until `start` nothing runs there."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Call after the fork."""
        self._loop = _process_loop()

    def soon(self, action: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Run in the loop without waiting; a failure is logged."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: _spawn(action()))

    def call(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
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


def _spawn(coroutine: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.ensure_future(coroutine)
    task.add_done_callback(_log_failure)


def _log_failure(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled() and (error := task.exception()):
        log.warning("bus action failed", error=repr(error))
