"""Fetching what messages carry: as soon as somebody is told of it, and in the end by members and by others.

Whoever asks gets an answer or asks again; whether it was the right one is for invariants/carried.py to say.
"""

import asyncio
import random
from collections.abc import Iterable

from deploy.verification import contents, plan
from deploy.verification.door import AGAIN, Door, Lost
from deploy.verification.history import History
from deploy.verification.people import Person
from deploy.verification.records import Acked, Downloaded, Invoked, Looks, Uploaded
from deploy.verification.stage import Stage

PATH = "/api/chat/attachments"
ASK_SECONDS = 40.0
"""After this it is written down that nothing whole came."""
PAUSE_SECONDS = 1.0
AT_ONCE = 4
YES, UNAUTHENTICATED = 200, 401
OUTSIDERS = 2


async def download(
    door: Door, history: History, person: Person, attachment_id: str, *, is_picture: bool, is_thumbnail: bool = False
) -> None:
    """Ask until there is a whole answer, and write it down."""
    deadline = history.now() + ASK_SECONDS
    path = f"{PATH}/{attachment_id}/{'thumbnail' if is_thumbnail else 'file'}"
    status, asked_at = 0, history.now()
    looks: Looks | None = None
    while history.now() < deadline:
        asked_at, token = history.now(), await person.fresh_token()
        try:
            status, raw = await door.fetch(path, token)
        except Lost:
            status, raw = 0, b""
        if status == UNAUTHENTICATED:
            await person.fresh_token(token)
        elif status and status not in AGAIN:
            looks = contents.looks(raw, is_picture=is_picture) if status == YES else None
            break
        await asyncio.sleep(random.uniform(0, PAUSE_SECONDS))  # noqa: S311 - jitter
        status = 0
    history.write(
        Downloaded,
        user_id=person.user_id,
        attachment_id=attachment_id,
        asked_at=asked_at,
        status=status,
        looks=looks,
        is_thumbnail=is_thumbnail,
    )


async def look(stage: Stage) -> None:
    """Everything that was acknowledged, asked for by who opened its conversation and by some who may not be in it."""
    rng = random.Random(f"{stage.plan.wanted.seed}:downloads")  # noqa: S311 - must repeat
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: Person, file: Uploaded, is_thumbnail: bool) -> None:
        async with turns:
            is_picture = file.looks.width > 0
            await download(
                stage.door, stage.history, person, file.attachment_id,
                is_picture=is_picture, is_thumbnail=is_thumbnail,
            )  # fmt: skip

    asked = []
    for talk, file in _carried(stage):
        # The first is never removed; whoever uploaded it is the one to ask last.
        staying = talk.members[:1] if talk.is_changing else talk.members
        member = next((one for one in staying if stage.people[one].user_id != file.user_id), staying[0])
        people = [member, *_others(rng, stage.plan, talk)]
        asked += [one(stage.people[place], file, False) for place in people]
        if file.looks.width:
            asked += [one(stage.people[place], file, True) for place in people[:2]]
    await asyncio.gather(*asked)


def _carried(stage: Stage) -> Iterable[tuple[plan.Talk, Uploaded]]:
    """The files of acknowledged sends, each with where it was sent."""
    records = stage.history.records
    files = {record.attachment_id: record for record in records if isinstance(record, Uploaded)}
    acked = {record.client_message_id for record in records if isinstance(record, Acked)}
    talks = {made.conversation_id: talk for made, talk in zip(stage.conversations, stage.plan.talks, strict=True)}
    sends = {record.client_message_id: record for record in records if isinstance(record, Invoked)}
    for name, send in sends.items():
        if name in acked:
            yield from ((talks[send.conversation_id], files[one]) for one in send.attachment_ids)


def _others(rng: random.Random, planned: plan.Plan, talk: plan.Talk) -> list[int]:
    """Some who were never there, and those who were removed at times."""
    outside = [place for place in range(len(planned.people)) if place not in talk.members]
    chosen = rng.sample(outside, min(OUTSIDERS, len(outside)))
    if talk.is_changing:
        chosen += sorted({each.person for each in planned.changes if planned.talks[each.talk] == talk})
    return chosen
