"""The line between people and the gateway: cut, dead, slow or refused. Done by the proxy that they all go through."""

from typing import Any

from deploy.verification.nemesis.local_stack import LocalStack
from deploy.verification.nemesis.proxy import Proxy

DELAY_SECONDS = 0.3
SLOW_BYTES_PER_SECOND = 200_000


class Link:
    """What all of these share: one target, and nothing to tell but what the proxy counts."""

    target = "links"
    lasts_seconds = (1.0, 3.0)

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}


class Cut(Link):
    """Every open line breaks at once; new ones are let through."""

    name = "cut"
    lasts_seconds = (0.0, 0.5)

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        self.record["lines"] = proxy.cut()

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        """Nothing to do: people come back by themselves."""


class Refuse(Link):
    """Every open line breaks and nobody is let in for a while."""

    name = "refuse"

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.refuse(True)
        self.record["lines"] = proxy.cut()

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.refuse(False)


class BlackHole(Link):
    """Half-open lines: what either side says is lost and neither side hears that the other one is gone."""

    name = "black hole"
    lasts_seconds = (3.0, 8.0)

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.black_hole(True)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        self.record["lines"] = proxy.black_hole(False)


class Delay(Link):
    """Everything takes longer, both ways."""

    name = "delay"
    lasts_seconds = (3.0, 6.0)

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.delay(DELAY_SECONDS)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.delay(0.0)


class Throttle(Link):
    """Little goes through each line at a time."""

    name = "throttle"
    lasts_seconds = (2.0, 4.0)

    def begin(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.throttle(SLOW_BYTES_PER_SECOND)

    def heal(self, stack: LocalStack, proxy: Proxy) -> None:
        proxy.throttle(None)
