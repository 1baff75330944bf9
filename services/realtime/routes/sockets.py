"""`GET /ws`: the handshake, by flask-sock; the descriptor then belongs to the hub.

simple-websocket would start a reader per connection and loses bytes when it writes to a slow one (its issue 45), so it
does nothing but shake hands here: its reader never starts, and its socket is left to gunicorn, which closes its own
copy of the descriptor when the request ends.
"""

import os
import socket
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask, request
from flask_sock import Sock

from services.common.errors import Forbidden, Malformed, Unavailable
from services.realtime import origins

Adopt = Callable[[int], object]


class NoReader:
    """Stands in for the thread that simple-websocket wants to start."""

    def __init__(self, target: Any = None, **_: Any):
        self.name = ""

    def start(self) -> None:
        """Nothing to do: the hub reads."""


def serve(flask: Flask, adopt: Adopt, is_draining: Callable[[], bool], allowed_origins: Collection[str]) -> None:
    """Register the route; `adopt` gets a descriptor of its own for each connection."""
    blueprint = Blueprint("sockets", __name__)

    @blueprint.before_request
    def check() -> None:
        # Before the handshake, so that a refusal is an HTTP answer.
        if is_draining():
            raise Unavailable("The server is about to restart. Try again in a moment.")
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
        host = request.headers.get("X-Forwarded-Host", request.host)
        if not origins.is_allowed(request.headers.get("Origin"), origins.own_origin(scheme, host), allowed_origins):
            raise Forbidden("This page may not connect here.")
        # Without these, which every browser sends, wsproto would fail as if the fault were ours.
        if request.headers.get("Sec-WebSocket-Version") != "13" or not request.headers.get("Sec-WebSocket-Key"):
            raise Malformed("Open a WebSocket of version 13 here.")

    def take(websocket: Any) -> None:
        ours = websocket.sock
        with suppress(OSError):
            ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        adopt(os.dup(ours.fileno()))
        # flask-sock would say goodbye now.
        websocket.connected = False

    flask.config["SOCK_SERVER_OPTIONS"] = {"thread_class": NoReader}
    Sock().route("/ws", bp=blueprint)(take)
    flask.register_blueprint(blueprint)
    flask.wsgi_app = _without_extensions(flask.wsgi_app)  # type: ignore[method-assign]


def _without_extensions(wsgi_app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Compression would cost 80 KB a connection, and simple-websocket accepts it whenever it is offered."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi_app(environ, start_response)

    return call
