"""The browser client: its packages by `npm ci`, built by `npm run build`, both only when something changed.

Node comes from its wheel, never from the PATH. npm's own configuration says where packages come from.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from deploy import locks, places, progress
from deploy.failure import Failure

NEXT = "dist.next"
NOT_SOURCES = ("node_modules", "dist", NEXT, "dist.former", "coverage")
BUILD_SECONDS = 12.0
LOOK_EVERY_SECONDS = 0.5


def ensure_built() -> None:
    """web/dist is what the sources say. Raises Failure when it cannot be built."""
    if _is_fresh(_built_stamp(), places.WEB) and (places.WEB_BUILT / "index.html").exists():
        return
    with locks.only_one(places.WEB, "building the browser client"):
        stamp = fingerprint(places.WEB)
        if _is_fresh(_built_stamp(), places.WEB) and (places.WEB_BUILT / "index.html").exists():
            return
        install_packages(places.WEB)
        # Built beside what a running gateway serves, then put in its place at once.
        run_script("browser client", places.WEB, "build", BUILD_SECONDS, "--outDir", NEXT)
        if not (places.WEB / NEXT / "index.html").exists():
            raise Failure("the browser client was built without an index.html", "look at web/vite.config.ts")
        _replace(places.WEB_BUILT, places.WEB / NEXT)
        _built_stamp().write_text(stamp)


def _replace(folder: Path, successor: Path) -> None:
    former = folder.with_name("dist.former")
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    successor.rename(folder)
    shutil.rmtree(former, ignore_errors=True)


def install_packages(folder: Path) -> None:
    """node_modules/ of a project is what its package-lock.json says."""
    stamp_path = folder / "node_modules" / ".natter-stamp"
    locked = folder / "package-lock.json"
    try:
        listed = json.loads(locked.read_text())["packages"]
    except (ValueError, KeyError, FileNotFoundError):
        raise Failure(
            f"{locked} is damaged", f"get it back with: git checkout {locked.relative_to(places.ROOT)}"
        ) from None
    stamp = hashlib.sha256(locked.read_bytes()).hexdigest()
    if stamp_path.exists() and stamp_path.read_text() == stamp:
        return
    folders = [folder / name for name, entry in listed.items() if name and not entry.get("optional")]
    title = f"packages of {folder.relative_to(places.ROOT)}"
    with progress.step(title, len(folders), usual_seconds=30) as step:
        process, log = _npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _wait(process, step, lambda: sum(path.exists() for path in folders))
        if process.returncode:
            raise _explain("packages", log)
    stamp_path.write_text(stamp)


def run_script(title: str, folder: Path, script: str, usual_seconds: float, *arguments: str) -> None:
    """Run a script of a project's package.json, quietly. Raises Failure with what it said."""
    with progress.step(title, usual_seconds=usual_seconds) as step:
        process, log = _npm(folder, "run", script, *(("--", *arguments) if arguments else ()))
        _wait(process, step, lambda: 0)
        if process.returncode:
            raise _explain(title, log)


def npm(*arguments: str) -> list[str]:
    """The command that runs npm with the Node of this environment."""
    modules = places.node_folder() / "lib" / "node_modules" / "npm" / "bin"
    return [str(node()), str(modules / "npm-cli.js"), *arguments]


def npx(*arguments: str) -> list[str]:
    """The command that runs a program of the project in whose folder it is started."""
    modules = places.node_folder() / "lib" / "node_modules" / "npm" / "bin"
    return [str(node()), str(modules / "npx-cli.js"), "--no-install", *arguments]


def node() -> Path:
    return places.node_folder() / "bin" / "node"


def variables() -> dict[str, str]:
    """The environment in which scripts find this Node first."""
    return {**os.environ, "PATH": f"{places.node_folder() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def fingerprint(folder: Path) -> str:
    """Changes when any source of the project does."""
    sha = hashlib.sha256()
    for path in _sources(folder):
        sha.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def _sources(folder: Path) -> Iterable[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_SOURCES or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        elif not path.name.endswith(".tsbuildinfo"):
            yield path


def _built_stamp() -> Path:
    return places.ENVIRONMENT / "natter-web.stamp"


def _is_fresh(stamp: Path, folder: Path) -> bool:
    return stamp.exists() and stamp.read_text() == fingerprint(folder)


def _npm(folder: Path, *arguments: str) -> "tuple[subprocess.Popen[bytes], Path]":
    log = places.ENVIRONMENT / f"natter-npm-{arguments[1] if arguments[0] == 'run' else arguments[0]}.log"
    with open(log, "wb") as out:
        process = subprocess.Popen(
            npm(*arguments), cwd=folder, env=variables(), stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
    return process, log


def _wait(process: "subprocess.Popen[bytes]", step: progress.Step, count) -> None:
    try:
        while True:
            try:
                process.wait(LOOK_EVERY_SECONDS)
            except subprocess.TimeoutExpired:
                step.at(count())
            else:
                return
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _explain(what: str, log: Path) -> Failure:
    said = log.read_text(errors="replace")
    if "ENOSPC" in said:
        return Failure("the disk is full", "free some space and run the same command again", log)
    if any(
        sign in said for sign in ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET", "ENETUNREACH")
    ):
        return Failure(
            "the npm registry cannot be reached",
            "check the network, or set the registry that you use with `npm config set registry`; then run the same "
            "command again",
            log,
        )
    if "EINTEGRITY" in said:
        return Failure(
            "an npm package that arrived is not the one that was locked (its hash differs)",
            "run it again; if it happens again, the registry or a proxy in between gives out something else",
            log,
        )
    if "can only install packages when your package.json and package-lock.json" in said:
        return Failure("package.json and package-lock.json do not agree", "commit both after npm install", log)
    last = "\n  ".join(said.strip().splitlines()[-15:])
    return Failure(f"{what} could not be made; npm said\n  {last}\n", "mend that and run the same command again", log)
