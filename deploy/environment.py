"""The private environment of a checkout: `.venv/`, made from the hash-locked lists with pip and nothing else.

Called first by every verb that needs more than the standard library. It is made once, brought up to date when a list
changes, and taken up where it stopped after an interruption: a stamp is written only when all is in place. pip's own
configuration says where packages come from; no address is named here.
"""

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy import locks, places, progress
from deploy.failure import Failure

LISTS = {
    "runtime": places.ROOT / "deploy" / "requirements.lock",
    "dev": places.ROOT / "deploy" / "requirements-dev.lock",
}
# What all the locked wheels cover.
PYTHONS = ((3, 11), (3, 12), (3, 13))
SYSTEM, MACHINES, LEAST_GLIBC = "Linux", ("x86_64", "aarch64"), (2, 28)
NEEDED_BYTES = 1_500 * 1024 * 1024
PACKAGES_SECONDS = 60.0
# Would send packages elsewhere than into the environment.
UNWANTED_VARIABLES = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+?)(\s*;[^\\]*)?\s*\\?$")
PACKAGE = re.compile(r"(?:Collecting|satisfied:) ([A-Za-z0-9._-]+)")
HASH = re.compile(r"^\s+--hash=sha256:[0-9a-f]{64}\s*\\?$")


def enter(needs: str) -> None:
    """Go on inside the environment with the packages of `needs` ("runtime" or "dev"); makes it first if need be."""
    ensure(needs)
    if Path(sys.prefix).resolve() != places.ENVIRONMENT.resolve():
        sys.stdout.flush()
        os.execv(places.PYTHON, [str(places.PYTHON), str(places.ROOT / "natter"), *sys.argv[1:]])  # noqa: S606


def ensure(needs: str) -> None:
    """Make the environment hold exactly what the list pins. Raises Failure when it cannot."""
    listed = LISTS[needs]
    if _is_current(needs):
        return
    try:
        places.ENVIRONMENT.mkdir(exist_ok=True)
    except PermissionError:
        raise Failure(
            f"this user may not write in {places.ROOT}", "use a checkout of your own, or let its owner run this once"
        ) from None
    with locks.only_one(places.ENVIRONMENT, "installing packages"):
        if _is_current(needs):
            return
        require_platform()
        pins = read_list(listed)
        if not _has_working_python():
            _require_space()
            make_environment()
        install(listed, pins)
        _remove_unlisted()
        _stamp_path(needs).write_text(_stamp(needs))


def read_list(path: Path) -> dict[str, str]:
    """Name and version of every pin in a hash-locked list. Raises Failure when the file is damaged."""
    remedy = (
        f"get it back with: git checkout {path.relative_to(places.ROOT) if path.is_relative_to(places.ROOT) else path}"
    )
    try:
        lines = path.read_text().splitlines()
    except (UnicodeDecodeError, FileNotFoundError) as error:
        raise Failure(f"{path} cannot be read ({error.__class__.__name__})", remedy) from None
    pins: dict[str, str] = {}
    hashes: dict[str, int] = {}
    current = ""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := PIN.match(line):
            current = _plain(found[1])
            pins[current], hashes[current] = found[2], 0
        elif current and HASH.match(line):
            hashes[current] += 1
        else:
            raise Failure(f"{path} is damaged in line {number}", remedy)
    for name, count in hashes.items():
        if not count:
            raise Failure(f"{path} is damaged: {name} has no hash", remedy)
    if not pins:
        raise Failure(f"{path} is damaged: it lists nothing", remedy)
    return pins


def require_platform() -> None:
    """Raises Failure when a wheel is missing for this machine or Python."""
    version, machine = sys.version_info[:2], platform.machine()
    supported = f"supported are {SYSTEM} on {' or '.join(MACHINES)} with glibc {_dotted(LEAST_GLIBC)} or newer"
    library, release = platform.libc_ver()
    is_old = library == "glibc" and tuple(int(part) for part in release.split(".")[:2]) < LEAST_GLIBC
    if platform.system() != SYSTEM or machine not in MACHINES or library != "glibc" or is_old:
        found = f"{platform.system()} on {machine} with {library or 'another C library'} {release}".strip()
        raise Failure(f"there are no ready-made packages for {found}", f"{supported}; elsewhere use docker-compose.yml")
    if version not in PYTHONS:
        raise Failure(
            f"there are no ready-made packages for Python {_dotted(version)}",
            f"run it with one of {', '.join(_dotted(one) for one in PYTHONS)}, for example: python3.12 ./natter up",
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Failure(
            f"this Python ({sys.executable}) comes without venv, which makes private environments",
            f"install it (Debian, Ubuntu: apt install python{_dotted(version)}-venv), or use another Python: "
            "/path/to/python3 ./natter up",
        )


def make_environment() -> None:
    """An empty environment with pip in it; remains of an older one are cleared away."""
    with progress.step("private environment in .venv", usual_seconds=6) as step:
        command = [_base_python(), "-m", "venv", "--clear", str(places.ENVIRONMENT)]
        made = subprocess.run(command, capture_output=True, text=True, env=_clean(os.environ), check=False)
        if made.returncode:
            said = (made.stderr or made.stdout).strip()
            raise _explain(said, made_with="venv", log=None)
        step.at(1)


def install(listed: Path, pins: dict[str, str]) -> None:
    """Let pip install the pins, by hash only. Raises Failure that says what kept it from doing so."""
    log = places.ENVIRONMENT / "natter-install.log"
    command = [
        str(places.PYTHON), "-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--progress-bar=off", "--disable-pip-version-check", "--no-input", "--no-warn-script-location",
        "-r", str(listed),
    ]  # fmt: skip
    # Each package counts twice: once fetched, once put in place.
    with progress.step(f"packages of {listed.name}", 2 * len(pins), PACKAGES_SECONDS) as step, open(log, "w") as kept:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_clean(os.environ), bufsize=1
        )
        try:
            _follow(process, step, kept, pins)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.wait():
            kept.flush()
            raise _explain(log.read_text(), made_with="pip", log=log)


