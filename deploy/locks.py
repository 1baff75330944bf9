"""One at a time: a lock on a folder, so that two `./natter` started together do not write over each other.

The lock is on the folder itself and goes away with the process, so nothing is left behind by a crash.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.failure import Failure

WAIT_SECONDS = 600.0
ASK_EVERY_SECONDS = 0.2


@contextmanager
def only_one(folder: Path, doing: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold `folder` while the block runs. Raises Failure when another process holds it for too long."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _wait_for(descriptor, folder, doing, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, folder: Path, doing: str, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Failure(
                    f"another ./natter has been {doing} in {folder} for {wait_seconds:.0f} s",
                    "wait for it, or end it and run this command again",
                ) from None
            if not told:
                print(f"  waiting for another ./natter that is {doing} in {folder}", flush=True)
                told = True
            time.sleep(ASK_EVERY_SECONDS)
        else:
            return
