"""Making the demo on a running Natter: people at the public door, their past in the log, then what they do now.

Called by deploy/demo.py.
"""

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import quote

from deploy.demonstration import histories, plans, portraits, talk, uploads
from deploy.demonstration.cast import Role
from deploy.demonstration.histories import Attachments
from deploy.demonstration.plans import Conversation
from deploy.demonstration.talk import Line
from deploy.verification.door import Door
from services.chat.stores.collections import Stores
from services.notify.stores.heads import HeadStore

DOMAIN = "natter-demo.invalid"
"""Of everybody's e-mail address: by it an operator knows who was made."""


class Stage:
    """`invite`: for a Natter that only invited people may join."""

    def __init__(self, door: Door, cast: Sequence[Role], password: str, invite: str | None):
        self._door, self._cast, self._password, self._invite = door, cast, password, invite
        self.user_ids: list[str] = []
        self._tokens: list[str] = []
        self.conversation_ids: dict[str, str] = {}
        """By title; direct ones by the name of the other person."""

    async def admit(self) -> None:
        """Make everybody's account and profile."""
        for role in self._cast:
            body = {
                "username": role.username,
                "display_name": role.name,
                "password": self._password,
                "email": f"{role.username}@{DOMAIN}",
                **({"invite": self._invite} if self._invite else {}),
            }
            admission = await self._door.insist("POST", "/api/auth/register", body=body)
            token = admission["access_token"]
            profile = {"colour": role.colour, "status_text": role.status}
            await self._door.insist("PATCH", "/api/auth/me", token, profile)
            if role.look:
                await uploads.set_avatar(self._door, token, portraits.draw(role.look))
            self.user_ids.append(admission["user"]["id"])
            self._tokens.append(token)

    async def remember(
        self, stores: Stores, heads: HeadStore, plan: Sequence[Conversation], on_written: Callable[[int], None]
    ) -> None:
        """Put the past into the log."""
        for conversation in plan:
            attachments = await self._uploaded(conversation)
            wrote = await asyncio.to_thread(
                histories.write, stores, heads, self.user_ids, conversation, attachments, on_written
            )
            self.conversation_ids[self._name(conversation)] = wrote

    async def live(self, plan: Sequence[Conversation]) -> None:
        """Everybody has read what they have read, and some have just said something."""
        self._tokens = [await self._login(role) for role in self._cast]
        await asyncio.gather(*map(self._read, plan))
        await self._mute(talk.QUIET)
        for where, lines in talk.lately(len(self._cast)):
            await self._say(f"/api/chat/conversations/{self.conversation_ids[where]}/messages", lines)
        if marked := self.conversation_ids.get(talk.MARKED):
            path = f"/api/chat/conversations/{marked}/unread-mark"
            await self._door.insist("PUT", path, self._tokens[plans.ME])

    async def _read(self, conversation: Conversation) -> None:
        path = f"/api/chat/conversations/{self.conversation_ids[self._name(conversation)]}/read"
        last = len(conversation.said)
        for place in conversation.members:
            upto = last - conversation.unread if place == plans.ME else last
            await self._door.insist("PUT", path, self._tokens[place], {"message_no": max(0, upto)})

    async def _uploaded(self, conversation: Conversation) -> Attachments:
        carrying = [said for said in conversation.said if said.files]
        return {
            said.message_no: await uploads.upload(self._door, self._tokens[said.speaker], said.files)
            for said in carrying
        }

    async def _mute(self, where: str) -> None:
        path = f"/api/notify/preferences/conversations/{self.conversation_ids[where]}"
        choice = {"level": "nothing", "muted_until": None}
        await self._door.insist("PUT", path, self._tokens[plans.ME], choice)

    async def _say(self, path: str, lines: Sequence[Line]) -> None:
        """A thread whose speakers are places in the cast, as if it were typed now."""
        numbers: list[int] = []
        for line in lines:
            token = self._tokens[line.speaker]
            files = await uploads.upload(self._door, token, line.files)
            said = {
                "client_message_id": f"lately-{len(numbers)}",
                "body": line.body,
                "reply_to": None if line.answers is None else numbers[line.answers],
                "attachment_ids": [one.id for one in files],
            }
            ack = await self._door.insist("POST", path, token, said)
            numbers.append(ack["message_no"])
            for emoji, places in line.reactions:
                for place in places:
                    await self._door.insist(
                        "PUT", f"{path}/{numbers[-1]}/reactions/{quote(emoji)}", self._tokens[place]
                    )

    async def _login(self, role: Role) -> str:
        login = {"login": role.username, "password": self._password}
        answer = await self._door.insist("POST", "/api/auth/login", body=login)
        return str(answer["access_token"])

    def _name(self, conversation: Conversation) -> str:
        others = (place for place in conversation.members if place != plans.ME)
        return conversation.title or self._cast[next(others)].name
