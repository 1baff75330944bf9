"""Making the planned faults while the actors act, and writing down when each began and was healed."""

import asyncio

from deploy.verification.history import History
from deploy.verification.nemesis import LocalStack, Planned, Proxy
from deploy.verification.records import FaultBegan, FaultHealed


class Faulting:
    """`now`: the fault that is on, for the progress line."""

    def __init__(self, stack: LocalStack, proxy: Proxy, history: History):
        self._stack, self._proxy, self._history = stack, proxy, history
        self._on: list[str] = []

    @property
    def now(self) -> str:
        return ", ".join(self._on)

    async def make_all(self, planned: list[Planned]) -> None:
        """Begin and heal each when its time has come; returns when all are healed. Raises Failure if one is not."""
        begun_at = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for each in planned:
                group.create_task(self._make(each, begun_at + each.at_seconds))

    async def _make(self, planned: Planned, at: float) -> None:
        fault = planned.fault
        await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
        label = f"{fault.name} {fault.target}"
        self._on.append(label)
        began_at = self._history.now()
        self._history.write(FaultBegan, name=fault.name, target=fault.target)
        try:
            await asyncio.to_thread(fault.begin, self._stack, self._proxy)
            await asyncio.sleep(planned.lasts_seconds)
        finally:
            # Also when the run is broken off: nothing may stay stopped or cut.
            await asyncio.shield(asyncio.to_thread(fault.heal, self._stack, self._proxy))
            self._on.remove(label)
            self._history.write(
                FaultHealed, name=fault.name, target=fault.target, began_at=began_at, record=dict(fault.record)
            )
