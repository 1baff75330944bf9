"""What chat does from time to time: renew its lease, look at others' leases, repair, welcome, index.

Started by log.py and app.py; each is a greenlet that goes on whatever happens.
"""

import random
from collections.abc import Callable

import gevent

from services.chat.indexing import Indexer
from services.chat.leases import BEAT_SECONDS
from services.chat.pipeline import Parts
from services.common import logs
from services.common.errors import Unavailable

WATCH_SECONDS = 0.8
REPAIR_SECONDS = 0.2
WELCOME_SECONDS = 0.5
INDEX_SECONDS = 1.0
SWEEP_AFTER_SECONDS = 10.0
"""Whoever starts has better things to do first."""
SWEEP_AGAIN_SECONDS = 30.0

log = logs.get_logger("upkeep")


def start(parts: Parts) -> None:
    gevent.spawn(_every, BEAT_SECONDS, parts.leases.beat)
    gevent.spawn(_every, WATCH_SECONDS, parts.repairer.watch)
    gevent.spawn(_every, REPAIR_SECONDS, parts.repairer.work)
    gevent.spawn(_welcome, parts)


def start_indexing(indexer: Indexer) -> None:
    gevent.spawn(_every, INDEX_SECONDS, indexer.work)
    gevent.spawn_later(SWEEP_AFTER_SECONDS, _sweep, indexer)


def _every(seconds: float, action: Callable[[], None]) -> None:
    while True:
        _once(action)
        # Not all processes at the same moment.
        gevent.sleep(seconds * random.uniform(0.8, 1.0))  # noqa: S311 - jitter


def _welcome(parts: Parts) -> None:
    welcomes = parts.welcomes
    while True:
        welcomes.arrived.clear()
        if not _once(welcomes.work):
            welcomes.arrived.wait(timeout=WELCOME_SECONDS)


def _sweep(indexer: Indexer) -> None:
    """Until it was all around once."""
    while not _once(indexer.sweep):
        gevent.sleep(SWEEP_AGAIN_SECONDS)


def _once(action: Callable[[], bool | None]) -> bool:
    try:
        return bool(action())
    except Unavailable:
        log.warning("upkeep waits for the database", action=action.__qualname__)
    except Exception as error:  # the next time may go better
        log.exception("upkeep failed", error, action=action.__qualname__)
    return False
