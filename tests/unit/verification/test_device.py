"""How a device comes back: when the server says so, else at random; and when it does not."""

import asyncio

import pytest

from deploy.verification import device as devices
from deploy.verification.device import Device
from deploy.verification.history import History


class Person:
    def __init__(self):
        self.refused = []

    async def fresh_token(self, refused=None):
        self.refused.append(refused)
        return f"token-{len(self.refused)}"


class Line:
    """Lines that end at once, each as told; the last one stays."""

    ends = []

    def __init__(self, door, reader, history):
        code, self.close_reason, is_welcome = Line.ends.pop(0) if Line.ends else (None, "", True)
        self.close_code, self.epoch, self.is_last = code, "epoch" if is_welcome else None, not Line.ends
        self.is_caught_up = False

    async def live(self, token, epoch):
        if self.is_last and self.close_code is None:
            self.is_caught_up = True
            await asyncio.Event().wait()

    def drop(self):
        pass


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr(devices, "Line", Line)
    monkeypatch.setattr(devices, "LONGEST_PAUSE_SECONDS", 0.01)

    def run(*ends):
        """The device and its person, once it is level or sent away."""
        Line.ends = list(ends)
        person = Person()
        device = Device("d", person, None, History())

        async def main():
            device.start()
            async with asyncio.timeout(10):
                while not device.is_level and device.refused is None:
                    device.raise_if_failed()
                    await asyncio.sleep(0.002)
            await device.stop()

        asyncio.run(main())
        return device, person

    return run


@pytest.mark.parametrize("code", [None, 1006, 1012, 4008, 4429, 4503])
def test_a_device_comes_back_by_itself(live, code):
    device, person = live((code, "", True), (None, "", True))
    assert device.refused is None
    assert person.refused == [None, None]


def test_a_refused_token_is_renewed(live):
    device, person = live((4401, "", False), (None, "", True))
    assert device.refused is None
    assert person.refused == [None, "token-1"]


def test_a_device_that_was_not_heard_for_a_while_is_not_one_that_is_not_wanted(live):
    """A server under load closes with 4401 when no hello came in time."""
    device, _ = live(
        *[(None, "", False)] * 4, (4401, "", False), (None, "", False), (4401, "", False), (None, "", True)
    )
    assert device.refused is None


@pytest.mark.parametrize(("code", "tries"), [(4401, 3), (4403, 1)])
def test_a_device_that_is_not_wanted_stays_away_and_says_so(live, code, tries):
    device, person = live(*[(code, "", False)] * 5)
    assert device.refused == f"closed with {code}"
    assert len(person.refused) == tries


def test_the_server_says_when_to_come_back():
    line = Line(None, None, None)
    line.close_reason = "r=1500"
    assert devices._pause(line, 5) == 1.5
    line.close_reason = ""
    assert 0 <= devices._pause(line, 1) <= 1.0
    assert max(devices._pause(line, 30) for _ in range(50)) <= devices.LONGEST_PAUSE_SECONDS
