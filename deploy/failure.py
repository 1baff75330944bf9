"""A failure that an operator can act on: one sentence saying what failed, why, and what to do.

Raised anywhere below `./natter`; command.py prints it and ends with exit code 1. Anything else that escapes is a bug
of ours and keeps its stack.
"""

import errno
from pathlib import Path


class Failure(Exception):
    """`what` failed and why, what to `do` about it, and the `log` that knows more."""

    def __init__(self, what: str, do: str, log: Path | None = None):
        self.what, self.do, self.log = what, do, log
        super().__init__(str(self))

    def __str__(self) -> str:
        sentence = f"{self.what}: {self.do}."
        return f"{sentence} Log: {self.log}" if self.log else sentence


def from_os_error(error: OSError) -> Failure | None:
    """The sentence for what the operating system refused, or None when it is not the operator's business."""
    where = f" while writing {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(f"the disk is full{where}", "free some space and run the same command again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Failure(
            f"{error.filename or 'a file'} may not be written by this user",
            "run as the user who owns it, or name another place with --data-dir",
        )
    return None
