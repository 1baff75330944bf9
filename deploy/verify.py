"""Prove on a running Natter that no message is lost, doubled or reordered and that no unread count is wrong.

Throw-away people (verify-…) talk with each other over real connections that break, stall and come back; everything
that happens is written down and then compared with the log. Without an address the stack of the data directory is
tested; with --faults its processes are also killed and stopped and its lines cut, which visitors would notice.

exit code 0  everything held, and enough happened for that to mean something
          1  something was violated, or too little happened, or it could not be run
"""

import argparse
import asyncio
import random
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from deploy import arguments, environment, places
from deploy.failure import Failure

T = TypeVar("T")

SEEDS = 1_000_000
LEAST_SECONDS, MOST_SECONDS = 5.0, 3_600.0
REPORT = places.ROOT / "verify-report"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", help="address of the Natter to test (the stack of the data directory)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long people talk (60)")
    parser.add_argument("--senders", type=int, default=6, help="people who send (6)")
    parser.add_argument("--receivers", type=int, default=6, help="people who only read (6)")
    parser.add_argument("--devices", type=int, default=2, help="devices of each reader (2)")
    parser.add_argument("--rate", type=float, default=20.0, help="sends per second, all together (20)")
    parser.add_argument("--seed", type=int, help="repeat the plan of an earlier run (a new one)")
    parser.add_argument("--invite", metavar="TOKEN", help="for a server that lets in only who is invited")
    parser.add_argument(
        "--token", action="append", default=[], metavar="TOKEN",
        help="access token of an account to use instead of a new one; at least three times; for runs up to 8 minutes",
    )  # fmt: skip
    parser.add_argument("--faults", action="store_true", help="also break the (local) stack, again and again")
    parser.add_argument(
        "--report", type=Path, default=REPORT, metavar="FOLDER", help="where the report goes (verify-report/)"
    )
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> int:
    environment.enter("runtime")
    from deploy.verification import planning, report, run, statement

    asked = wanted(given)
    local, url = where(given)
    print(f"Verifying {url}, seed {asked.seed} ({again(given, asked.seed)})", flush=True)
    running = run.verify(
        url,
        planning.make(asked),
        local=local,
        has_faults=given.faults,
        invite=given.invite,
        tokens=given.token,
        say=lambda text: print(f"  {text}", flush=True),
    )
    try:
        result, evidence = asyncio.run(_unless_told_to_stop(running))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    page = report.write(given.report, result, evidence, again(given, asked.seed))
    print("\n".join(statement.lines(result)))
    print(f"  report: {page}")
    return 0 if result.is_proof else 1


async def _unless_told_to_stop(running: Coroutine[Any, Any, T]) -> T:
    """Also when it is ended from outside, what is broken is healed first."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await running


def again(given: argparse.Namespace, seed: int) -> str:
    """The command that repeats this plan."""
    named = [given.url] if given.url else []
    named += [f"--{name} {getattr(given, name):g}" for name in ("seconds", "senders", "receivers", "devices", "rate")]
    return " ".join(["./natter verify", *named, f"--seed {seed}", *(["--faults"] if given.faults else [])])


def wanted(given: argparse.Namespace):
    """The numbers of the plan. Raises Failure for those that make no sense."""
    from deploy.verification import plan

    if not LEAST_SECONDS <= given.seconds <= MOST_SECONDS:
        raise Failure(f"--seconds {given.seconds:g} is out of range", f"give {LEAST_SECONDS:g} to {MOST_SECONDS:,.0f}")
    senders, receivers = given.senders, given.receivers
    if given.token:
        senders, receivers = len(given.token) - len(given.token) // 2, len(given.token) // 2
    for name, count in (("senders", senders), ("receivers", receivers), ("devices", given.devices)):
        least = 2 if name == "senders" else 1
        if count < least:
            raise Failure(f"{count} {name} are too few", f"at least {least} are needed")
    if given.rate <= 0:
        raise Failure(f"--rate {given.rate:g} is no rate", "give the sends per second, such as 20")
    return plan.Wanted(
        seed=random.randrange(SEEDS) if given.seed is None else given.seed,  # noqa: S311
        seconds=given.seconds,
        senders=senders,
        receivers=receivers,
        devices=given.devices,
        rate=given.rate,
    )


def where(given: argparse.Namespace):
    """The local stack, if it is one, and the address to go to. Raises Failure."""
    from deploy.verification.nemesis import LocalStack

    if given.url is None:
        local = LocalStack(given.data_dir)
        return local, local.url
    parts = urlsplit(given.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Failure(f"{given.url} is not an address", "give one such as https://chat.example.org")
    if given.faults:
        raise Failure(
            "faults can only be made on a stack of this machine",
            "leave the address out and name its --data-dir, or leave out --faults",
        )
    return None, given.url
