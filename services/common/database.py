"""The connection to MongoDB, made lazily so that gunicorn may load the application before it forks.

Called by each service's app.py, which hands the database to its stores. An acknowledged write is on the journal of
a majority; every operation ends within its timeout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from services.common import logs
from services.common.errors import Unavailable
from services.common.settings import DatabaseSettings

Document = dict[str, Any]

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
"""Nothing of ours is older."""
REMOVED_AT_ONCE = 500

log = logs.get_logger("database")


def database(settings: DatabaseSettings, service: str) -> Database[Document]:
    """The service's own database, `<prefix>_<service>`; nobody else reads it."""
    client: MongoClient[Document] = MongoClient(
        settings.mongodb_uri,
        connect=False,
        tz_aware=True,
        appname=f"natter-{service}",
        maxPoolSize=32,
        # What a busy moment opened is closed again: to the embedded database each is a thread and its memory.
        maxIdleTimeMS=30_000,
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


def remove_before(collection: Collection[Document], field: str, moment: datetime) -> int:
    """Remove what has an earlier `field`, some at a time so that writers get their turn. Answers how many.

    Instead of a TTL index: for those, the embedded database reads every document of the collection once a minute and
    lets nobody write meanwhile. `field` needs an index; a closed range is what that database reads by it.
    """
    removed = 0
    while True:
        query = {field: {"$gte": BEGINNING, "$lt": moment}}
        found = [document["_id"] for document in collection.find(query, {"_id": 1}).limit(REMOVED_AT_ONCE)]
        if not found:
            return removed
        removed += collection.delete_many({"_id": {"$in": found}}).deleted_count


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
