"""Faults are begun, healed and written down, whatever happens meanwhile."""

import asyncio

import pytest

from deploy.failure import Failure
from deploy.verification import run
from deploy.verification.faulting import Faulting
from deploy.verification.history import History
from deploy.verification.nemesis import Planned
from deploy.verification.records import FaultBegan, FaultHealed


class Fault:
    """Notes what is done to it; `breaks` names the step that fails."""

    name, target = "kill", "chat"

    def __init__(self, breaks=""):
        self.done, self.record, self._breaks = [], {}, breaks

    def begin(self, stack, proxy):
        self._do("begin")

    def heal(self, stack, proxy):
        self._do("heal")
        self.record["successors"] = [2]

    def _do(self, step):
        self.done.append(step)
        if step == self._breaks:
            raise Failure(f"{step} failed", "look")


def make(*planned, meanwhile=None):
    history = History()
    faulting = Faulting(None, None, history)

    async def main():
        making = asyncio.create_task(faulting.make_all(list(planned)))
        if meanwhile:
            await meanwhile(making)
        await making

    return history, main


def test_each_fault_is_begun_healed_and_written_down():
    faults = [Fault(), Fault()]
    history, main = make(*(Planned(0.0, 0.01, fault) for fault in faults))
    asyncio.run(main())
    assert [fault.done for fault in faults] == [["begin", "heal"]] * 2
    assert [type(record) for record in history.records].count(FaultBegan) == 2
    healed = [record for record in history.records if isinstance(record, FaultHealed)]
    assert [record.record for record in healed] == [{"successors": [2]}] * 2
    assert all(record.began_at <= record.t for record in healed)


def test_what_was_begun_is_healed_when_the_run_is_broken_off():
    fault, later = Fault(), Fault()

    async def break_off(making):
        async with asyncio.timeout(10):
            while not fault.done:
                await asyncio.sleep(0.005)
        making.cancel()

    _, main = make(Planned(0.0, 60.0, fault), Planned(50.0, 1.0, later), meanwhile=break_off)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())
    assert fault.done == ["begin", "heal"]
    assert later.done == []


@pytest.mark.parametrize("step", ["begin", "heal"])
def test_a_fault_that_cannot_be_made_or_healed_is_told(step):
    fault = Fault(breaks=step)
    _, main = make(Planned(0.0, 0.0, fault))

    async def tell():
        return await run.healed(asyncio.create_task(main()))

    assert asyncio.run(tell()) == [f"{step} failed: look."]
    assert fault.done == ["begin", "heal"]