def _follow(process: "subprocess.Popen[str]", step: progress.Step, kept, pins: dict[str, str]) -> None:
    import threading

    fetched = 0
    installing = threading.Event()
    over = threading.Event()

    def watch() -> None:
        # pip is silent while it puts packages in place; what it has finished can be counted.
        while not over.wait(0.3):
            if installing.is_set():
                placed = len(list(places.ENVIRONMENT.glob("lib/python*/site-packages/*.dist-info")))
                step.at(min(len(pins) + placed, 2 * len(pins)), "putting in place")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        for line in process.stdout or ():
            kept.write(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                fetched += 1
                step.at(fetched, PACKAGE.search(line)[1])
            elif line.startswith("Installing collected packages"):
                installing.set()
    finally:
        over.set()
        watcher.join()


def _remove_unlisted() -> None:
    """A package that was dropped from all lists must not go on being importable by accident."""
    command = [str(places.PYTHON), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    shown = subprocess.run(command, capture_output=True, text=True, env=_clean(os.environ), check=True)
    names = {_plain(package["name"]) for package in json.loads(shown.stdout)}
    listed = {name for path in LISTS.values() for name in read_list(path)}
    surplus = sorted(names - listed - {"pip", "setuptools", "wheel"})
    if surplus:
        subprocess.run([*command[:3], "uninstall", "-y", "-q", *surplus], env=_clean(os.environ), check=True)


def _explain(said: str, made_with: str, log: Path | None) -> Failure:
    """The sentence for what pip or venv complained about."""
    if "No space left on device" in said or "Errno 28" in said:
        return Failure("the disk is full", "free about 1.5 GB and run the same command again, it goes on", log)
    if "ensurepip is not" in said:
        return Failure(
            f"this Python ({sys.executable}) comes without venv, which makes private environments",
            f"install it (Debian, Ubuntu: apt install python{_dotted(sys.version_info[:2])}-venv)",
        )
    if "DO NOT MATCH THE HASHES" in said:
        return Failure(
            "a package that arrived is not the one that was locked (its hash differs)",
            "run it again; if it happens again, the package index or a proxy in between gives out something else",
            log,
        )
    unreachable = ("Failed to establish a new connection", "Name or service not known", "Temporary failure in name",
                   "Connection refused", "ConnectTimeout", "Max retries exceeded", "Network is unreachable",
                   "ProxyError", "SSLError", "Read timed out", "Connection reset")  # fmt: skip
    if any(sign in said for sign in unreachable):
        return Failure(
            "the Python package index cannot be reached",
            "check the network, or set the address of the index that you use with `pip config set global.index-url`; "
            "then run the same command again, it goes on where it stopped",
            log,
        )
    if found := re.search(r"No matching distribution found for (\S+)", said):
        return Failure(
            f"the package index has no {found[1]} for Python {_dotted(sys.version_info[:2])} on {platform.machine()}",
            "if the index is a mirror of your own, let it bring this version; see also the log",
            log,
        )
    if "Invalid requirement" in said or "--require-hashes mode" in said:
        return Failure("the list of packages is damaged", "get it back with: git checkout deploy/", log)
    if "Permission denied" in said or "Errno 13" in said:
        return Failure(f"this user may not write in {places.ENVIRONMENT}", "let its owner run this command", log)
    last = said.strip().splitlines()[-1] if said.strip() else "nothing"
    return Failure(f"{made_with} failed and said: {last}", "see the log and run the same command again", log)


def _is_current(needs: str) -> bool:
    path = _stamp_path(needs)
    try:
        return places.PYTHON.exists() and path.read_text() == _stamp(needs)
    except FileNotFoundError:
        return False


def _stamp_path(needs: str) -> Path:
    return places.ENVIRONMENT / f"natter-{needs}.stamp"


def _stamp(needs: str) -> str:
    return hashlib.sha256(LISTS[needs].read_bytes()).hexdigest() + "\n"


def _has_working_python() -> bool:
    if not places.PYTHON.exists():
        return False
    check = [str(places.PYTHON), "-c", f"import sys, pip; sys.exit(sys.version_info[:2] not in {PYTHONS!r})"]
    return subprocess.run(check, capture_output=True, env=_clean(os.environ), check=False).returncode == 0


def _base_python() -> str:
    """The Python that environments are made with, also when this one is an environment's."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _require_space() -> None:
    free = shutil.disk_usage(places.ROOT).free
    if free < NEEDED_BYTES:
        raise Failure(
            f"the disk of {places.ROOT} has {free // 2**20} MB left, setting up needs {NEEDED_BYTES // 2**20} MB",
            "free some space and run the same command again",
        )


def _clean(environ) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in UNWANTED_VARIABLES}


def _plain(name: str) -> str:
    """A package's name as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _dotted(version: Sequence[int]) -> str:
    return ".".join(str(part) for part in version)
