"""Show what the programs say: all of them or one, as it is or as it comes.

Services write one JSON object a line; a message can be followed through all of them by its request_id.
"""

import argparse
import os
import subprocess

from deploy import arguments
from deploy.failure import Failure
from deploy.stack import data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", nargs="?", help="one name of ./natter status (all)")
    parser.add_argument("-f", "--follow", action="store_true", help="go on showing what comes")
    parser.add_argument("-n", "--lines", type=int, default=50, help="how many of the last lines (50)")
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> int:
    folder = data.require(given.data_dir) / "logs"
    known = sorted(path.stem for path in folder.glob("*.log"))
    if given.program and given.program not in known:
        raise Failure(f"{given.program} has no log", f"choose one of {', '.join(known)}")
    names = [given.program] if given.program else known
    follow = ["-F"] if given.follow else []
    # tail knows how to follow files that are rotated away; -q leaves out its headings when there is one file.
    command = ["tail", "-n", str(given.lines), *follow, *(f"{name}.log" for name in names)]
    try:
        return subprocess.run(command, cwd=folder, env={**os.environ, "LC_ALL": "C"}, check=False).returncode
    except KeyboardInterrupt:
        return 0
