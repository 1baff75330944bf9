"""Files of the demo on their way through the public door, as a browser sends them. Called by stage.py."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from deploy.demonstration import drawings
from deploy.failure import Failure
from deploy.verification.door import Door
from services.common.shapes import Attachment

SECONDS = 60.0


async def upload(door: Door, token: str, names: Sequence[str]) -> list[Attachment]:
    """What these drawings became, in this order; no message carries them yet. Raises Failure."""
    return [await _upload(door, token, name) for name in names]


async def set_avatar(door: Door, token: str, picture: bytes) -> None:
    """Raises Failure."""
    await _send(door, token, "PUT", "/api/auth/me/avatar", picture, {"Content-Type": "image/png"})


async def _upload(door: Door, token: str, name: str) -> Attachment:
    data = await asyncio.to_thread(drawings.draw, name)
    begun = await door.insist("POST", "/api/chat/attachments", token, {"name": name, "size": len(data)})
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    done = await _send(door, token, "PATCH", f"/api/chat/attachments/{begun['id']}", data, headers)
    return msgspec.convert(done["attachment"], Attachment)


async def _send(door: Door, token: str, method: str, path: str, data: bytes, headers: dict[str, str]) -> Any:
    headers = {"Authorization": f"Bearer {token}", "X-Natter-Client": "demo", **headers}
    async with (
        asyncio.timeout(SECONDS),
        door.session.request(method, door.url + path, data=data, headers=headers) as answer,
    ):
        raw = await answer.read()
        if not 200 <= answer.status < 300:
            raise Failure(f"{method} {path} was refused with {answer.status}", "see the server's log")
        return msgspec.json.decode(raw)
