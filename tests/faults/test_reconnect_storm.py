"""A thousand lines break at once: all come back by themselves, and nobody else notices."""

import asyncio
import json
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.integration.people import Person

PEOPLE, DEVICES = 60, 17
"""Fewer devices than one process lets one person have, wherever they come back to."""
BACK_SECONDS = 45.0
LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS = 30.0, 0.5
OPENINGS = 40
MOST_ATTEMPTS = 4


class Crowd:
    """All devices of all people, in one loop. `cursors`: how far each has come; `attempts`: when one tried."""

    def __init__(self, url, people, conversation_id):
        self._address, self._conversation_id = url.replace("http", "ws", 1) + "/ws", conversation_id
        self.devices = [(person, f"d{number}") for person in people for number in range(DEVICES)]
        self.cursors = dict.fromkeys(range(len(self.devices)), 0)
        self.attempts, self.closes = [], Counter()
        self._opening = asyncio.Semaphore(OPENINGS)

    async def live(self, number):
        """A device for ever: connect, read, come back as docs/protocol.md says."""
        tries, pause = 0, 0.0
        while True:
            await asyncio.sleep(pause)
            try:
                tries += 1
                await self._connect_and_read(number)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                self.closes[code] += 1
                pause = told_delay(closed)
                if pause is None:
                    tries = tries if code == 4503 else 0
                    pause = random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries))
            except (OSError, WebSocketException, TimeoutError):
                pause = random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries))

    async def _connect_and_read(self, number):
        person, name = self.devices[number]
        self.attempts.append(asyncio.get_running_loop().time())
        async with self._opening:
            line = await connect(self._address, compression=None, open_timeout=20, close_timeout=1, ping_interval=None)
        async with line:
            cursors = {self._conversation_id: self.cursors[number]}
            await line.send(json.dumps({"type": "hello", "token": person.token, "device_id": name, "cursors": cursors}))
            async for text in line:
                frame = json.loads(text)
                if frame["type"] == "event" and frame["seq"] == self.cursors[number] + 1:
                    self.cursors[number] = frame["seq"]

    async def until_level(self, seq):
        async with asyncio.timeout(BACK_SECONDS):
            while any(cursor < seq for cursor in self.cursors.values()):
                await asyncio.sleep(0.05)


def told_delay(closed):
    """The delay that the server asked for, in seconds, or None."""
    reason = closed.rcvd.reason if closed.rcvd else ""
    return int(reason[2:]) / 1000 if reason.startswith("r=") else None


class Bystander(threading.Thread):
    """Asks for their conversations over REST, on and on; `codes` counts the answers."""

    def __init__(self, person):
        super().__init__(daemon=True)
        self.person, self.codes, self.is_over = person, Counter(), threading.Event()

    def run(self):
        headers = {"Authorization": f"Bearer {self.person.token}"}
        while not self.is_over.wait(0.05):
            answer = requests.get(f"{self.person.url}/api/chat/conversations", headers=headers, timeout=15)
            self.codes[answer.status_code] += 1


@pytest.mark.fault("F12")
def test_a_thousand_lines_that_break_at_once_all_come_back(stack, proxy):
    with ThreadPoolExecutor(4) as pool:
        people = list(pool.map(lambda number: Person(stack.url, f"s{number}"), range(PEOPLE)))
    conversation_id = people[0].open_group("Storm", *people[1:])
    bystander = Bystander(Person(stack.url, "bystander"))

    async def storm():
        crowd = Crowd(f"http://127.0.0.1:{proxy.port}", people, conversation_id)
        lives = [asyncio.create_task(crowd.live(number)) for number in range(len(crowd.devices))]
        first = await asyncio.to_thread(people[0].post, conversation_id, "before")
        await crowd.until_level(first["seq"])
        crowd.attempts.clear()
        bystander.start()
        assert proxy.cut() == len(crowd.devices)
        second = await asyncio.to_thread(people[0].post, conversation_id, "while nobody is there")
        await crowd.until_level(second["seq"])
        for life in lives:
            assert not life.done(), life
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        return crowd

    crowd = asyncio.run(storm())
    bystander.is_over.set()
    bystander.join(20)
    assert len(crowd.devices) >= 1_000
    assert set(bystander.codes) == {200}
    assert sum(bystander.codes.values()) > 5
    # Whoever came back stayed: lines were not made and broken again and again.
    assert len(crowd.attempts) <= MOST_ATTEMPTS * len(crowd.devices)
