"""The others: small servers that people would use instead, each started alone, by its own port, in its own process.

Their sources are in peers/, their packages are pinned by package-lock.json and by deploy/*.lock.
"""

import socket
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy import places, web
from deploy.failure import Failure
from deploy.stack import ports
from tests.bench import costs, gopeers, programs
from tests.bench.generator import Talk

FOLDER = Path(__file__).resolve().parent / "peers"
SOCKET_IO_PATH = "/socket.io/?EIO=4&transport=websocket"

CENTRIFUGE_TALK = (
    Talk("/connection/websocket", keep_alive=("{}", "{}")),
    ("", '{"id":1,"connect":{}}', '"connect"', '{"id":2,"subscribe":{"channel":"group"}}', '"subscribe"', ""),
    '{"id":3,"publish":{"channel":"group","data":{"body":"%B"}}}',
)
CENTRIFUGO_VARIABLES = {
    "CENTRIFUGO_HTTP_SERVER_ADDRESS": "127.0.0.1",
    "CENTRIFUGO_HTTP_SERVER_PORT": "{port}",
    # No tokens, and clients may subscribe and publish: the least that it can be asked to do.
    "CENTRIFUGO_CLIENT_INSECURE": "true",
    "CENTRIFUGO_LOG_LEVEL": "error",
}


def _install_packages() -> None:
    web.install_packages(FOLDER)


@dataclass(frozen=True)
class Peer:
    """`script`: what a client says to be one of the group; `template`: how one says a message to the group.

    `variables` may hold {port}. `prepare` fetches and builds what it needs; raises gopeers.NotRun when it cannot.
    """

    name: str
    title: str
    command: tuple[str, ...]
    talk: Talk
    script: tuple[str, ...]
    template: str
    variables: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = _install_packages


@dataclass(frozen=True)
class Running:
    """A started peer. `programs` as costs.read wants them."""

    peer: Peer
    port: int
    pid: int

    @property
    def programs(self) -> dict[str, list[int]]:
        return {self.peer.name: [self.pid, *children(self.pid)]}


def known() -> dict[str, Peer]:
    """All peers by name."""
    socket_io = Talk(SOCKET_IO_PATH, delivered="42", keep_alive=("2", "3"))
    return {
        peer.name: peer
        for peer in (
            Peer("ws", "ws", (node(), "ws.js"), Talk("/"), ("", ""), "%B"),
            Peer(
                "socketio",
                "Socket.IO",
                (node(), "socket-io.js"),
                socket_io,
                ("0{", "40", "40{", ""),
                '42["message","%B"]',
            ),
            Peer("flask-sock", "flask-sock", _gunicorn("flask_sock_chat:app"), Talk("/ws"), ("", ""), "%B"),
            Peer(
                "centrifuge",
                "Centrifuge (Go library)",
                (str(gopeers.FOLDER / "centrifuge"),),
                *CENTRIFUGE_TALK,
                prepare=gopeers.centrifuge,
            ),
            Peer(
                "centrifugo",
                "Centrifugo",
                (str(gopeers.FOLDER / "centrifugo"),),
                *CENTRIFUGE_TALK,
                variables=CENTRIFUGO_VARIABLES,
                prepare=gopeers.centrifugo,
            ),
        )
    }


@contextmanager
def started(peer: Peer, log: Path, variables: Mapping[str, str] | None = None):
    """The peer, ready to be spoken to; it is stopped afterwards."""
    peer.prepare()
    port = next(iter(ports.choose(["peer"], {}).values()))
    own = {name: value.format(port=port) for name, value in peer.variables.items()}
    environment = {"PORT": str(port), "NODE_ENV": "production", **own, **(variables or {})}
    with programs.started(peer.command, log, environment, FOLDER) as pid:
        _wait_until_open(pid, port, log)
        yield Running(peer, port, pid)


def node() -> str:
    """Node as the browser client is built with."""
    return str(web.node())


def children(pid: int) -> list[int]:
    """The processes right below one."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _gunicorn(application: str) -> tuple[str, ...]:
    return (
        str(places.PYTHON), "-m", "gunicorn", "--worker-class", "gevent", "--workers", "1",
        "--worker-connections", "20000", "--log-level", "warning", "--no-control-socket", application,
    )  # fmt: skip


def _wait_until_open(pid: int, port: int, log: Path) -> None:
    deadline = time.monotonic() + programs.START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if costs.is_over(pid) or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise Failure(f"a peer did not start: {' '.join(said)}", f"look at {log}") from None
            time.sleep(0.05)
