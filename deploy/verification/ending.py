"""What is found out when people have acted, also when the server has died for good meanwhile.

Called by run.py, which hands in how to do each step. A server that does not answer any more is not asked on and on; but
its database may still tell what became of what was acknowledged, and then that is judged.
"""

from collections.abc import Awaitable, Callable

import msgspec

from deploy.failure import Failure
from deploy.verification import lives
from deploy.verification.door import Lost
from deploy.verification.log_reading import Log
from deploy.verification.settling import Served

Histories = dict[str, dict[int, lives.Shown]]
SILENCE = (Failure, Lost, OSError)
"""What a step raises when nobody answers."""


class Found(msgspec.Struct, kw_only=True):
    """`late`: what settling had to wait for. `gone`: what was asked when the server answered no more.

    `log`: None when it could not be read either; `source`: where it was read from.
    """

    late: list[str] = []
    served: list[Served] = []
    histories: Histories = {}
    log: Log | None = None
    source: str = "nowhere"
    gone: str | None = None


async def conclude(
    act: Callable[[], Awaitable[list[str]]],
    ask: Callable[[], Awaitable[tuple[list[Served], Histories]]],
    read: Callable[[bool], Awaitable[tuple[Log, str]]],
) -> Found:
    """Let people act, ask what everybody is shown, read the log. `read` is told whether the server still answers."""
    found = Found()
    try:
        found.late = await act()
        found.served, found.histories = await ask()
    except SILENCE as problem:
        found.gone = str(problem)
    try:
        found.log, found.source = await read(found.gone is None)
    except SILENCE as problem:
        found.gone = found.gone or str(problem)
    if found.gone is not None:
        found.late = [*found.late, f"the server stopped answering: {found.gone}"]
    return found
