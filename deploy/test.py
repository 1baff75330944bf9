"""Run the tests: all of them after ./natter check, or one suite.

unit          no network, no processes: seconds
integration   against a whole Natter on its own port and data directory
e2e           the same in a real browser
faults        the same while processes die, lines break, disks fill and clocks jump, and with seeded bugs that
              ./natter verify must find: five minutes, only when asked for

What they need (packages, the built client) is set up first. More arguments go to pytest: ./natter test unit -k ports
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from deploy import check, environment, places, web
from deploy.failure import Failure

SUITES = ("unit", "integration", "e2e", "faults")
USUAL = ("unit", "integration", "e2e")
FAULT_FOLDERS = ("faults", "integration")
"""Faults that are quickly shown are integration tests too, marked `fault`."""
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""In two processes, each with a Natter of its own: much of the time is waiting for browsers and restarts."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("suite", nargs="?", choices=SUITES, help="one suite (check and all suites but faults)")
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="what pytest shall be told besides")


def run(given: argparse.Namespace) -> int:
    environment.enter("dev")
    suites = [given.suite] if given.suite else [suite for suite in USUAL if _folder(suite).is_dir()]
    if not _folder(suites[0]).is_dir():
        raise Failure(f"there is no suite {suites[0]} here", "choose another or get the whole checkout")
    if not given.suite and not check.look():
        raise Failure("the check found something", "see above; ./natter fix repairs part of it")
    if "unit" in suites:
        _run_web_tests()
    if suites != ["unit"]:
        web.ensure_built()
    if "e2e" in suites:
        web.install_packages(_folder("e2e"))
    sys.stdout.flush()
    os.chdir(places.ROOT)
    code = 0
    for folders, chosen in _runs(suites):
        # tests/conftest.py adds the time of each suite.
        command = [str(places.PYTHON), "-m", "pytest", *map(str, map(_folder, folders)), *chosen, *given.pytest]
        code = subprocess.run(command, env=web.variables(), check=False).returncode or code
    if code and len(suites) > 1:
        print("test: something failed, see above", flush=True)
    return code


def _runs(suites: list[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Which folders pytest looks into, in which order, and what else it is told; once or twice."""
    if suites == ["faults"]:
        yield FAULT_FOLDERS, ("-m", "fault", "--timeout=240")
    elif len(suites) == 1:
        yield suites, ()
    else:
        # By themselves: nothing that a whole Natter needs runs beside them in their processes.
        yield ("unit",), SIDE_BY_SIDE
        # The longest files first, one to each process; what is left is shared out file by file.
        yield [suite for suite in ("e2e", "integration") if suite in suites], SIDE_BY_SIDE


def _folder(suite: str):
    return places.ROOT / "tests" / suite


def _run_web_tests() -> None:
    begun_at = time.monotonic()
    web.install_packages(places.WEB)
    quiet = {} if sys.stdout.isatty() else {"NO_COLOR": "1"}
    command = web.npm("test", "--silent", "--", "--reporter=dot")
    done = subprocess.run(command, cwd=places.WEB, env={**web.variables(), **quiet}, check=False)
    if done.returncode:
        raise Failure("the tests of the browser client failed", "see above")
    print(f"  web unit tests: {time.monotonic() - begun_at:.1f} s", flush=True)
