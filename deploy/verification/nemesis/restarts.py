"""What operators do on purpose while people talk: restart a service worker by worker, reload the gateway."""

import contextlib
import os
import signal
from typing import Any

from deploy.stack import launch
from deploy.verification.nemesis.fault import wait_for
from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.proxy import Proxy


class RollingRestart:
    """Each worker of a service is asked to end and replaced by a new one before the next is asked."""

    name = "rolling restart"
    # Most of it are the drains, which begin() waits for.
    lasts_seconds = (8.0, 10.0)

    def __init__(self, service: str):
        self.target = service
        self.record: dict[str, Any] = {"restarted": [], "successors": []}

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        def family() -> list[int]:
            return stack.programs().get(self.target, [])

        before = wait_for(lambda: family() if len(family()) > 1 else [], f"a running {self.target}")
        for worker in before[1:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
                self.record["restarted"].append(worker)
            wait_for(lambda worker=worker: not launch.is_alive(worker), f"the end of a worker of {self.target}")
            wait_for(lambda: len(family()) >= len(before), f"a new worker of {self.target}")
        self.record["successors"] = [pid for pid in family() if pid not in before]

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        stack.wait_until_ready()


class ReloadGateway:
    """nginx reads its configuration again: new workers take over, the old ones finish what they have."""

    name = "reload"
    target = "gateway"
    lasts_seconds = (0.5, 1.0)

    def __init__(self) -> None:
        self.record: dict[str, Any] = {"workers": [], "successors": []}

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        master, *workers = wait_for(lambda: stack.programs().get("gateway", []), "a running gateway")
        self.record["workers"] = workers
        os.kill(master, signal.SIGHUP)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        def successors() -> list[int]:
            return [pid for pid in stack.programs().get("gateway", [])[1:] if pid not in self.record["workers"]]

        self.record["successors"] = wait_for(successors, "a new worker of the gateway")
        stack.wait_until_ready()
