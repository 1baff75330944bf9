"""Sessions on open sockets: a connection lives as long as its token, and no longer than its session.

`take` renews the token (inbox.py), `revoke` ends sessions that auth ended (app.py hands it to the token verifier, which
knows within 5 s), `expire` is called by sweeps.py.
"""

import time
from collections.abc import Callable

import gevent

from services.common import frames
from services.common.errors import Problem
from services.common.tokens import Identity
from services.realtime import refusals
from services.realtime.connections import Connection
from services.realtime.hub import Hub


class Sessions:
    """`verify` turns a token into an identity or raises."""

    def __init__(self, verify: Callable[[str], Identity], hub: Hub):
        self._verify, self._hub = verify, hub

    def take(self, connection: Connection, frame: frames.RenewToken) -> None:
        """Go on with a fresh token of the same user; a bad one is refused and the old one still counts."""
        gevent.spawn(self._renew, connection, frame.token)

    def _renew(self, connection: Connection, token: str) -> None:
        try:
            identity = self._verify(token)
        except Problem as problem:
            refusals.refuse(connection, problem)
            return
        if connection.user is None or identity.user_id != connection.user.user_id:
            connection.close(refusals.FORBIDDEN, "another user's token")
            return
        connection.session_id, connection.expires_at = identity.session_id, identity.expires_at

    def revoke(self, session_ids: set[str]) -> None:
        """Close every connection of these sessions."""
        for connection in list(self._hub.connections):
            if connection.session_id in session_ids:
                connection.close(refusals.UNAUTHENTICATED, "this session was ended")

    def expire(self, connection: Connection) -> None:
        """Close the connection if its token has ended."""
        if connection.user is not None and connection.expires_at < time.time():
            connection.close(refusals.UNAUTHENTICATED, "the access token has ended")
