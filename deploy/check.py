"""Look for mistakes without changing anything: format, lint, types, generated files.

Everything is looked at, also when something was found before; the exit code is 1 when anything was. ./natter fix
repairs what a program can repair.
"""

import argparse
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from deploy import environment, places, web

PYTHON_FILES = (".", "natter")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(given: argparse.Namespace) -> int:
    environment.enter("dev")
    return 0 if look() else 1


def look() -> bool:
    """Whether all checks find nothing; what they find is printed."""
    web.install_packages(places.WEB)
    results = {name: _passes(name, command, folder) for name, command, folder in checks()}
    bad = [name for name, is_well in results.items() if not is_well]
    print(f"check: {', '.join(bad)} found something" if bad else f"check: all {len(results)} found nothing", flush=True)
    return not bad


def checks() -> Iterator[tuple[str, list[str], Path]]:
    """Name, command and folder of each check."""
    python = str(places.PYTHON)
    yield "Python format", [python, "-m", "ruff", "format", "--check", *PYTHON_FILES], places.ROOT
    yield "Python lint", [python, "-m", "ruff", "check", *PYTHON_FILES], places.ROOT
    yield "Python types", [python, "-m", "mypy"], places.ROOT
    yield "generated files", generate("--check"), places.ROOT
    yield "web lint", web.npm("run", "--silent", "lint"), places.WEB
    yield "web types", web.npm("run", "--silent", "typecheck"), places.WEB


def generate(*arguments: str) -> list[str]:
    """The command that makes schemas and TypeScript types from the structs."""
    return [str(places.PYTHON), "-m", "deploy.generate", "--node", str(web.node()), *arguments]


def _passes(name: str, command: list[str], folder: Path) -> bool:
    begun_at = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=web.variables(), capture_output=True, text=True, check=False)
    verdict = "well" if done.returncode == 0 else "FOUND SOMETHING"
    print(f"  {name}: {verdict} in {time.monotonic() - begun_at:.1f} s", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return done.returncode == 0
