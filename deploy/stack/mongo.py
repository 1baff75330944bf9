"""The database: SecantusDB by default, or the mongod that NATTER_MONGOD names as a replica set of one.

Both are run the same way. Whenever the passwords are new, it runs once without authentication on a port that nobody
knows, only to make or update the users; after that never again without. Each service gets its own user with
`readWrite` on its own database and nothing else. Needs the private environment (pymongo).
"""

import hashlib
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from deploy import places
from deploy.failure import Failure
from deploy.stack import ports, readiness
from deploy.stack.data import Data, write_private
from deploy.stack.program import Program
from deploy.stack.secrets import WITH_DATABASE, Secrets

CACHE = "64M"
MONGOD_CACHE_GB = "0.25"
MEMORY = {
    # Two arenas are plenty here, and each would keep tens of megabytes.
    "MALLOC_ARENA_MAX": "2",
    # Large blocks go back to the system after a large answer.
    "MALLOC_MMAP_THRESHOLD_": str(2**20),
    "MALLOC_TRIM_THRESHOLD_": str(8 * 2**20),
}
START_SECONDS = 60.0
# A replica set's primary waits for its (here: no) secondaries before it ends.
STOP_SECONDS = 30
REPLICA_SET = "natter"
EMBEDDED = Path(__file__).parent / "embedded"
"""What is put into the embedded database's process: sitecustomize.py."""


def program(data: Data, port: int, mongod: str | None, secrets: Secrets) -> Program:
    """The database as the supervisor runs it, with authentication."""
    if mongod:
        return Program(
            name="mongo",
            command=(
                *_mongod(mongod, data, port),
                "--auth",
                "--replSet",
                REPLICA_SET,
                "--keyFile",
                str(_key_file(data)),
            ),
            port=port,
            is_ready=lambda: _is_up(port),
            after_start=lambda: _ensure_replica_set(port, secrets.read("mongo-root")),
            stop_seconds=STOP_SECONDS,
        )
    return Program(
        name="mongo",
        command=(*_secantus(data, port), "--auth"),
        port=port,
        environment={**MEMORY, "PYTHONPATH": str(EMBEDDED)},
        is_ready=lambda: _is_up(port),
        stop_seconds=STOP_SECONDS,
    )


def uri(port: int, service: str, database_prefix: str, secrets: Secrets) -> str:
    """What a service connects to: its own user, known only in its own database."""
    password = secrets.read(f"mongo-{service}")
    database = f"{database_prefix}_{service}"
    return f"mongodb://{service}:{password}@127.0.0.1:{port}/?authSource={database}&directConnection=true"


def ensure_users(data: Data, mongod: str | None, database_prefix: str, secrets: Secrets) -> None:
    """Make or update the users when the passwords or names are not the ones that were last written."""
    if mongod and not _key_file(data).exists():
        write_private(_key_file(data), hashlib.sha256(secrets.read("mongo-root").encode()).hexdigest() * 2 + "\n")
    stamp, path = _stamp(mongod, database_prefix, secrets), data / "mongo" / "users"
    if path.exists() and path.read_text() == stamp:
        return
    port = next(iter(ports.choose(["mongo-setup"], {}).values()))
    command = _mongod(mongod, data, port) if mongod else _secantus(data, port)
    log = data.log("mongo")
    with open(log, "ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=data.folder)
    try:
        _wait_until_up(process, port, log)
        _write_users(port, database_prefix, secrets)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS + 5)
    write_private(path, stamp)


def mongod_from(environ: Mapping[str, str]) -> str | None:
    """The mongod to run instead of SecantusDB, or None. Raises Failure when it is not a program."""
    path = environ.get("NATTER_MONGOD")
    if path and not os.access(path, os.X_OK):
        raise Failure(f"NATTER_MONGOD names {path}, which is not a program", "correct it or leave it out")
    return path or None


def _secantus(data: Data, port: int) -> tuple[str, ...]:
    return (
        str(places.PYTHON), "-m", "secantus", "--host", "127.0.0.1", "--port", str(port),
        "--storage-path", str(_folder(data, "secantus")), "--cache-size", CACHE, "--sync-on-commit",
        "--log-level", "WARNING",
        # Not as a replica set of one: it would write each document a second time, into an oplog that nobody reads.
        "--standalone",
    )  # fmt: skip


def _mongod(mongod: str, data: Data, port: int) -> tuple[str, ...]:
    return (
        mongod, "--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(_folder(data, "mongod")),
        "--wiredTigerCacheSizeGB", MONGOD_CACHE_GB, "--nounixsocket", "--networkMessageCompressors", "disabled",
        "--setParameter", "diagnosticDataCollectionEnabled=false",
    )  # fmt: skip


def _folder(data: Data, engine: str) -> Path:
    folder = data / "mongo" / engine
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _key_file(data: Data) -> Path:
    return data / "secrets" / "mongo-keyfile"


def _stamp(mongod: str | None, database_prefix: str, secrets: Secrets) -> str:
    names = ("mongo-root", *(f"mongo-{service}" for service in WITH_DATABASE))
    parts = [bool(mongod), database_prefix, *(secrets.read(name) for name in names)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _wait_until_up(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_up(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise readiness.failure("mongo", "did not start", log)
        time.sleep(readiness.PAUSE_SECONDS)


def _is_up(port: int) -> bool:
    from pymongo.errors import PyMongoError

    try:
        with _client(port, timeout_ms=1_000) as client:
            client.admin.command("hello")
    except PyMongoError:
        return False
    return True


def _write_users(port: int, database_prefix: str, secrets: Secrets) -> None:
    wanted = [("admin", "root", "root", "root")]
    wanted += [(f"{database_prefix}_{service}", service, "readWrite", service) for service in WITH_DATABASE]
    with _client(port) as client:
        for database, user, role, secret in wanted:
            known = client[database].command("usersInfo", user)["users"]
            roles = [{"role": role, "db": database}]
            command = "updateUser" if known else "createUser"
            client[database].command(command, user, pwd=secrets.read(f"mongo-{secret}"), roles=roles)


def _ensure_replica_set(port: int, password: str) -> None:
    """One member, at the present port; a port that changed is written into the configuration."""
    from pymongo.errors import OperationFailure

    host = f"127.0.0.1:{port}"
    members = [{"_id": 0, "host": host}]
    with _client(port, user="root", password=password) as client:
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure:
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        else:
            if config["members"][0]["host"] != host:
                config["members"], config["version"] = members, config["version"] + 1
                client.admin.command("replSetReconfig", config, force=True)
        deadline = time.monotonic() + START_SECONDS
        while not client.admin.command("hello").get("isWritablePrimary"):
            if time.monotonic() > deadline:
                raise Failure("mongod did not become the primary of its replica set", "see ./natter logs mongo")
            time.sleep(readiness.PAUSE_SECONDS)


def _client(port: int, timeout_ms: int = 10_000, user: str | None = None, password: str | None = None):
    from pymongo import MongoClient

    return MongoClient(
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=timeout_ms, connectTimeoutMS=timeout_ms,
        socketTimeoutMS=timeout_ms, username=user, password=password,
    )  # fmt: skip
