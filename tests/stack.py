"""A whole Natter for tests: started by the same command that operators use, on its own port and in its own folder.

Integration and end-to-end tests get one through the `stack` fixture (conftest.py) and share it for the whole run.
It ends only what it started. Faults are made by process id: `kill`, `pause`, `go_on`.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from deploy.stack import mongo, nats, ports, secrets, services, valkey

ROOT = Path(__file__).resolve().parent.parent
UP_SECONDS = 120
DOWN_SECONDS = 60
# Hundreds of people register, get their password wrong and come back together, from this one address.
SETTINGS = {
    "NATTER_SOCKETS_PER_SECOND": "5000",
    "NATTER_SIGN_INS_PER_SECOND": "500",
    "NATTER_REQUESTS_PER_SECOND": "5000",
    "AUTH_REGISTRATIONS_PER_ADDRESS": "100000",
    "AUTH_LOGIN_FAILURES_PER_ADDRESS": "100000",
}


class Stack:
    """One running Natter. `url` is the gateway's address, `data` its data directory."""

    def __init__(self, folder=None, settings=None):
        self._own_folder = folder is None
        self.data = Path(folder or tempfile.mkdtemp(prefix="natter-test-"))
        self.port = next(iter(ports.choose(["gateway"], {}).values()))
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}/ws"
        self.settings = {**SETTINGS, **(settings or {})}

    # -- life

    def up(self):
        """Start it, or bring it up to date; returns what the command printed."""
        return self.natter("up", "--no-web", "--port", str(self.port), seconds=UP_SECONDS).stdout

    def down(self):
        return self.natter("down", seconds=DOWN_SECONDS).stdout

    def remove(self):
        """Stop it and remove its folder."""
        try:
            self.down()
        finally:
            if self._own_folder:
                shutil.rmtree(self.data, ignore_errors=True)

    def natter(self, verb, *arguments, seconds=60, check=True):
        """Run a verb of ./natter on this stack."""
        command = [sys.executable, str(ROOT / "natter"), verb, "--data-dir", str(self.data), *arguments]
        environment = {**os.environ, **self.settings}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
        assert not check or done.returncode == 0, f"./natter {verb}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    # -- what it knows

    @property
    def ports(self):
        """Internal ports by program name."""
        return json.loads((self.data / "settings.json").read_text())["ports"]

    def service_url(self, service):
        """The address of one service behind the gateway: /readyz, /metrics and the routes themselves."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def mongo_uri(self, service):
        """The database as one service sees it: auth, chat or notify."""
        return mongo.uri(self.ports["mongo"], service, "natter", self.secrets)

    def database_name(self, service):
        return f"natter_{service}"

    def nats_url(self, service):
        return nats.url(self.ports["nats"], service, self.secrets)

    def redis_url(self, service):
        return valkey.url(self.ports["valkey"], service, self.secrets)

    @property
    def secrets(self):
        return secrets.Secrets(self.data / "secrets")

    def has(self, *names):
        """Whether this checkout has these services (auth, chat, realtime, notify)."""
        return set(names) <= set(services.existing())

    def programs(self):
        """What `./natter status` shows, by program."""
        shown = self.natter("status", "--json", check=False)
        return {row["program"]: row for row in json.loads(shown.stdout)["programs"]}

    def log(self, program):
        return (self.data / "logs" / f"{program}.log").read_text(errors="replace")

    # -- faults

    def pid(self, program):
        """The process id of a program's first process."""
        return self.programs()[program]["pid"]

    def worker_pids(self, program):
        """The processes below a program's first one: gunicorn's or nginx's workers."""
        pid = self.pid(program)
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self, program, number=signal.SIGKILL):
        """Send a signal to a program and return its former process id; the supervisor starts it again."""
        pid = self.pid(program)
        os.kill(pid, number)
        return pid

    def pause(self, program):
        """Stop a program and its workers in the middle of whatever they do; `go_on` lets them continue."""
        frozen = [self.pid(program), *self.worker_pids(program)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        return frozen

    def go_on(self, frozen):
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)

    def restart(self, program):
        """Restart a program on purpose and wait until it answers."""
        self.natter("restart", program)

    def wait_until_ready(self, *names, seconds=30):
        """Return when these services (all) answer /readyz with 200."""
        for name in names or services.existing():
            wait_for(lambda name=name: status(f"{self.service_url(name)}/readyz") == 200, f"{name} ready", seconds)


def status(url, seconds=2.0):
    """The status code of GET, or None when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def wait_for(is_true, what, seconds=15.0):
    """Ask again until the answer is true; it is returned."""
    deadline = time.monotonic() + seconds
    while not (answer := is_true()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)
    return answer
