"""The actors: everybody does what the plan says, when it says so, for as long as it lasts.

Each kind of act is one short function; drive() starts them all and returns when the time is over. Sends that are not
settled then go on (settling.py waits for them).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from deploy.verification import lives, plan
from deploy.verification.device import Device
from deploy.verification.door import Lost
from deploy.verification.downloading import download
from deploy.verification.history import digest
from deploy.verification.outbox import Lane, speaking_to
from deploy.verification.people import Person
from deploy.verification.records import (
    Acked,
    Event,
    MembershipAsked,
    ReadAsked,
    ReadSeen,
    TouchAnswered,
    TouchAsked,
)
from deploy.verification.stage import Stage

RETRY_SECONDS = 0.5
STORED_SECONDS = 10.0
"""How long somebody waits for their own message to be stored, to delete it."""
CHANGE_SECONDS = 60.0
LOOK_SECONDS = 0.2


class Actors:
    """`lanes` and `changes` may be under way after drive()."""

    def __init__(self, stage: Stage):
        self._stage, self._plan = stage, stage.plan
        self.lanes: list[Lane] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._fetched: set[str] = set()
        self._is_over = self._is_stopped = False

    async def drive(self, watch: Callable[[], None]) -> None:
        """Play the whole plan; `watch` is called a few times a second."""
        self._begun_at = asyncio.get_running_loop().time()
        for mine in self._stage.devices:
            for device in mine:
                self._open_files_on(device)
        self._start(self._lanes())
        self._start(self._play_in_turn(self._plan.breaks, self._break))
        self._start(self._play_in_turn(self._plan.slows, self._slow))
        self._start(self._play_in_turn(self._plan.reads, self._read))
        self._start(self._play_in_turn(self._plan.touches, self._touch))
        self._start(self._play_in_turn(self._plan.latecomers, self._come_late))
        self._start([self._change_in_turn()])
        while self._now() < self._plan.wanted.seconds:
            await asyncio.sleep(LOOK_SECONDS)
            self.raise_if_failed()
            watch()
        self._is_over = True
        for mine in self._stage.devices:
            for device in mine:
                device.come_back()

    @property
    def is_under_way(self) -> bool:
        """Something that was begun is not settled yet."""
        return any(not task.done() for task in self._tasks)

    def raise_if_failed(self) -> None:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()
        for mine in self._stage.devices:
            for device in mine:
                device.raise_if_failed()

    async def stop(self) -> None:
        self._is_stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- starting

    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._begun_at

    def _start(self, acts: Sequence[Awaitable[None]]) -> None:
        self._tasks += [asyncio.ensure_future(act) for act in acts]  # type: ignore[arg-type]

    def _lanes(self) -> list[Awaitable[None]]:
        by_lane: dict[tuple[int, int], list[plan.Send]] = {}
        for send in self._plan.sends:
            by_lane.setdefault((send.person, send.talk), []).append(send)
        acts: list[Awaitable[None]] = []
        for (person, talk), sends in by_lane.items():
            lane = Lane(
                self._stage.people[person],
                self._stage.devices[person][0],
                self._stage.conversations[talk].conversation_id,
                self._stage.door,
                self._stage.history,
                self._stage.run,
                self._plan.wanted.seed,
                self._stage.people,
            )
            self.lanes.append(lane)
            acts.append(lane.send_all(sends, self._now, lambda: self._is_over))
        return acts

    def _play_in_turn(self, acts: Sequence, play: Callable[..., Awaitable[None]]) -> list[Awaitable[None]]:
        async def one(act) -> None:
            await self._until(act.at)
            if not self._is_over:
                await play(act)

        return [one(act) for act in acts]

    async def _until(self, at: float) -> None:
        while (wait := at - self._now()) > 0 and not self._is_over:
            await asyncio.sleep(min(wait, 0.5))

    # -- acting

    async def _break(self, act: plan.Break) -> None:
        device = self._stage.devices[act.person][act.device]
        device.leave()
        back_at = act.at + act.away
        while self._now() < back_at and not self._is_over:
            if act.until_gap and self._has_missed_much(device):
                break
            await asyncio.sleep(min(0.2, max(0.0, back_at - self._now())))
        device.come_back()

    def _has_missed_much(self, device: Device) -> bool:
        conversation_id = self._stage.conversations[0].conversation_id
        cursors = [other.reader.cursors.get(conversation_id, 0) for mine in self._stage.devices for other in mine]
        return max(cursors) - device.reader.cursors.get(conversation_id, 0) > plan.GAP_EVENTS + 10

    async def _slow(self, act: plan.Slow) -> None:
        if (line := self._stage.devices[act.person][act.device].line) is not None:
            line.pause(act.lasts)

    async def _come_late(self, act: plan.Latecomer) -> None:
        """A new device that has nothing yet: it names every conversation with cursor 0."""
        device = self._stage.new_device(act.person)
        for talk, conversation in zip(self._plan.talks, self._stage.conversations, strict=True):
            if act.person in talk.members and not talk.is_changing:
                device.reader.begin(conversation.conversation_id, 0)
        self._stage.devices[act.person].append(device)
        self._open_files_on(device)
        device.start()

    def _open_files_on(self, device: Device) -> None:
        """What a message of somebody else carries is fetched once, by whichever device is told of it first."""

        def fetch(event: Event) -> None:
            if self._is_stopped or event.actor_id == device.person.user_id:
                return
            for told in lives.attached(event):
                if told["id"] not in self._fetched:
                    self._fetched.add(told["id"])
                    is_picture = "width" in told
                    self._start(
                        [
                            download(
                                self._stage.door, self._stage.history, device.person, told["id"], is_picture=is_picture
                            )
                        ]
                    )

        device.reader.on_applied = fetch

    async def _read(self, act: plan.Read) -> None:
        person, device = self._stage.people[act.person], self._stage.devices[act.person][0]
        conversation_id = self._stage.conversations[act.talk].conversation_id
        message_no = round(act.part * device.reader.last_message_nos.get(conversation_id, 0))
        if not message_no:
            return
        history = self._stage.history
        names = {"user_id": person.user_id, "conversation_id": conversation_id}
        history.write(ReadAsked, **names, message_no=message_no, door=act.door)
        asked_at = history.now()
        try:
            if act.door == "socket":
                if device.line is not None:
                    await device.line.say(
                        {"type": "read", "conversation_id": conversation_id, "message_no": message_no}
                    )
                return
            path = f"/api/chat/conversations/{conversation_id}/read"
            answer = await self._stage.door.call("PUT", path, person.token, {"message_no": message_no})
        except Lost:
            return
        if answer.is_yes:
            history.write(ReadSeen, **names, message_no=answer.body["message_no"], asked_at=asked_at, is_promised=True)

    async def _touch(self, act: plan.Touch) -> None:
        """Ask, over and over like a client without an answer, until the server has said yes or no."""
        person, device = self._stage.people[act.person], self._stage.devices[act.person][0]
        conversation_id = self._stage.conversations[act.talk].conversation_id
        is_own = act.change in ("edit", "delete")
        message_no = await self._message_no(act, person, device, conversation_id)
        if message_no is None:
            return
        said = act.said(self._plan.wanted.seed, [each.username for each in self._stage.people])
        speaks_to = speaking_to(act.mentions, self._stage.people)
        names = {
            "user_id": person.user_id, "conversation_id": conversation_id, "message_no": message_no,
            "change": act.change,
        }  # fmt: skip
        asked = digest(said) if act.change == "edit" else said
        self._stage.history.write(TouchAsked, **names, said=asked, speaks_to=speaks_to)
        path = f"/api/chat/conversations/{conversation_id}/messages/{message_no}"
        if not is_own:
            path += f"/reactions/{quote(said)}"
        method = {"edit": "PATCH", "react": "PUT"}.get(act.change, "DELETE")
        body = {"body": said} if act.change == "edit" else None
        if await self._insist(person, method, path, body):
            self._stage.history.write(TouchAnswered, **names)

    async def _message_no(self, act: plan.Touch, person: Person, device: Device, conversation_id: str) -> int | None:
        """The message that a touch is about; None when there is none (yet)."""
        if act.send is None:
            is_own = act.change in ("edit", "delete")
            authors = device.reader.authors.get(conversation_id, {})
            numbers = [number for number, author in authors.items() if not is_own or author == person.user_id]
            return numbers[max(0, round(act.part * len(numbers)) - 1)] if numbers else None
        name = f"{self._stage.run}-{act.send}"
        deadline = self._now() + STORED_SECONDS
        while not self._is_over and self._now() < deadline:
            for record in reversed(self._stage.history.records):
                if isinstance(record, Acked) and record.client_message_id == name:
                    return record.message_no
            await asyncio.sleep(RETRY_SECONDS)
        return None

    async def _change_in_turn(self) -> None:
        for act in self._plan.changes:
            await self._until(act.at)
            if self._is_over:
                return
            await self._change(act)

    async def _change(self, act: plan.Change) -> None:
        """Ask until the server has said yes, or that it is so already."""
        conversation_id = self._stage.conversations[act.talk].conversation_id
        admin = self._stage.people[self._plan.talks[act.talk].members[0]]
        user_id = self._stage.people[act.person].user_id
        self._stage.history.write(
            MembershipAsked, actor_id=admin.user_id, conversation_id=conversation_id, user_id=user_id, change=act.change
        )
        path = f"/api/chat/conversations/{conversation_id}/members"
        if act.change == "add":
            await self._insist(admin, "POST", path, {"user_id": user_id})
        else:
            await self._insist(admin, "DELETE", f"{path}/{user_id}")

    async def _insist(self, person: Person, method: str, path: str, body: dict[str, str] | None = None) -> bool:
        """Ask until the server has said yes, or no for good; whether it was a yes."""
        deadline = self._now() + CHANGE_SECONDS
        while self._now() < deadline:
            wait = RETRY_SECONDS
            try:
                answer = await self._stage.door.call(method, path, await person.fresh_token(), body)
                if answer.is_yes or answer.retry is None:
                    return answer.is_yes
                wait = answer.retry
            except Lost:
                pass
            await asyncio.sleep(wait + random.uniform(0, RETRY_SECONDS))  # noqa: S311 - jitter
        return False
