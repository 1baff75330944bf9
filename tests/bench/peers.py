"""The others: small servers that people would use instead, each started alone, by its own port, in its own process.

Their sources are in peers/, their packages are pinned by package-lock.json and by deploy/*.lock.
"""

import socket
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import places, web
from deploy.failure import Failure
from deploy.stack import ports
from tests.bench import costs, programs
from tests.bench.generator import Talk

FOLDER = Path(__file__).resolve().parent / "peers"
SOCKET_IO_PATH = "/socket.io/?EIO=4&transport=websocket"


@dataclass(frozen=True)
class Peer:
    """`script`: what a client says to be one of the group; `template`: how one says a message to the group."""

    name: str
    title: str
    command: tuple[str, ...]
    talk: Talk
    script: tuple[str, ...]
    template: str


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
        )
    }


@contextmanager
def started(peer: Peer, log: Path, variables: Mapping[str, str] | None = None):
    """The peer, ready to be spoken to; it is stopped afterwards."""
    if peer.command[0] == node():
        web.install_packages(FOLDER)
    port = next(iter(ports.choose(["peer"], {}).values()))
    environment = {"PORT": str(port), "NODE_ENV": "production", **(variables or {})}
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
