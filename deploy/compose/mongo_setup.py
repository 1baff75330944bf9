"""Makes the one-node replica set and the users of docker-compose.yml's database; harmless when they are there.

Runs once per start in a container that shares the database's network, because mongod lets the first user be made from
localhost only. Passwords come from the environment; a changed one is written. Each service gets its own user with
`readWrite` on its own database.
"""

import os
import time

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

SERVICES = ("auth", "chat", "notify")
HOST = "mongo:27017"
REPLICA_SET = "natter"
SECONDS = 60.0


def connect(**login: str) -> MongoClient:
    return MongoClient("127.0.0.1", 27017, directConnection=True, serverSelectionTimeoutMS=5_000, **login)


def main() -> None:
    password = os.environ["MONGO_PASSWORD_ROOT"]
    _make_root(password)
    with connect(username="root", password=password) as client:
        for service in SERVICES:
            _make_user(client[f"natter_{service}"], service, os.environ[f"MONGO_PASSWORD_{service.upper()}"])
    print("the database has its replica set and users")


def _make_root(password: str) -> None:
    """From localhost and only while there is no user, mongod allows this without a login."""
    with connect() as client:
        if "setName" not in client.admin.command("hello"):
            _once(client, "replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": HOST}]})
        deadline = time.monotonic() + SECONDS
        while not client.admin.command("hello").get("isWritablePrimary"):
            if time.monotonic() > deadline:
                raise SystemExit("mongod did not become the primary of its replica set")
            time.sleep(0.2)
        _once(client, "createUser", "root", pwd=password, roles=["root"])


def _once(client: MongoClient, *command: object, **options: object) -> None:
    """Run a command that is refused when its work was done at an earlier start."""
    try:
        client.admin.command(*command, **options)
    except OperationFailure as error:
        done_before = ("AlreadyInitialized", "Unauthorized", "Location51003", "Location11000", "DuplicateKey")
        if error.details is None or error.details.get("codeName") not in done_before:
            raise


def _make_user(database, service: str, password: str) -> None:
    known = database.command("usersInfo", service)["users"]
    roles = [{"role": "readWrite", "db": database.name}]
    database.command("updateUser" if known else "createUser", service, pwd=password, roles=roles)


if __name__ == "__main__":
    try:
        main()
    except PyMongoError as error:
        raise SystemExit(f"the database could not be set up: {error}") from None
