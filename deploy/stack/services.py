"""Our own services as programs: gunicorn with deploy/gunicorn.conf.py, each told only what it needs to know.

A service gets its own users of the database, NATS and Valkey; the signing key goes to auth alone. Settings that the
operator gave (deploy/env.example) are passed on when their name begins as one of ours.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import places
from deploy.stack import mongo, nats, valkey
from deploy.stack.data import Data
from deploy.stack.program import Program
from deploy.stack.readiness import answers
from deploy.stack.secrets import DETOURS, SERVICES, WITH_DATABASE, Secrets

PASSED_ON = ("NATTER_", "AUTH_", "CHAT_", "REALTIME_", "NOTIFY_", "LOG_LEVEL", "DRAIN_SECONDS")
GRACEFUL_SECONDS = 15
STOP_SECONDS = GRACEFUL_SECONDS + 10
WORKERS = {"auth": 1, "chat": 2, "realtime": 2, "notify": 1}


@dataclass(frozen=True)
class Outside:
    """Parts that somebody else runs; their address replaces the embedded part."""

    mongodb_uri: str | None
    redis_url: str | None
    nats_url: str | None


def existing() -> list[str]:
    """The services that this checkout has."""
    return [name for name in SERVICES if (places.ROOT / "services" / name / "app.py").exists()]


def program(
    name: str, data: Data, ports: Mapping[str, int], secrets: Secrets, outside: Outside, settings: Mapping[str, str]
) -> Program:
    return Program(
        name=name,
        command=(
            str(places.PYTHON), "-m", "gunicorn", "-c", str(places.ROOT / "deploy" / "gunicorn.conf.py"),
            f"services.{name}.app:app()",
        ),
        port=ports[name],
        environment=environment(name, data, ports, secrets, outside, settings),
        is_ready=answers(ports[name], "/readyz"),
        stop_seconds=STOP_SECONDS,
    )  # fmt: skip


def environment(
    name: str, data: Data, ports: Mapping[str, int], secrets: Secrets, outside: Outside, settings: Mapping[str, str]
) -> dict[str, str]:
    """All variables of one service."""
    passed_on = {key: value for key, value in settings.items() if key.startswith(PASSED_ON)}
    variables = {
        **passed_on,
        "NATTER_SERVICE": name,
        "NATTER_BIND": f"127.0.0.1:{ports[name]}",
        "WEB_CONCURRENCY": str(workers(name, settings)),
        "GRACEFUL_SECONDS": str(GRACEFUL_SECONDS),
        "PROMETHEUS_MULTIPROC_DIR": str(data / "metrics" / name),
        "NATS_URL": outside.nats_url or nats.url(ports["nats"], name, secrets),
        "REDIS_URL": outside.redis_url or valkey.url(ports["valkey"], name, secrets),
        **detours(name, ports, secrets),
        "PYTHONPATH": str(places.ROOT),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        # Large blocks go back to the system: without this auth keeps 40 MB after the first passwords were hashed.
        "MALLOC_MMAP_THRESHOLD_": "1048576",
        # The code that it runs: when it changes, the supervisor sees another program and `up` restarts it.
        "NATTER_RELEASE": release(places.ROOT),
    }
    if name in WITH_DATABASE:
        prefix = settings.get("NATTER_DATABASE_PREFIX", "natter")
        variables["MONGODB_URI"] = outside.mongodb_uri or mongo.uri(ports["mongo"], name, prefix, secrets)
    if name == "chat":
        variables.setdefault("CHAT_FILES", str(data / "files"))
    if name == "auth":
        variables["AUTH_SIGNING_KEY_FILE"] = str(secrets.signing_key)
    return variables


def detours(name: str, ports: Mapping[str, int], secrets: Secrets) -> dict[str, str]:
    """Where a service asks others while NATS is away, and the keys of those whom it asks or who ask it."""
    asked = [f"{answerer}=http://127.0.0.1:{ports[answerer]}" for asker, answerer in DETOURS if asker == name]
    keys = [f"{asker}-{answerer}" for asker, answerer in DETOURS if name in (asker, answerer)]
    return {
        "NATTER_DETOURS": ",".join(asked),
        "NATTER_DETOUR_KEYS": ",".join(f"{pair}={secrets.read(f'detour-{pair}')}" for pair in keys),
    }


def workers(name: str, settings: Mapping[str, str]) -> int:
    """How many processes a service gets: NATTER_<NAME>_WORKERS, else its usual number if there are the cores."""
    asked = settings.get(f"NATTER_{name.upper()}_WORKERS", "")
    return int(asked) if asked.isdigit() and int(asked) > 0 else min(WORKERS[name], os.cpu_count() or 1)


def release(root: Path) -> str:
    """A short hash of the code that services run."""
    sha = hashlib.sha256()
    files = [
        *(root / "services").rglob("*.py"),
        root / "deploy" / "gunicorn.conf.py",
        root / "deploy" / "requirements.lock",
    ]
    for path in sorted(files):
        sha.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:12]
