"""A device: one reader, and one line after another; it comes back by itself as the protocol says.

Used by actors.py (which breaks its line, makes it slow) and outbox.py (which sends through it).
"""

import asyncio
import contextlib
import random
import re

from deploy.verification.door import Door, Lost
from deploy.verification.history import History
from deploy.verification.line import Line
from deploy.verification.people import Person
from deploy.verification.reader import Reader

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 10.0
NOT_AUTHENTICATED = 4401
DENIED_LIMIT = 3
TOO_FAST = 4429
DELAY = re.compile(r"\br=(\d+)")


class Device:
    """`line` is there while connected. `refused`: why the server does not want it back, if so."""

    def __init__(self, name: str, person: Person, door: Door, history: History):
        self.name, self.person, self._door, self._history = name, person, door, history
        self.reader = Reader(name, person, door, history)
        self.line: Line | None = None
        self.refused: str | None = None
        self._epoch: str | None = None
        self._away_until: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_level(self) -> bool:
        """Connected, and nothing of the past is missing."""
        return self.line is not None and self.line.is_caught_up and not self.reader.is_fetching

    def start(self) -> None:
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Go for good."""
        if self._task is not None:
            if self.line is not None:
                self.line.drop()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.reader.stop()

    def leave(self) -> None:
        """Lose the line and stay away until `come_back`."""
        self._away_until = self._away_until or asyncio.Event()
        if self.line is not None:
            self.line.drop()

    def come_back(self) -> None:
        if self._away_until is not None:
            self._away_until.set()
            self._away_until = None

    def raise_if_failed(self) -> None:
        """A bug of ours in a device must not look like one of the server."""
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()

    async def _live(self) -> None:
        tries, denied, refused = 0, 0, None
        while self.refused is None:
            if self._away_until is not None:
                await self._away_until.wait()
            line = Line(self._door, self.reader, self._history)
            try:
                token = await self.person.fresh_token(refused)
                self.line = line
                await line.live(token, self._epoch)
            except Lost:
                pass
            finally:
                self.line = None
            was_welcome = line.epoch is not None
            self._epoch = line.epoch or self._epoch
            refused = token if line.close_code == NOT_AUTHENTICATED else None
            tries = 0 if was_welcome else tries + 1
            denied = denied + 1 if refused else 0
            self._judge(line, denied)
            await asyncio.sleep(_pause(line, tries))

    def _judge(self, line: Line, denied: int) -> None:
        """`denied`: how often in a row it was not taken for who it is, which also happens when a hello is late."""
        code = line.close_code or 0
        if code == NOT_AUTHENTICATED and denied < DENIED_LIMIT:
            return
        if 4400 <= code < 4500 and code != TOO_FAST:
            self.refused = f"closed with {code}"


def _pause(line: Line, tries: int) -> float:
    """What the server said, else a random time that grows with the tries."""
    said = DELAY.search(line.close_reason)
    if said:
        return int(said[1]) / 1_000
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries)
    return random.uniform(0, longest)  # noqa: S311 - jitter


async def settle(device: Device, seconds: float) -> bool:
    """Whether the device is level within some seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not device.is_level:
                device.raise_if_failed()
                await asyncio.sleep(0.02)
    return device.is_level
