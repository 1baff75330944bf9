"""Making the indexes when the service starts, as soon as the database answers. Until then auth is not ready."""

import gevent

from services.auth.stores.collections import Stores
from services.common import logs
from services.common.errors import Unavailable

PAUSE_SECONDS = 2.0

log = logs.get_logger("preparation")


class Preparation:
    def __init__(self, stores: Stores):
        self._stores = stores
        self.is_done = False

    def start(self) -> None:
        gevent.spawn(self._run)

    def _run(self) -> None:
        while not self.is_done:
            try:
                self._stores.prepare()
                self.is_done = True
            except Unavailable:
                log.warning("indexes wait for the database")
                gevent.sleep(PAUSE_SECONDS)
