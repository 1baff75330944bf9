"""A stack on this machine as the nemesis sees it: its processes, its ports, its stores.

Everything is read from the data directory and the supervisor at the moment of asking, so that it stays true while
processes come and go. It touches only processes of this one stack.
"""

import json
import time
from pathlib import Path

from deploy.stack import data, launch, readiness, services
from deploy.stack.supervisor import Supervisor

PAUSE_SECONDS = 0.1
LEAVING = b"is shutting down"
"""What nginx writes over the title of a worker that only finishes what it has."""


class LocalStack:
    """A running Natter by its data directory. Raises Failure when there is none."""

    def __init__(self, data_dir: Path | str):
        self._data = data.require(Path(data_dir))
        self.supervisor = Supervisor(self._data)
        self.supervisor.require_running()

    @property
    def folder(self) -> Path:
        return self._data.folder

    @property
    def port(self) -> int:
        """Of the gateway."""
        return int(self._data.settings()["port"])

    @property
    def url(self) -> str:
        """The gateway's address on this machine."""
        return f"http://127.0.0.1:{self.port}"

    def ports(self) -> dict[str, int]:
        """The port of each program, the gateway's included."""
        settings = self._data.settings()
        return {**settings["ports"], "gateway": int(settings["port"])}

    def programs(self) -> dict[str, list[int]]:
        """The process ids of each program: its first process, then its workers. Empty while it is being restarted."""
        alive = {info["name"]: int(info["pid"]) for info in self.supervisor.all()}
        return {name: [pid, *children(pid)] if pid and launch.is_alive(pid) else [] for name, pid in alive.items()}

    def variables(self, service: str) -> dict[str, str]:
        """The variables that a service was started with: MONGODB_URI, NATS_URL, REDIS_URL and so on."""
        program = json.loads(launch.program_file(self.folder, service).read_text())
        return dict(program["environment"])

    def mongo_uri(self, service: str) -> str:
        """The database as one service sees it: auth, chat or notify."""
        return self.variables(service)["MONGODB_URI"]

    def wait_until_ready(self, seconds: float = 45.0) -> None:
        """Return when every service and the gateway answer. Raises Failure that names the one that does not."""
        ports = self.ports()
        asked = {name: readiness.answers(ports[name], "/readyz") for name in services.existing()}
        asked["gateway"] = readiness.answers(ports["gateway"], "/healthz")
        deadline = time.monotonic() + seconds
        while asked:
            asked = {name: is_ready for name, is_ready in asked.items() if not is_ready()}
            if asked and time.monotonic() > deadline:
                name = next(iter(asked))
                raise readiness.failure(name, f"did not answer within {seconds:.0f} s", self._data.log(name))
            if asked:
                time.sleep(PAUSE_SECONDS)


def children(pid: int) -> list[int]:
    """The processes right below this one, but for those that nginx is taking out of service; none when it is gone."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found if not _is_leaving(child)]


def _is_leaving(pid: str) -> bool:
    try:
        return LEAVING in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True
