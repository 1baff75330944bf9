"""Long lists of ids in parts: the embedded database compares each found document with each value of an `$in`."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

IDS_AT_ONCE = 100

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = IDS_AT_ONCE) -> Iterator[Sequence[T]]:
    return (values[start : start + size] for start in range(0, len(values), size))
