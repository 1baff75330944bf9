"""The supervisor that keeps the programs of one stack running: its configuration, and the questions put to it.

It listens on a loopback port behind a password of its own. Programs are never started by it alone: `up` starts them
in order. A program that ends unasked is started again, with growing pauses while it keeps failing.
"""

import contextlib
import hashlib
import json
import os
import resource
import subprocess
import time
import xmlrpc.client
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from deploy import places
from deploy.failure import Failure
from deploy.stack import launch
from deploy.stack.data import Data, write_private
from deploy.stack.program import Program

START_SECONDS = 15.0
LOG_BYTES = 20 * 1024 * 1024
LOG_COPIES = 2
MOST_FILES = 65_536
GIVE_UP_STARTS = 2
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
ALIVE = ("RUNNING", "STARTING", "BACKOFF")


class Supervisor:
    """One stack's supervisor. Cheap to make; nothing runs until `start`."""

    def __init__(self, data: Data):
        self._data = data

    def _ask(self, method: str, *arguments: Any) -> Any:
        port = self._data.settings()["ports"]["supervisor"]
        password = (self._data / "secrets" / "supervisor").read_text().strip()
        with xmlrpc.client.ServerProxy(f"http://natter:{password}@127.0.0.1:{port}/RPC2") as server:
            return getattr(server.supervisor, method)(*arguments)

    def is_running(self) -> bool:
        try:
            return bool(self._ask("getState")["statecode"] == 1)
        except (OSError, xmlrpc.client.Error, Failure, KeyError):
            return False

    def require_running(self) -> None:
        """Raises Failure when it is not."""
        if not self.is_running():
            raise Failure("Natter is not running", "start it with ./natter up")

    def configure(self, programs: Iterable[Program], port: int, password: str) -> None:
        write_private(self._data / "run" / "supervisord.conf", configuration(self._data, programs, port, password))

    def start(self) -> None:
        """Run the supervisor, with no program started yet. Raises Failure when it does not come up."""
        log = self._data.log("supervisor")
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        mark = {launch.ID_VARIABLE: self._data.stack_id, "NATTER_STACK_DIR": str(self._data.folder)}
        path = self._data / "run" / "supervisord.conf"
        begun = subprocess.run(
            [str(places.PYTHON), "-m", "supervisor.supervisord", "-c", str(path)],
            env={**kept, **mark, "PYTHONPATH": str(places.ROOT), "PYTHONWARNINGS": "ignore"},
            cwd=self._data.folder,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if begun.returncode or time.monotonic() > deadline:
                said = begun.stderr.strip() or "nothing"
                raise Failure(f"the supervisor did not start and said: {said}", "run ./natter up again", log)
            time.sleep(0.05)

    def changed(self) -> tuple[list[str], list[str]]:
        """Read the configuration again: names of programs that are new or different, and of those that are gone."""
        added, changed, removed = self._ask("reloadConfig")[0]
        return [*added, *changed], removed

    def replace(self, name: str) -> None:
        """Forget a stopped program and take it up again as it is configured now."""
        with contextlib.suppress(xmlrpc.client.Fault):
            self._ask("removeProcessGroup", name)
        self._ask("addProcessGroup", name)

    def forget(self, name: str) -> None:
        self._ask("removeProcessGroup", name)

    def begin(self, name: str) -> None:
        """Start a program if it does not run; returns at once."""
        if self.info(name)["statename"] in ("RUNNING", "STARTING"):
            return
        launch.starts_file(self._data.folder, name).unlink(missing_ok=True)
        try:
            self._ask("startProcess", name, False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise Failure(
                    f"{name} could not be started ({fault.faultString})", "see its log", self._data.log(name)
                ) from None

    def stop(self, *names: str) -> None:
        """Stop programs at the same time and return when all have ended."""
        waiting = [name for name in names if self.info(name)["statename"] in ALIVE]
        for name in waiting:
            with contextlib.suppress(xmlrpc.client.Fault):
                self._ask("stopProcess", name, False)
        while any(self.info(name)["statename"] in (*ALIVE, "STOPPING") for name in waiting):
            time.sleep(0.05)

    def shut_down(self) -> None:
        pid = self._ask("getPID")
        self._ask("shutdown")
        deadline = time.monotonic() + START_SECONDS
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

    def pid(self) -> int:
        return int(self._ask("getPID"))

    def info(self, name: str) -> dict[str, Any]:
        """State, pid and times of one program, as supervisor tells them."""
        return dict(self._ask("getProcessInfo", name))

    def all(self) -> list[dict[str, Any]]:
        return list(self._ask("getAllProcessInfo"))

    def gave_up(self, name: str) -> str | None:
        """Why there is no use in waiting for a program, or None."""
        starts = launch.starts_file(self._data.folder, name)
        times = len(starts.read_text().splitlines()) if starts.exists() else 0
        state = self.info(name)["statename"]
        if state in ("FATAL", "EXITED", "UNKNOWN") or (state in ("BACKOFF", "STARTING") and times > GIVE_UP_STARTS):
            return f"ended {times} times right after its start"
        return None


def configuration(data: Data, programs: Iterable[Program], port: int, password: str) -> str:
    """supervisord.conf, and beside it the file of each program, which holds its variables.

    All paths are relative to the data directory, in which the supervisor runs: it would expand a `%` in them.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    sections = {
        "supervisord": {
            "logfile": "logs/supervisor.log",
            "logfile_maxbytes": "5MB",
            "logfile_backups": "1",
            "pidfile": "run/supervisord.pid",
            "childlogdir": "logs",
            "minfds": str(files),
            "umask": "077",
            "nocleanup": "true",
        },
        "inet_http_server": {"port": f"127.0.0.1:{port}", "username": "natter", "password": password},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
        **{f"program:{program.name}": _section(data, program) for program in programs},
    }
    lines = []
    for name, section in sections.items():
        lines += [f"[{name}]", *(f"{key}={value}" for key, value in section.items())]
    return "\n".join(lines) + "\n"


def _section(data: Data, program: Program) -> dict[str, str]:
    text = json.dumps({"command": program.command, "environment": dict(program.environment)}, indent=2, sort_keys=True)
    write_private(launch.program_file(data.folder, program.name), text + "\n")
    # The fingerprint makes a changed program another one to the supervisor too.
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:12]
    python = str(places.PYTHON).replace("%", "%%")
    return {
        "command": f'"{python}" -m deploy.stack.launch {program.name} {fingerprint}',
        "autostart": "false",
        "autorestart": "true",
        "startsecs": "1",
        "startretries": "100",
        "stopsignal": program.stop_signal,
        "stopwaitsecs": str(program.stop_seconds),
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"logs/{program.name}.log",
        "stdout_logfile_maxbytes": str(LOG_BYTES),
        "stdout_logfile_backups": str(LOG_COPIES),
    }
