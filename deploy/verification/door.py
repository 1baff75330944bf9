"""The REST door of the server under test, as every outsider uses it.

`call` answers what the server said, whatever it was; `Lost` means that nobody knows. `insist` and `settle` are for
setting up and for looking: they go on as long as the server itself says that trying again makes sense.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec

from deploy.failure import Failure

CALL_SECONDS = 10.0
INSIST_SECONDS = 60.0
PAUSE_SECONDS, PAUSE_LIMIT_SECONDS = 0.25, 5.0
LINES = 64
AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""Answers after which a request may be tried again."""


class Lost(Exception):
    """No answer: the request may have been carried out or not."""


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: Any

    @property
    def is_yes(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The error's code, or its status when it has none."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return str(error.get("code")) if isinstance(error, dict) else f"status {self.status}"

    @property
    def message(self) -> str:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return str(error.get("message")) if isinstance(error, dict) else f"status {self.status}"

    @property
    def retry(self) -> float | None:
        """Seconds after which to try again, or None when that makes no sense."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        said = error.get("retry") if isinstance(error, dict) else None
        return float(said) if said is not None else (1.0 if self.status in AGAIN else None)


class Door:
    """Open it with `async with`. `url` is the server's address, `ws_url` that of its socket.

    `patience`: for so many seconds `insist` and `settle` ask again.
    """

    def __init__(self, url: str):
        self.url = url.rstrip("/")
        self.ws_url = "ws" + self.url.removeprefix("http") + "/ws"
        self.patience = INSIST_SECONDS

    async def __aenter__(self) -> "Door":
        connector = aiohttp.TCPConnector(limit=0, limit_per_host=0)
        self.session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        self._turns = asyncio.Semaphore(LINES)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()

    async def call(self, method: str, path: str, token: str | None = None, body: Any = None) -> Answer:
        """One request. Raises Lost when no whole answer came in time."""
        headers = {}
        data = None
        if body is not None:
            headers["Content-Type"], data = "application/json", msgspec.json.encode(body)
        return _answer(await self._ask(method, path, token, data, headers))

    async def send_part(self, path: str, token: str, offset: int, part: bytes, kept: int | None = None) -> Answer:
        """The bytes of an upload from `offset` on. Raises Lost.

        `kept`: the line is lost when so many of them are written, which may be all: then nobody hears the answer.
        """

        async def pieces() -> AsyncIterator[bytes]:
            yield part if kept is None else part[:kept]
            if kept is not None:
                raise ConnectionAbortedError("the line is lost on purpose")

        headers = {"Upload-Offset": str(offset), "Content-Length": str(len(part))}
        headers["Content-Type"] = "application/octet-stream"
        return _answer(await self._ask("PATCH", path, token, pieces(), headers))

    async def fetch(self, path: str, token: str) -> tuple[int, bytes]:
        """The status and the bytes of a file, or of the error. Raises Lost when they did not come whole."""
        return await self._ask("GET", path, token, None, {})

    async def insist(self, method: str, path: str, token: str | None = None, body: Any = None) -> Any:
        """The body of the server's yes. Raises Failure when it says no, or nothing else in time."""
        answer = await self.settle(method, path, token, body)
        if not answer.is_yes:
            raise _refused(method, path, answer.message)
        return answer.body

    async def settle(self, method: str, path: str, token: str | None = None, body: Any = None) -> Answer:
        """The server's yes, or a no that is final. Raises Failure when there is neither in time."""
        deadline, tries = time.monotonic() + self.patience, 0
        while True:
            try:
                answer = await self.call(method, path, token, body)
                if answer.is_yes or answer.retry is None:
                    return answer
                said, wait = answer.message, answer.retry
            except Lost as lost:
                said, wait = str(lost), PAUSE_SECONDS
            if time.monotonic() > deadline:
                raise _refused(method, path, said)
            tries += 1
            growing = min(PAUSE_LIMIT_SECONDS, PAUSE_SECONDS * 2**tries)
            await asyncio.sleep(wait + random.uniform(0, growing))  # noqa: S311 - jitter

    async def _ask(
        self, method: str, path: str, token: str | None, data: Any, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        headers["X-Natter-Client"] = "verify"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            asked = self.session.request(method, self.url + path, data=data, headers=headers)
            async with self._turns, asyncio.timeout(CALL_SECONDS), asked as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Lost(f"{method} {path}: {type(error).__name__} {error}".rstrip()) from None


def _refused(method: str, path: str, said: str) -> Failure:
    return Failure(f"{method} {path} was refused ({said})", "see the server's log")


def _answer(asked: tuple[int, bytes]) -> Answer:
    status, raw = asked
    try:
        return Answer(status, msgspec.json.decode(raw) if raw else None)
    except msgspec.DecodeError:
        return Answer(status, None)
