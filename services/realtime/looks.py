"""Looks: which conversation a connection has on the screen and in focus, so that notify leaves its user alone.

Called by inbox.py; `beat` keeps the marks alive, `depart` takes them away with the connection.
"""

import time
from functools import partial

from services.common import frames
from services.common.errors import NotFound
from services.realtime import refusals
from services.realtime.connections import Connection
from services.realtime.errands import Errands
from services.realtime.hub import Hub
from services.realtime.stores.looks import LookStore


class Looks:
    """Give it the store, the errands and the hub."""

    def __init__(self, store: LookStore, errands: Errands, hub: Hub):
        self._store, self._errands, self._hub = store, errands, hub

    def take(self, connection: Connection, frame: frames.Look) -> None:
        """The connection looks at this conversation now, or at none."""
        user = connection.user
        if user is None:
            return
        if frame.conversation_id is not None and frame.conversation_id not in user.conversations:
            refusals.refuse(connection, NotFound("conversation"))
            return
        if frame.conversation_id != connection.looking_at:
            self.depart(connection)
        connection.looking_at = frame.conversation_id
        if frame.conversation_id is not None:
            entry = (frame.conversation_id, user.user_id, connection.connection_id)
            self._errands.run(lambda: self._store.touch([entry], time.time()))

    def depart(self, connection: Connection) -> None:
        """It looks at nothing any more."""
        looked_at, connection.looking_at = connection.looking_at, None
        if looked_at is not None and connection.user is not None:
            self._errands.run(partial(self._store.remove, looked_at, connection.user.user_id, connection.connection_id))

    def beat(self) -> None:
        """Every 14 s or more often: whoever still looks, looks."""
        entries = [
            (connection.looking_at, connection.user.user_id, connection.connection_id)
            for connection in self._hub.connections
            if connection.looking_at is not None and connection.user is not None
        ]
        if entries:
            self._errands.run(lambda: self._store.touch(entries, time.time()))
