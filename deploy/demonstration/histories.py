"""Putting a plan's past into the log: by chat's own records, states and stores, since no public door takes a date.

A conversation is written before anybody can know of it, with all that happened to its messages already in their states,
and then steps forward once, as chat's projector does. notify is told by its own store that nothing of this is news.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from deploy.demonstration.plans import Conversation, Said
from services.chat import message_states
from services.chat.conversations import direct_id
from services.chat.projections import step_of
from services.chat.records import MessageState, Record, fingerprint
from services.chat.states import ConversationState, Run
from services.chat.stores.attachments import Claim
from services.chat.stores.collections import Stores
from services.chat.stores.conversations import FirstMember
from services.common import clock, ids
from services.common.events import (
    MessageChange,
    MessageCreated,
    MessageCreatedData,
    MessageDeleted,
    MessageDeletedData,
    MessageEdited,
    MessageEditedData,
    ReactionAdded,
    ReactionData,
)
from services.common.shapes import Attachment, Role
from services.notify.stores.heads import HeadStore

Attachments = Mapping[int, Sequence[Attachment]]
"""By the numbers of the messages that carry them."""

NONE: Attachments = {}
AT_ONCE = 1_000
SOON = timedelta(seconds=20)
"""After which people react to a message, or change it."""


def write(
    stores: Stores,
    heads: HeadStore,
    user_ids: Sequence[str],
    conversation: Conversation,
    attachments: Attachments = NONE,
    on_written: Callable[[int], None] = lambda count: None,
) -> str:
    """The id of the conversation, which is in the database with its whole past then.

    `attachments` were uploaded by who sends them. `on_written` is told now and then how many more messages are in.
    """
    members = [user_ids[place] for place in conversation.members]
    is_group = conversation.title is not None
    roles: dict[str, Role] = {
        user_id: "admin" if is_group and not place else "member" for place, user_id in enumerate(members)
    }
    conversation_id = ids.new_id() if is_group else direct_id(*members)
    kind = "group" if is_group else "direct"
    begun_at = conversation.said[0].at - timedelta(minutes=5)
    records = records_of(conversation_id, user_ids, conversation.said, attachments)
    stores.members.create(conversation_id, kind, roles)
    first = [FirstMember(user_id, role) for user_id, role in roles.items()]
    _claim(stores, conversation_id, attachments)
    for start in range(0, len(records), AT_ONCE):
        part = records[start : start + AT_ONCE]
        stores.events.insert(part)
        on_written(sum(isinstance(record.event, MessageCreated) for record in part))
    # Last, as chat does: the conversation is there as soon as its own document is.
    stores.conversations.create(conversation_id, kind, conversation.title, first, begun_at)
    state = ConversationState(
        conversation_id=conversation_id,
        kind=kind,
        title=conversation.title,
        seq=0,
        message_no=0,
        at=begun_at,
        members=roles,
        changes_after=0,
    )
    run = Run(records, state.after_all(records))
    stores.conversations.advance([msgspec.structs.replace(step_of(run), touched=frozenset())])
    stores.attachments.mark_sent([one.id for files in attachments.values() for one in files])
    heads.grow({conversation_id: run.state.seq})
    return conversation_id


def _claim(stores: Stores, conversation_id: str, attachments: Attachments) -> None:
    """As a send does: each file is this message's and no other's."""
    for message_no, files in attachments.items():
        claim = Claim(conversation_id=conversation_id, client_message_id=_client_id(message_no), at=clock.now())
        for one in files:
            stores.attachments.claim(one.id, claim, None)


def records_of(
    conversation_id: str, user_ids: Sequence[str], said: Sequence[Said], attachments: Attachments = NONE
) -> list[Record]:
    """The log: each message with what happened to it right behind, and in its state all of that."""
    log: list[Record] = []
    for one in said:
        files, earliest = list(attachments.get(one.message_no, ())), log[-1].at if log else one.at
        message = _message(conversation_id, user_ids, one, files, seq=len(log) + 1, not_before=earliest)
        changes: list[Record] = []
        for kind, actor_id, data in _changes(user_ids, one, message):
            seq, at = message.seq + len(changes) + 1, message.at + SOON * (len(changes) + 1)
            event = kind(conversation_id=conversation_id, seq=seq, at=clock.iso(at), actor_id=actor_id, data=data)
            changes.append(Record(id=ids.new_id(), event=event, at=at))
        log += [message_states.after_all(message, changes), *changes]
    return log


def _message(
    conversation_id: str,
    user_ids: Sequence[str],
    said: Said,
    files: list[Attachment],
    seq: int,
    not_before: datetime,
) -> Record:
    at, body = max(said.at, not_before), said.was or said.body
    event = MessageCreated(
        conversation_id=conversation_id,
        seq=seq,
        at=clock.iso(at),
        actor_id=user_ids[said.speaker],
        message_no=said.message_no,
        client_message_id=_client_id(said.message_no),
        data=MessageCreatedData(body=body, reply_to=said.answers, attachments=files),
    )
    mark = fingerprint(body, said.answers, [one.id for one in files])
    return Record(id=ids.new_id(), event=event, at=at, fingerprint=mark, message=MessageState(applied_seq=seq))


def _client_id(message_no: int) -> str:
    return f"demo-{message_no}"


def _changes(user_ids: Sequence[str], said: Said, message: Record) -> list[tuple[type[MessageChange], str, Any]]:
    where: Mapping[str, Any] = {
        "message_no": said.message_no,
        "message_seq": message.seq,
        "message_at": clock.iso(message.at),
    }
    author_id = user_ids[said.speaker]
    if said.is_deleted:
        return [(MessageDeleted, author_id, MessageDeletedData(**where))]
    changes: list[tuple[type[MessageChange], str, Any]] = []
    if said.was is not None:
        changes.append((MessageEdited, author_id, MessageEditedData(**where, body=said.body)))
    changes += [
        (ReactionAdded, user_ids[place], ReactionData(message_no=said.message_no, emoji=emoji))
        for emoji, place in said.reactions
    ]
    return changes
