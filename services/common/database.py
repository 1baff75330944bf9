"""The connection to MongoDB, made lazily so that gunicorn may load the application before it forks.

Called by each service's app.py, which hands the database to its stores. An acknowledged write is on the journal of
a majority; every operation ends within its timeout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from services.common import logs
from services.common.errors import Unavailable
from services.common.settings import DatabaseSettings

Document = dict[str, Any]

log = logs.get_logger("database")


def database(settings: DatabaseSettings, service: str) -> Database[Document]:
    """The service's own database, `<prefix>_<service>`; nobody else reads it."""
    client: MongoClient[Document] = MongoClient(
        settings.mongodb_uri,
        connect=False,
        tz_aware=True,
        appname=f"natter-{service}",
        maxPoolSize=32,
        serverSelectionTimeoutMS=5_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=15_000,
        waitQueueTimeoutMS=5_000,
        timeoutMS=10_000,
    )
    return client.get_database(
        f"{settings.database_prefix}_{service}",
        write_concern=WriteConcern(w="majority", j=True),
        read_concern=ReadConcern("majority"),
    )


def is_reachable(database: Database[Document]) -> bool:
    """For /readyz: whether the database answers."""
    try:
        database.client.admin.command("ping")
    except PyMongoError:
        return False
    return True


@contextmanager
def answering() -> Iterator[None]:
    """Raises Unavailable when the database is away or too slow; other errors rise as they are. Also a decorator."""
    try:
        yield
    except PyMongoError as error:
        if not isinstance(error, ConnectionFailure) and not error.timeout:
            raise
        log.warning("the database does not answer", error=repr(error)[:300])
        raise Unavailable() from error
