"""Repair what a program can repair: format, simple lint findings, generated files. Look at the diff afterwards."""

import argparse
import subprocess

from deploy import check, environment, places, web


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(given: argparse.Namespace) -> int:
    environment.enter("dev")
    web.install_packages(places.WEB)
    python = str(places.PYTHON)
    commands = (
        [python, "-m", "ruff", "check", "--fix", "--quiet", *check.PYTHON_FILES],
        [python, "-m", "ruff", "format", *check.PYTHON_FILES],
        check.generate(),
    )
    # All are run, so that one finding that needs a person does not keep the others from being repaired.
    codes = [
        subprocess.run(command, cwd=places.ROOT, env=web.variables(), check=False).returncode for command in commands
    ]
    return 1 if any(codes) else 0
