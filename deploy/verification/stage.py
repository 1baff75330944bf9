"""The stage: the people, conversations and devices of a plan, made on the running server.

`./natter verify` sets it before the clock of the plan starts; actors.py then play on it. Nothing is taken away
afterwards: there is no way to delete an account or a conversation, and what was found must stay to be looked at.
"""

import asyncio
import secrets

import msgspec

from deploy.failure import Failure
from deploy.verification import plan
from deploy.verification.device import Device, settle
from deploy.verification.door import Door
from deploy.verification.history import History
from deploy.verification.people import Person, known, register_all

LEVEL_SECONDS = 30.0


class Conversation(msgspec.Struct):
    """One of the plan's talks as it was made. `members`: user ids at its creation."""

    conversation_id: str
    kind: str
    members: list[str]


class Stage:
    """`devices` of each person, the first of which sends."""

    def __init__(self, door: Door, history: History, planned: plan.Plan):
        self.door, self.history, self.plan = door, history, planned
        self.run = secrets.token_hex(4)
        self.people: list[Person] = []
        self.conversations: list[Conversation] = []
        self.devices: list[list[Device]] = []

    async def set(self, invite: str | None, tokens: list[str]) -> None:
        """Make accounts (or use those of the tokens) and conversations. Raises Failure."""
        count = len(self.plan.people)
        self.people = await (known(self.door, tokens) if tokens else register_all(self.door, self.run, count, invite))
        for talk in self.plan.talks:
            self.conversations.append(await self._open(talk))

    async def connect(self) -> None:
        """Every device of the plan, level. Raises Failure when one does not get there."""
        for place, somebody in enumerate(self.plan.people):
            self.devices.append([self.new_device(place) for _ in range(somebody.devices)])
        everyone = [device for mine in self.devices for device in mine]
        for device in everyone:
            device.start()
        for device, is_level in zip(
            everyone, await asyncio.gather(*(settle(each, LEVEL_SECONDS) for each in everyone)), strict=True
        ):
            if not is_level:
                raise Failure(
                    f"a socket could not be opened within {LEVEL_SECONDS:.0f} s ({device.refused or 'no answer'})",
                    "does the proxy in front pass WebSocket upgrades on /ws?",
                )

    def new_device(self, place: int) -> Device:
        name = f"verify-{self.run}-{place}-{secrets.token_hex(3)}"
        return Device(name, self.people[place], self.door, self.history)

    async def clear(self) -> None:
        """Close every line."""
        await asyncio.gather(*(device.stop() for mine in self.devices for device in mine))

    async def _open(self, talk: plan.Talk) -> Conversation:
        members = [self.people[place].user_id for place in talk.members]
        owner = self.people[talk.members[0]]
        body: dict[str, object] = {"kind": "direct", "user_id": members[1]}
        if talk.kind == "group":
            body = {"kind": "group", "title": f"Verify {self.run}", "member_ids": members[1:]}
        made = await self.door.insist("POST", "/api/chat/conversations", owner.token, body)
        return Conversation(made["id"], talk.kind, members)
