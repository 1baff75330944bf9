"""What the benchmarks share: people made over REST, devices as asyncio sockets, percentiles. Public interface only."""

import asyncio
import itertools
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests
from websockets.asyncio.client import connect

PASSWORD = "four quiet words"


class Person:
    """An account on the Natter at `url`."""

    def __init__(self, url):
        self.url, self.http = url, requests.Session()
        body = {"username": f"bench-{uuid.uuid4().hex[:12]}", "display_name": "Bench", "password": PASSWORD}
        answer = self.http.post(f"{url}/api/auth/register", json=body, timeout=60)
        answer.raise_for_status()
        self.user_id, self.token = answer.json()["user"]["id"], answer.json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path):
        answer = self.http.get(self.url + path, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def open(self, **conversation):
        answer = self.http.post(f"{self.url}/api/chat/conversations", json=conversation, timeout=60)
        answer.raise_for_status()
        return answer.json()["id"]


class Device:
    """One socket; `send` returns when the message is acknowledged."""

    def __init__(self, person):
        self.person, self._waiting, self._numbers = person, {}, itertools.count()
        self.delivered = 0

    async def open(self):
        self._socket = await connect(self.person.url.replace("http", "ws", 1) + "/ws", compression=None, max_size=None)
        hello = {"type": "hello", "token": self.person.token, "device_id": uuid.uuid4().hex}
        await self._socket.send(json.dumps(hello))
        while json.loads(await self._socket.recv())["type"] != "caught":
            pass
        self._reader = asyncio.create_task(self._read())
        return self

    async def close(self):
        self._reader.cancel()
        await self._socket.close()

    async def send(self, conversation_id, body):
        ref = str(next(self._numbers))
        answered = self._waiting[ref] = asyncio.get_running_loop().create_future()
        frame = {"type": "send", "ref": ref, "conversation_id": conversation_id, "client_message_id": uuid.uuid4().hex}
        await self._socket.send(json.dumps({**frame, "body": body}))
        answer = await asyncio.wait_for(answered, 60)
        if answer["type"] != "ack":
            raise RuntimeError(f"not acknowledged: {answer}")

    async def _read(self):
        async for text in self._socket:
            frame = json.loads(text)
            if frame["type"] == "event":
                self.delivered += 1
            elif frame.get("ref") in self._waiting:
                self._waiting.pop(frame["ref"]).set_result(frame)


def people(url, count):
    """That many accounts, made four at a time."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda _: Person(url), range(count)))


def percentiles(seconds):
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return tuple(round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 1) for part in (0.5, 0.99))
