"""The sender's rule: a send is tried again under the same id until the server says yes, or no for good.

One lane for each conversation of a person, so that at most one send of theirs is unanswered there and no retry can be
overtaken. Goes through both doors, whichever the plan says first. What the server says to wait, is waited.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

from deploy.verification import plan
from deploy.verification.device import Device, settle
from deploy.verification.door import AGAIN, Door, Lost
from deploy.verification.history import History, digest
from deploy.verification.people import Person
from deploy.verification.records import Acked, Invoked, Refused, Unanswered
from deploy.verification.uploading import upload_all

ANSWER_SECONDS = 10.0
PAUSE_SECONDS, PAUSE_LIMIT_SECONDS = 0.2, 4.0
OTHER_DOOR_CHANCE = 0.35
LINE_SECONDS = 1.5
UNAUTHENTICATED = 401


class Lane:
    """What one person sends into one conversation. `is_under_way`: a send is not settled yet."""

    def __init__(
        self,
        person: Person,
        device: Device,
        conversation_id: str,
        door: Door,
        history: History,
        run: str,
        seed: int,
        people: Sequence[Person] = (),
    ):
        self._person, self._device, self._conversation_id = person, device, conversation_id
        self._door, self._history, self._run, self._seed = door, history, run, seed
        self._people = people
        self.is_under_way = False

    async def send_all(self, sends: list[plan.Send], now: Callable[[], float], is_over: Callable[[], bool]) -> None:
        """Send each when its time has come, or as soon as the one before is settled; begins nothing once it is over."""
        for send in sends:
            while (wait := send.at - now()) > 0 and not is_over():
                await asyncio.sleep(min(wait, 0.5))
            if is_over():
                return
            self.is_under_way = True
            await self._settle(send)
            self.is_under_way = False

    async def _settle(self, send: plan.Send) -> None:
        body = plan.body(self._seed, send, [person.username for person in self._people])
        speaks_to = speaking_to(send.mentions, self._people)
        attachment_ids = await upload_all(send.files, self._seed, self._person, self._door, self._history)
        if attachment_ids is None:
            return
        fields: dict[str, Any] = {"client_message_id": f"{self._run}-{send.number}", "body": body}
        if attachment_ids:
            fields["attachment_ids"] = attachment_ids
        names = {
            "user_id": self._person.user_id,
            "conversation_id": self._conversation_id,
            "client_message_id": fields["client_message_id"],
        }
        door, tries = send.door, 0
        while True:
            tries += 1
            attempt = {
                **names, "body": digest(body), "door": door, "attempt": tries, "speaks_to": speaks_to,
                "attachment_ids": attachment_ids,
            }  # fmt: skip
            try:
                if door == "socket":
                    wait = await self._over_socket(send, fields, names, attempt)
                else:
                    wait = await self._over_rest(fields, names, attempt)
            except Lost as lost:
                self._history.write(Unanswered, **names, why=str(lost))
                wait = 0.0
            if wait is None:
                return
            growing = min(PAUSE_LIMIT_SECONDS, PAUSE_SECONDS * 2 ** min(tries, 10))
            await asyncio.sleep(wait + random.uniform(0, growing))  # noqa: S311 - jitter
            if random.random() < OTHER_DOOR_CHANCE:  # noqa: S311
                door = "rest" if door == "socket" else "socket"

    async def _over_socket(
        self, send: plan.Send, fields: dict[str, Any], names: dict[str, str], attempt: dict[str, Any]
    ) -> float | None:
        """Seconds to wait before the next try, or None when it is settled. Raises Lost."""
        if not await settle(self._device, LINE_SECONDS) or (line := self._device.line) is None:
            return 0.0
        copies = send.copies if attempt["attempt"] == 1 else 1
        self._history.write(Invoked, **attempt, device_id=self._device.name, copies=copies)
        frame = {"type": "send", "conversation_id": self._conversation_id, **fields}
        answers = [await line.ask(frame) for _ in range(copies)]
        if send.drops_line and attempt["attempt"] == 1:
            # One turn of the loop lets the frame out.
            await asyncio.sleep(0)
            line.drop()
        waits = [self._judge(await _answer(each), names, "socket") for each in answers]
        return None if None in waits else max(wait for wait in waits if wait is not None)

    async def _over_rest(self, fields: dict[str, Any], names: dict[str, str], attempt: dict[str, Any]) -> float | None:
        token = await self._person.fresh_token()
        self._history.write(Invoked, **attempt, device_id="rest")
        path = f"/api/chat/conversations/{self._conversation_id}/messages"
        answer = await self._door.call("POST", path, token, fields)
        if answer.is_yes and answer.body is not None:
            return self._judge({"type": "ack", **answer.body}, names, "rest")
        if answer.status == UNAUTHENTICATED:
            await self._person.fresh_token(token)
            return 0.0
        retry = answer.retry if answer.status in AGAIN else None
        return self._judge({"type": "error", "code": answer.code, "retry": retry}, names, "rest")

    def _judge(self, answer: dict[str, Any], names: dict[str, str], door: str) -> float | None:
        """Write down what was said; answers seconds to wait, or None when it is settled."""
        if answer["type"] == "ack":
            self._history.write(
                Acked,
                user_id=names["user_id"],
                conversation_id=answer["conversation_id"],
                client_message_id=answer["client_message_id"],
                seq=answer["seq"],
                message_no=answer["message_no"],
                is_duplicate=answer["duplicate"],
                door=door,
            )
            return None
        retry = answer.get("retry")
        self._history.write(Refused, **names, code=answer["code"], is_final=retry is None)
        return None if retry is None else float(retry)


def speaking_to(mentions: Sequence[int], people: Sequence[Person]) -> tuple[str, ...]:
    """Planned mentions as events tell them: user ids, or "all"."""
    return tuple(plan.ALL if place == plan.EVERYBODY else people[place].user_id for place in mentions)


async def _answer(waiting: "asyncio.Future[dict[str, Any]]") -> dict[str, Any]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await waiting
    except TimeoutError:
        raise Lost(f"no answer within {ANSWER_SECONDS:.0f} s") from None
