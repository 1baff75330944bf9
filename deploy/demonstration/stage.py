"""Making the demo on a running Natter: people at the public door, their past in the log, then what they do now.

Called by deploy/demo.py.
"""

import asyncio
from collections.abc import Callable, Sequence

from deploy.demonstration import histories, plans, talk
from deploy.demonstration.cast import Role
from deploy.demonstration.plans import Conversation
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
            profile = {"colour": role.colour, "status_text": role.status}
            await self._door.insist("PATCH", "/api/auth/me", admission["access_token"], profile)
            self.user_ids.append(admission["user"]["id"])

    async def remember(
        self, stores: Stores, heads: HeadStore, plan: Sequence[Conversation], on_written: Callable[[int], None]
    ) -> None:
        """Put the past into the log."""
        for conversation in plan:
            wrote = await asyncio.to_thread(histories.write, stores, heads, self.user_ids, conversation, on_written)
            self.conversation_ids[self._name(conversation)] = wrote

    async def live(self, plan: Sequence[Conversation]) -> None:
        """Everybody has read what they have read, and some have just said something."""
        tokens = [await self._login(role) for role in self._cast]
        for conversation in plan:
            path = f"/api/chat/conversations/{self.conversation_ids[self._name(conversation)]}/read"
            last = len(conversation.said)
            for place in conversation.members:
                upto = last - conversation.unread if place == plans.ME else last
                await self._door.insist("PUT", path, tokens[place], {"message_no": max(0, upto)})
        for number, (title, speaker, body) in enumerate(talk.LATELY):
            if speaker < len(self._cast):
                conversation_id = self.conversation_ids[title or self._cast[speaker].name]
                said = {"client_message_id": f"lately-{number}", "body": body}
                path = f"/api/chat/conversations/{conversation_id}/messages"
                await self._door.insist("POST", path, tokens[speaker], said)

    async def _login(self, role: Role) -> str:
        login = {"login": role.username, "password": self._password}
        answer = await self._door.insist("POST", "/api/auth/login", body=login)
        return str(answer["access_token"])

    def _name(self, conversation: Conversation) -> str:
        others = (place for place in conversation.members if place != plans.ME)
        return conversation.title or self._cast[next(others)].name
