"""What a database failure means to the rest of notify: Unavailable, try again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from pymongo.errors import PyMongoError

from services.common import logs
from services.common.errors import Unavailable

IDS_AT_ONCE = 100
"""Values in one `$in`. The embedded database compares each found document with each value, so long lists are slow."""

T = TypeVar("T")

log = logs.get_logger("stores")


@contextmanager
def answering() -> Iterator[None]:
    """Raises Unavailable for whatever the database could not do. Also a decorator."""
    try:
        yield
    except PyMongoError as error:
        log.warning("the database does not answer", error=repr(error)[:300])
        raise Unavailable() from error


def chunks(values: Sequence[T], size: int = IDS_AT_ONCE) -> Iterator[Sequence[T]]:
    return (values[start : start + size] for start in range(0, len(values), size))
