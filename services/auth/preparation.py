"""Making the indexes when the service starts, as soon as the database answers. Until then auth is not ready."""

from collections.abc import Sequence
from typing import Protocol

import gevent

from services.common import logs
from services.common.errors import Unavailable

PAUSE_SECONDS = 2.0

log = logs.get_logger("preparation")


class Store(Protocol):
    def prepare(self) -> None:
        """Make the indexes; harmless when they are there. Raises Unavailable."""


class Preparation:
    def __init__(self, stores: Sequence[Store]):
        self._stores = stores
        self.is_done = False

    def start(self) -> None:
        gevent.spawn(self._run)

    def _run(self) -> None:
        while not self.is_done:
            try:
                for store in self._stores:
                    store.prepare()
                self.is_done = True
            except Unavailable:
                log.warning("indexes wait for the database")
                gevent.sleep(PAUSE_SECONDS)
