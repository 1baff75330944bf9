"""What a fault is, for whoever runs a plan."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from deploy.failure import Failure
from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.proxy import Proxy

HEAL_SECONDS = 45.0
PAUSE_SECONDS = 0.05


class Fault(Protocol):
    """One thing that goes wrong. Used once: `begin`, then `heal`, both blocking (run them in a thread).

    `name` says what happens and `target` to whom, for people and for filters; `lasts_seconds` bounds the time from
    the begin to the heal. `heal` returns when the stack answers again and raises Failure when it does not. `record`
    says what was really done, such as {"killed": [pid], "successors": [pid]}; it is whole after `heal`.
    """

    name: str
    target: str
    lasts_seconds: tuple[float, float]
    record: dict[str, Any]

    def begin(self, stack: LocalStack, proxy: Proxy) -> None: ...

    def heal(self, stack: LocalStack, proxy: Proxy) -> None: ...


def wait_for(is_true: Callable[[], Any], what: str, seconds: float = HEAL_SECONDS) -> Any:
    """Ask again until the answer is true; it is returned. Raises Failure when the time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := is_true()):
        if time.monotonic() > deadline:
            raise Failure(f"{what} did not happen within {seconds:.0f} s", "see ./natter status and ./natter logs")
        time.sleep(PAUSE_SECONDS)
    return answer
