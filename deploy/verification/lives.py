"""Lives: what becomes of messages, counted from events as the protocol says it. Pure.

Used by the checks: what the log says is compared with what was delivered and with what history and lists show.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from deploy.verification.history import digest
from deploy.verification.records import Event

NOTHING = digest("")
EDITED, DELETED = "message.edited", "message.deleted"
REACTIONS = {"reaction.added": True, "reaction.removed": False}
CHANGES = {EDITED, DELETED, *REACTIONS}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it should be shown, or is. `body`: its digest; `reactions`: user ids by emoji, in order;
    `mentions`: user ids or "all"; `attachments`: what is said of the files that it carries, as JSON."""

    body: str
    mentions: tuple[str, ...] = ()
    attachments: str = ""
    is_edited: bool = False
    is_deleted: bool = False
    reactions: dict[str, list[str]] = {}


def message_no_of(event: Event) -> int | None:
    """Which message a change is about; None for everything else."""
    return int(_data(event)["message_no"]) if event.kind in CHANGES else None


def emoji_of(event: Event) -> str | None:
    return _data(event).get("emoji") if event.kind in REACTIONS else None


def mentions_of(event: Event) -> tuple[str, ...]:
    """Whom an event about a message says that it speaks to: user ids or "all"."""
    return tuple(_data(event).get("mentions", ()))


def attached(event: Event) -> list[dict[str, Any]]:
    """What an event says of the files that its message carries."""
    # Most events carry none, and there are many.
    return [described(one) for one in _data(event).get("attachments", [])] if '"attachments"' in event.rest else []


def described(attachment: dict[str, Any]) -> dict[str, Any]:
    """What is said of a file, without what is only said to be nothing."""
    return {name: value for name, value in attachment.items() if value is not None}


def told_of(attachments: Sequence[dict[str, Any]]) -> str:
    """What is said of files, as JSON that is the same for the same; nothing when there are none."""
    found = [described(one) for one in attachments]
    return msgspec.json.encode(found, order="deterministic").decode() if found else ""


def deleted_in(events: Iterable[Event]) -> dict[int, int]:
    """The messages that these events delete, with the seq of the deletion."""
    found: dict[int, int] = {}
    for event in events:
        if event.kind == DELETED and (number := message_no_of(event)) is not None:
            found.setdefault(number, event.seq)
    return found


def unsaid(event: Event, deleted: Iterable[int]) -> Event:
    """The event as it may be told once these messages are deleted."""
    if event.message_no is not None and event.message_no in deleted:
        data = {name: value for name, value in _data(event).items() if name == "reply_to"}
        rest = msgspec.json.encode({**data, "deleted": True}, order="deterministic").decode()
        return msgspec.structs.replace(event, body=NOTHING, rest=rest)
    if event.kind == EDITED and message_no_of(event) in deleted:
        rest = {name: value for name, value in _data(event).items() if name != "mentions"}
        emptied = msgspec.json.encode(rest, order="deterministic").decode()
        return msgspec.structs.replace(event, body=NOTHING, rest=emptied)
    return event


def after(events: Iterable[Event]) -> dict[int, Shown]:
    """All messages by number, after these events from the beginning of a log."""
    found: dict[int, Shown] = {}
    for event in events:
        if event.message_no is not None:
            found[event.message_no] = Shown(
                body=event.body or NOTHING, mentions=mentions_of(event), attachments=told_of(attached(event))
            )
        elif (number := message_no_of(event)) in found and number is not None:
            found[number] = _changed(found[number], event)
    return found


def shown(fields: dict[str, Any]) -> Shown:
    """A message as REST answers it."""
    return Shown(
        body=digest(fields["body"]),
        mentions=tuple(fields["mentions"]),
        attachments=told_of(fields["attachments"]),
        is_edited=fields["edited_at"] is not None,
        is_deleted=fields["deleted_at"] is not None,
        reactions={reaction["emoji"]: reaction["user_ids"] for reaction in fields["reactions"]},
    )


def _changed(message: Shown, event: Event) -> Shown:
    if event.kind == DELETED:
        return Shown(body=NOTHING, is_deleted=True)
    if event.kind == EDITED:
        return msgspec.structs.replace(message, body=event.body or NOTHING, mentions=mentions_of(event), is_edited=True)
    emoji = emoji_of(event) or ""
    others = [user_id for user_id in message.reactions.get(emoji, []) if user_id != event.actor_id]
    users = [*others, event.actor_id] if REACTIONS[event.kind] else others
    reactions = {**message.reactions, emoji: users}
    return msgspec.structs.replace(message, reactions={name: who for name, who in reactions.items() if who})


def _data(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.json.decode(event.rest) if event.rest else {}
    return data
