"""Let many people use a running Natter: most are just there, some read, some chat, a few talk to many (locust).

They register (load-…), keep real WebSockets open, lose their line now and then and come back; measured are sends,
deliveries, REST answers. Without an address the stack of the data directory is used. With --web locust's page
is served on this machine only, where a run is started, watched and changed.

exit code 0  nothing failed, and something was said and heard
          1  something failed (the table says what), nobody said anything, or it could not be run
"""

import argparse
import os
import signal
import subprocess
from urllib.parse import urlsplit

from deploy import arguments, environment, places
from deploy.failure import Failure
from deploy.stack import data

LOCUSTFILE = places.ROOT / "tests" / "load" / "locustfile.py"
LEAST_USERS, MOST_USERS = 4, 1_000
LEAST_SECONDS, MOST_SECONDS = 5, 3_600
# The gateway lets ten people a second register from one address.
ARRIVALS_PER_SECOND = 10
# Of twelve people four write, and nobody writes more than a message a second for long.
SENDS_PER_USER = 4 / 12
LAST_WORDS_SECONDS = 10
END_SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", help="address of the Natter to use (the stack of the data directory)")
    parser.add_argument("--users", type=int, default=60, help="people, all with an open connection (60)")
    parser.add_argument("--rate", type=float, default=5.0, help="sends per second, all together (5)")
    parser.add_argument("--seconds", type=int, default=60, help="how long, with the time in which they arrive (60)")
    parser.add_argument("--web", action="store_true", help="serve locust's page instead of running at once")
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> int:
    require_sense(given)
    environment.enter("dev")
    url = _address(given)
    command = locust(given, url, _free_port() if given.web else None)
    variables = {**os.environ, "PYTHONPATH": str(places.ROOT), "NATTER_LOAD_RATE": f"{given.rate:g}"}
    if not given.web:
        print(f"{given.users} people at {url}, {given.rate:g} sends/s, {given.seconds} s", flush=True)
    return _supervise(command, variables, None if given.web else given.seconds + END_SECONDS)


def require_sense(given: argparse.Namespace) -> None:
    """Raises Failure for numbers that make no sense."""
    if not LEAST_USERS <= given.users <= MOST_USERS:
        raise Failure(f"--users {given.users} is out of range", f"give {LEAST_USERS} to {MOST_USERS:,}")
    if not LEAST_SECONDS <= given.seconds <= MOST_SECONDS:
        raise Failure(f"--seconds {given.seconds} is out of range", f"give {LEAST_SECONDS} to {MOST_SECONDS:,}")
    if given.rate <= 0:
        raise Failure(f"--rate {given.rate:g} is no rate", "give the sends per second, such as 5")
    most = given.users * SENDS_PER_USER
    if given.rate > most:
        raise Failure(
            f"{given.users} people do not say {given.rate:g} messages a second",
            f"give a --rate of at most {most:.3g}, or more --users",
        )


def locust(given: argparse.Namespace, url: str, web_port: int | None) -> list[str]:
    """The command; `web_port` is that of its page, None to run at once."""
    arrivals = str(min(ARRIVALS_PER_SECOND, given.users))
    command = [str(places.PYTHON), "-m", "locust", "--locustfile", str(LOCUSTFILE), "--host", url]
    command += ["--users", str(given.users), "--spawn-rate", arrivals, "--run-time", f"{given.seconds}s"]
    command += ["--stop-timeout", str(LAST_WORDS_SECONDS), "--loglevel", "WARNING"]
    if web_port is None:
        return [*command, "--headless", "--only-summary"]
    print(f"locust's page: http://127.0.0.1:{web_port} (Ctrl-C ends it)", flush=True)
    return [*command, "--web-host", "127.0.0.1", "--web-port", str(web_port)]


def _supervise(command: list[str], variables: dict[str, str], limit_seconds: float | None) -> int:
    """Locust's exit code. It ends when we are told to end, in its own way: with its table."""
    # Its table goes to stderr; here it is what was asked for.
    with subprocess.Popen(command, cwd=places.ROOT, env=variables, stderr=subprocess.STDOUT) as process:
        signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells locust as well
        try:
            return process.wait(timeout=limit_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failure("the run did not end", "the machine may be too small for it: try fewer --users") from None


def _address(given: argparse.Namespace) -> str:
    if given.url is None:
        return f"http://127.0.0.1:{data.require(given.data_dir).settings()['port']}"
    parts = urlsplit(given.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Failure(f"{given.url} is not an address", "give one such as https://chat.example.org")
    return given.url.rstrip("/")


def _free_port() -> int:
    from deploy.stack import ports

    return ports.choose(["load"], {})["load"]
