"""Set up what is missing, start Natter and print its address.

The first time this makes a private environment (.venv/), builds the browser client and generates every secret, which
takes a minute or two; later it takes seconds. Doing it again is harmless: what runs goes on, what changed is restarted.
"""

import argparse
import os
from pathlib import Path

from deploy import arguments, environment, locks, settings_file, web
from deploy.stack import assembly, data, processes

DEFAULT_PORT = 8080
DEFAULT_HOST = "127.0.0.1"
LOCAL_HOSTS = ("127.0.0.1", "0.0.0.0", "::")  # noqa: S104 - only compared


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, help=f"the public port ({DEFAULT_PORT}, or the one used before)")
    parser.add_argument(
        "--host", help=f"the address to listen on ({DEFAULT_HOST}: only this machine; 0.0.0.0 lets others in)"
    )
    parser.add_argument(
        "--no-web", action="store_true", help="do not build the browser client (for work on it: npm run dev)"
    )
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> None:
    environment.enter("runtime")
    if not given.no_web:
        web.ensure_built()
    start(given.data_dir, given.host, given.port)


def start(folder: Path, host: str | None, port: int | None) -> None:
    """Bring the stack of a data directory up in an environment that is ready."""
    os.umask(0o077)
    opened = data.make(folder)
    with locks.only_one(opened.folder, "starting or stopping"):
        remembered = opened.settings()
        host = host or remembered.get("host") or DEFAULT_HOST
        port = port or remembered.get("port") or DEFAULT_PORT
        assembly.bring_up(opened, host, port, settings_file.read(opened / "natter.env"))
    shown = "localhost" if host in LOCAL_HOSTS else host
    others = "" if host != DEFAULT_HOST else " (this machine only; --host 0.0.0.0 lets others in)"
    # Counted from the start of this process, which outlived the change into the private environment.
    seconds = processes.uptime_seconds(os.getpid()) or 0.0
    print(f"Natter is ready at http://{shown}:{port} after {seconds:.1f} s{others}")


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port
