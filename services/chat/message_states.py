"""Messages as they are now: what their records hold, and what stands in the log about them since.

`after` is the one place that says what an event does to a message; the check, decisions and stored states all use it.
MessageStates reads messages for the use-cases (messages.py) and brings the stored ones up for the projector. Everything
here may be done twice and by several processes at once: a stored state is only replaced by who has read all that was
appended about its message since.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from services.chat.records import MessageState, Record
from services.chat.stores.events import EventStore
from services.common import logs
from services.common.errors import Unavailable
from services.common.events import (
    MessageChange,
    MessageCreated,
    MessageCreatedData,
    MessageDeleted,
    MessageEdited,
    ReactionAdded,
)
from services.common.shapes import Reaction

TRIES = 20

log = logs.get_logger("message_states")


def after(message: Record, change: Record) -> Record:
    """A message's record after one more event about it; one that it holds already changes nothing.

    After a deletion nothing of what it said is left, in its state nor in what is told of its creation.
    """
    event, state = change.event, message.message
    created = message.event
    if not isinstance(created, MessageCreated) or state is None or not isinstance(event, MessageChange):
        raise TypeError(f"event {event.seq} is not about the message in {created.seq}")
    if event.seq <= state.applied_seq:
        return message
    if isinstance(event, MessageDeleted):
        data = MessageCreatedData(body="", reply_to=created.data.reply_to, deleted=True)
        return msgspec.structs.replace(
            message,
            event=msgspec.structs.replace(created, data=data),
            message=MessageState(applied_seq=event.seq, deleted_at=change.at, deleter_id=event.actor_id),
            fingerprint=None,
        )
    if isinstance(event, MessageEdited):
        changed = msgspec.structs.replace(
            state,
            applied_seq=event.seq,
            body=event.data.body,
            mentions=event.data.mentions,
            edited_at=change.at,
        )
    else:
        react = _with_reaction if isinstance(event, ReactionAdded) else _without_reaction
        reactions = react(state.reactions, event.data.emoji, event.actor_id)
        changed = msgspec.structs.replace(state, applied_seq=event.seq, reactions=reactions)
    return msgspec.structs.replace(message, message=changed)


def after_all(message: Record, changes: Iterable[Record]) -> Record:
    for change in changes:
        message = after(message, change)
    return message


def _keep_files(attachment_ids: Sequence[str]) -> None:
    """Who only reads messages removes nothing."""


class MessageStates:
    """`discard` removes the attachments of a deleted message; it may be called again for the same."""

    def __init__(self, events: EventStore, discard: Callable[[Sequence[str]], None] = _keep_files):
        self._events, self._discard = events, discard

    def find(self, conversation_id: str, message_no: int) -> Record | None:
        """The message after all that is in the log about it now. Raises Unavailable."""
        found = self._events.messages(conversation_id, message_no, message_no)
        return after_all(found[0], self._behind(found[0])) if found else None

    def bring_up(self, conversation_id: str, message_nos: Collection[int]) -> dict[int, Record]:
        """Store the state of these messages after all that is in the log; answers them. Raises Unavailable."""
        return {number: self._bring_up(conversation_id, number) for number in message_nos}

    def _bring_up(self, conversation_id: str, message_no: int) -> Record:
        for _ in range(TRIES):
            stored = self._events.messages(conversation_id, message_no, message_no)[0]
            changes = self._behind(stored)
            if not changes:
                return stored
            fresh = after_all(stored, changes)
            if fresh.message is not None and fresh.message.deleted_at is not None:
                # Before the state says so: whoever dies in between leaves something that is still to be done.
                self._events.purge(conversation_id, message_no)
                if attachment_ids := _attachment_ids(stored):
                    self._discard(attachment_ids)
            if self._events.bring_up(fresh, _applied_seq(stored)):
                return fresh
        log.warning("message does not come up", conversation_id=conversation_id, message_no=message_no)
        raise Unavailable()

    def _behind(self, message: Record) -> list[Record]:
        event = message.event
        if not isinstance(event, MessageCreated):
            raise TypeError(f"event {event.seq} is not a message")
        return self._events.about(event.conversation_id, event.message_no, _applied_seq(message))


def _attachment_ids(message: Record) -> list[str]:
    data = message.event.data
    return [one.id for one in data.attachments] if isinstance(data, MessageCreatedData) else []


def _applied_seq(message: Record) -> int:
    return message.seq if message.message is None else message.message.applied_seq


def _with_reaction(reactions: list[Reaction], emoji: str, user_id: str) -> list[Reaction]:
    if all(reaction.emoji != emoji for reaction in reactions):
        return [*reactions, Reaction(emoji=emoji, user_ids=[user_id])]
    return [
        Reaction(emoji=emoji, user_ids=[*(one for one in reaction.user_ids if one != user_id), user_id])
        if reaction.emoji == emoji
        else reaction
        for reaction in reactions
    ]


def _without_reaction(reactions: list[Reaction], emoji: str, user_id: str) -> list[Reaction]:
    rest = [
        Reaction(emoji=emoji, user_ids=[one for one in reaction.user_ids if one != user_id])
        if reaction.emoji == emoji
        else reaction
        for reaction in reactions
    ]
    return [reaction for reaction in rest if reaction.user_ids]
