"""Bringing files to the server as a client does: in parts, and on from where the server stands after a broken line.

Called by outbox.py before a message that carries them is sent. Written from docs/protocol.md alone.
"""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec

from deploy.verification import contents, lives
from deploy.verification.door import AGAIN, Answer, Door, Lost
from deploy.verification.history import History
from deploy.verification.people import Person
from deploy.verification.plan import File
from deploy.verification.records import Uploaded, UploadRefused

PART_BYTES = 64 * 1024
PAUSE_SECONDS, PAUSE_LIMIT_SECONDS = 0.2, 4.0
PATH = "/api/chat/attachments"
UNAUTHENTICATED, GONE, CONFLICT = 401, 404, 409


async def upload_all(
    files: Sequence[File], seed: int, person: Person, door: Door, history: History
) -> tuple[str, ...] | None:
    """The attachment ids of a person's files, in order; None when the server does not want one of them."""
    found = []
    for file in files:
        attachment_id = await _Upload(file, contents.content(seed, file), person, door, history).settle()
        if attachment_id is None:
            return None
        found.append(attachment_id)
    return tuple(found)


class _Upload:
    """One file on its way. `_there`: what the server last said of it, None when that may have changed since."""

    def __init__(self, file: File, raw: bytes, person: Person, door: Door, history: History):
        self._file, self._raw, self._person, self._door, self._history = file, raw, person, door, history
        self._breaks = deque(round(share * len(raw)) for share in file.breaks)
        self._id: str | None = None
        self._there: dict[str, Any] | None = None
        self._resumed = 0

    async def settle(self) -> str | None:
        """Its attachment id once the server has all of it; None when it was refused for good."""
        tries = 0
        while True:
            wait = 0.0
            token = await self._person.fresh_token()
            try:
                answer = await self._go_on(token)
            except Lost:
                self._there = None
            else:
                if answer.is_yes:
                    if (attachment := answer.body["attachment"]) is not None:
                        return self._done(attachment)
                    tries = 0
                    continue
                if (wait := await self._judge(answer, token)) is None:
                    names = {"user_id": self._person.user_id, "name": self._file.name}
                    self._history.write(UploadRefused, **names, code=answer.code)
                    return None
            tries += 1
            growing = min(PAUSE_LIMIT_SECONDS, PAUSE_SECONDS * 2 ** min(tries, 10))
            await asyncio.sleep(wait + random.uniform(0, growing))  # noqa: S311 - jitter

    async def _go_on(self, token: str) -> Answer:
        """Announce it, ask where it stands, or bring the next part. Raises Lost."""
        if self._id is None:
            answer = await self._door.call("POST", PATH, token, {"name": self._file.name, "size": len(self._raw)})
        elif self._there is None:
            answer = await self._door.call("GET", f"{PATH}/{self._id}", token)
            self._resumed += answer.is_yes
        else:
            answer = await self._bring(self._id, self._there["offset"], token)
        self._there = answer.body if answer.is_yes else None
        if self._there is not None:
            self._id = self._there["id"]
        return answer

    async def _bring(self, attachment_id: str, offset: int, token: str) -> Answer:
        part = self._raw[offset : offset + PART_BYTES]
        kept = None
        if self._breaks and self._breaks[0] <= offset + len(part):
            kept = max(0, self._breaks.popleft() - offset)
        return await self._door.send_part(f"{PATH}/{attachment_id}", token, offset, part, kept)

    async def _judge(self, answer: Answer, token: str) -> float | None:
        """Seconds to wait after a no, or None when it is final."""
        if answer.status == UNAUTHENTICATED:
            await self._person.fresh_token(token)
            return 0.0
        if answer.status == GONE and self._id is not None:
            # The server does not know it (any more): begin again.
            self._id = None
            return 0.0
        # An earlier try of the part came through after all.
        if answer.status == CONFLICT and answer.code == "wrong_offset":
            return 0.0
        return answer.retry if answer.status in AGAIN else None

    def _done(self, attachment: dict[str, Any]) -> str:
        self._history.write(
            Uploaded,
            user_id=self._person.user_id,
            attachment_id=attachment["id"],
            name=self._file.name,
            size=len(self._raw),
            looks=contents.looks(self._raw, is_picture=self._file.is_picture),
            told=msgspec.json.encode(lives.described(attachment)).decode(),
            resumed=self._resumed,
        )
        return str(attachment["id"])
