"""Ports: the public one, which must be free, and the internal ones, chosen once and remembered.

Internal ports lie below the range from which the system takes ports for outgoing connections, so that a remembered
one is rarely taken at the next start; when it is, another is chosen.
"""

import random
import socket
from collections.abc import Iterable

from deploy.failure import Failure

INTERNAL_RANGE = range(20_000, 32_000)
TRIES = 500
LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a program could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As nginx does: a port whose last connections are still ending counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, PermissionError):
                raise Failure(f"this user may not listen on port {port}", "choose one above 1023 with --port") from None
            if isinstance(error, socket.gaierror) or error.errno == 99:
                raise Failure(f"{host} is not an address of this machine", "choose another with --host") from None
            return False
    return True


def require_free(port: int, host: str) -> None:
    """Raises Failure when another program listens on the public port."""
    if not is_free(port, host):
        raise Failure(f"port {port} is in use by another program", "choose another with --port, or stop that program")


def choose(names: Iterable[str], remembered: dict[str, int]) -> dict[str, int]:
    """An internal port for each name: the remembered one while it is free, else a new one."""
    chosen: dict[str, int] = {}
    for name in names:
        port = remembered.get(name)
        if port is None or port in chosen.values() or not is_free(port):
            port = _any_free(set(chosen.values()) | set(remembered.values()))
        chosen[name] = port
    return chosen


def _any_free(avoid: set[int]) -> int:
    for _ in range(TRIES):
        port = random.choice(INTERNAL_RANGE)  # noqa: S311 - no secret
        if port not in avoid and is_free(port):
            return port
    raise Failure("no free port was found on 127.0.0.1", "stop programs that hold thousands of ports")
