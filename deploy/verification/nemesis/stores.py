"""NATS and Valkey lose everything they hold. Both are hints only, so this may delay and nothing else."""

import shutil
from typing import Any

from deploy.verification.nemesis.kills import Kill, Pause
from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.proxy import Proxy

BATCH = 500
NATS_STORE = "jetstream"
OWNERS = {
    "auth": ("auth:*",),
    "chat": ("chat:*",),
    "realtime": ("realtime:*", "presence:*", "looking:*"),
    "notify": ("notify:*",),
}
"""Whose keys are whose: each service's user may remove its own, and nobody may FLUSHALL."""


class WipeNats:
    """NATS is killed and comes back with an empty store: the stream CHAT and every consumer's place are gone."""

    name = "wipe"
    target = "nats"
    lasts_seconds = (0.5, 1.5)

    def __init__(self) -> None:
        self._kill = Kill("nats")
        self.record: dict[str, Any] = self._kill.record

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        # It stands still while its files go, or the supervisor would bring it back before they are gone.
        pause = Pause("nats")
        pause.begin(stack, proxy)
        store = stack.folder / "nats" / NATS_STORE
        self.record["wiped_files"] = sum(1 for path in store.rglob("*") if path.is_file())
        shutil.rmtree(store, ignore_errors=True)
        self._kill.begin(stack, proxy)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        self._kill.heal(stack, proxy)


class FlushValkey:
    """Valkey loses every key while its connections stay open."""

    name = "flush"
    target = "valkey"
    lasts_seconds = (0.0, 0.5)

    def __init__(self) -> None:
        self.record: dict[str, Any] = {"removed_keys": 0}

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        from redis import Redis

        for service, patterns in OWNERS.items():
            url = stack.variables(service)["REDIS_URL"]
            with Redis.from_url(url, socket_timeout=5.0, socket_connect_timeout=5.0) as cache:
                for pattern in patterns:
                    for key in list(cache.scan_iter(match=pattern, count=BATCH)):
                        self.record["removed_keys"] += int(cache.unlink(key))

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        stack.wait_until_ready()
