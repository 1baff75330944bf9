"""Settling: after the last act (and the last heal) everybody must soon have everything.

Waits until nothing is under way and every device has all that the server says there is, then puts the last questions:
what every person's list says of unread and read positions.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec

from deploy.verification import lives
from deploy.verification.actors import Actors
from deploy.verification.door import Answer, Lost
from deploy.verification.people import Person
from deploy.verification.records import Phase, ReadAsked, ReadSeen
from deploy.verification.stage import Stage

SETTLE_SECONDS = 30.0
LONGER_SECONDS = 60.0
"""After the promised time it is looked on for so long, to tell late from never."""
PATIENCE_SECONDS = 10.0
"""For so long a server is asked for one thing that had nothing to say in all that time."""
LOOK_SECONDS = 0.5
LIST_PATH = "/api/chat/conversations?limit=1000"
HISTORY_PAGE = 100
PROBED_SHARE = 3
"""One position in so many is marked once more in the quiet, where its outcome is certain."""


class Served(msgspec.Struct, frozen=True):
    """What a person's list says of one conversation in the end."""

    user_id: str
    conversation_id: str
    last_seq: int
    last_message_no: int
    read_message_no: int
    unread: int
    mentions: int
    last_message: lives.Shown | None = None


async def settle(stage: Stage, actors: Actors) -> list[str]:
    """Wait until all have everything; answers what was still missing when the promised time was up."""
    history = stage.history
    history.write(Phase, name="settling")
    begun_at = history.now()
    late: list[str] | None = None
    missing = ["nothing was looked at yet"]
    while missing and history.now() - begun_at < LONGER_SECONDS:
        await asyncio.sleep(LOOK_SECONDS)
        actors.raise_if_failed()
        missing = await _missing(stage, actors)
        if missing and late is None and history.now() - begun_at > SETTLE_SECONDS:
            late = missing
    history.write(Phase, name="unsettled" if missing else "settled")
    if missing:
        stage.door.patience = PATIENCE_SECONDS
    return late or missing


async def served(stage: Stage) -> list[Served]:
    """Every person's list, after some positions were marked once more. Raises Failure when the server says no."""
    for place, person in enumerate(stage.people):
        found = await _lists(stage, person)
        for number, fields in enumerate(found):
            if (place + number) % PROBED_SHARE == 0 and fields["last_message_no"]:
                await _probe(stage, person, fields)
    answers = []
    for person in stage.people:
        answers += [_served(person, fields) for fields in await _lists(stage, person)]
    return answers


async def histories(stage: Stage) -> dict[str, dict[int, lives.Shown]]:
    """All messages of each conversation as its first member is shown them. Raises Failure when the server says no."""
    people = {person.user_id: person for person in stage.people}
    found: dict[str, dict[int, lives.Shown]] = {}
    for conversation in stage.conversations:
        token = await people[conversation.members[0]].fresh_token()
        messages: dict[int, lives.Shown] = {}
        after: int | None = 0
        while after is not None:
            path = f"/api/chat/conversations/{conversation.conversation_id}/messages?after={after}&limit={HISTORY_PAGE}"
            page = await stage.door.insist("GET", path, token)
            messages |= {fields["message_no"]: lives.shown(fields) for fields in page["messages"]}
            after = page["next"]
        found[conversation.conversation_id] = messages
    return found


async def _missing(stage: Stage, actors: Actors) -> list[str]:
    if actors.is_under_way:
        return ["a send or a change is not settled"]
    found = []
    try:
        lists = await asyncio.gather(*(_heads(stage, person) for person in stage.people))
    except Lost as lost:
        return [f"the server did not answer ({lost})"]
    for devices, heads in zip(stage.devices, lists, strict=True):
        for device in devices:
            if device.refused:
                found.append(f"device {device.name} was sent away: {device.refused}")
            elif not device.is_level:
                found.append(f"device {device.name} is not connected and level")
            else:
                found += list(_behind(device.name, device.reader.cursors, heads))
    return found


def _behind(name: str, cursors: dict[str, int], heads: dict[str, int]) -> Iterator[str]:
    for conversation_id, head in heads.items():
        if (cursor := cursors.get(conversation_id)) is not None and cursor < head:
            yield f"device {name} is at {cursor} of {head} in conversation {conversation_id}"


async def _heads(stage: Stage, person: Person) -> dict[str, int]:
    answer: Answer = await stage.door.call("GET", LIST_PATH, await person.fresh_token())
    if not answer.is_yes:
        raise Lost(answer.message)
    ours = {each.conversation_id for each in stage.conversations}
    return {each["id"]: each["last_seq"] for each in answer.body["conversations"] if each["id"] in ours}


async def _lists(stage: Stage, person: Person) -> list[dict[str, Any]]:
    """The person's list of this run's conversations."""
    ours = {each.conversation_id for each in stage.conversations}
    asked_at = stage.history.now()
    page = await stage.door.insist("GET", LIST_PATH, await person.fresh_token())
    found = [fields for fields in page["conversations"] if fields["id"] in ours]
    for fields in found:
        stage.history.write(
            ReadSeen,
            user_id=person.user_id,
            conversation_id=fields["id"],
            message_no=fields["read_message_no"],
            asked_at=asked_at,
        )
    return found


async def _probe(stage: Stage, person: Person, fields: dict[str, Any]) -> None:
    """Mark a position between what is read and the end."""
    message_no = (fields["read_message_no"] + fields["last_message_no"] + 1) // 2
    names = {"user_id": person.user_id, "conversation_id": fields["id"]}
    stage.history.write(ReadAsked, **names, message_no=message_no, door="rest")
    asked_at = stage.history.now()
    path = f"/api/chat/conversations/{fields['id']}/read"
    answer = await stage.door.insist("PUT", path, await person.fresh_token(), {"message_no": message_no})
    stage.history.write(ReadSeen, **names, message_no=answer["message_no"], asked_at=asked_at, is_promised=True)


def _served(person: Person, fields: dict[str, Any]) -> Served:
    return Served(
        user_id=person.user_id,
        conversation_id=fields["id"],
        last_seq=fields["last_seq"],
        last_message_no=fields["last_message_no"],
        read_message_no=fields["read_message_no"],
        unread=fields["unread"],
        mentions=fields["mentions"],
        last_message=lives.shown(fields["last_message"]) if fields["last_message"] else None,
    )
