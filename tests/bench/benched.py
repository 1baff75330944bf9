"""The Natter that is measured: the stack as operators get it, but for limits that keep one address from being many.

All load comes from one address, and thousands of people open a line within seconds, so the limits per address and the
queue of hellos are wide; `connections_per_user` stays. Everything else is as shipped: the embedded database with
a sync at every commit, two processes of chat and realtime, full logs.
"""

from contextlib import contextmanager
from pathlib import Path

from deploy.stack import launch
from tests.bench.generator import Talk
from tests.stack import Stack

SETTINGS = {
    "NATTER_SIGN_INS_PER_SECOND": "1000",
    "NATTER_REQUESTS_PER_SECOND": "100000",
    "NATTER_SOCKETS_PER_SECOND": "100000",
    "NATTER_CONNECTIONS_PER_ADDRESS": "40000",
    "NATTER_GATEWAY_CONNECTIONS": "16384",
    "AUTH_REGISTRATIONS_PER_ADDRESS": "1000000",
    "AUTH_LOGIN_FAILURES_PER_ADDRESS": "1000000",
}
TALK = Talk("/ws", delivered='{"kind":"message.created"', acked='{"type":"ack"', refused='{"type":"error"')
PROGRAMS = ("mongo", "nats", "valkey", "auth", "chat", "realtime", "notify", "gateway")


class Benched(Stack):
    """A running Natter; `programs_by_name` as costs.read wants them."""

    @property
    def programs_by_name(self) -> dict[str, list[int]]:
        stack_id = self.stack_id
        return {name: launch.living(stack_id, self.data, name) for name in PROGRAMS}

    @property
    def stack_id(self) -> str:
        from deploy.stack.data import Data

        return Data(self.data).stack_id


@contextmanager
def started(folder: Path | None = None):
    """A running Natter, in a folder of its own that is removed afterwards or in the one that was named."""
    stack = Benched(folder, SETTINGS)
    try:
        stack.up()
        yield stack
    finally:
        stack.remove()
