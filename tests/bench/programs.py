"""Programs that are started for one measurement and ended after it, whatever happens in between."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30.0
STOP_SECONDS = 10.0


@contextmanager
def started(
    command: Sequence[str], log: Path, variables: Mapping[str, str], folder: Path | None = None
) -> Iterator[int]:
    """Answers the pid."""
    environment = {**os.environ, **variables}
    with open(log, "ab") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
