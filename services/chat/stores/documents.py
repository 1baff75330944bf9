"""Records as documents and back; shared by the log itself and by the copy of the last message in a conversation."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from bson import ObjectId

from services.chat.records import REFUSED_FOR, MessageState, Record, Refusal, mentions_of
from services.common import clock
from services.common.database import Document
from services.common.events import Event, MessageChange, MessageCreated
from services.common.shapes import Reaction

REFUSED = "send.refused"
_EVENT_FIELDS = ("conversation_id", "seq", "kind", "actor_id", "client_message_id", "message_no", "data")


def document_of(record: Record) -> Document:
    event = record.event
    document: Document = {
        "_id": ObjectId(record.id),
        "conversation_id": event.conversation_id,
        "seq": event.seq,
        "kind": event.__struct_config__.tag,
        "actor_id": event.actor_id,
        "at": record.at,
        "data": msgspec.to_builtins(event.data),
    }
    if isinstance(event, MessageCreated):
        document["client_message_id"] = event.client_message_id
        document["message_no"] = event.message_no
    if isinstance(event, MessageChange):
        document["about"] = event.data.message_no
    if record.fingerprint is not None:
        document["fingerprint"] = record.fingerprint
    if record.message is not None:
        document["message"] = _document_of_state(record.message)
        if mentioned := mentions_of(record):
            document["mentioned"] = mentioned
    return document


def record_of(document: Document) -> Record:
    fields: dict[str, Any] = {name: document[name] for name in _EVENT_FIELDS if name in document}
    fields["at"] = clock.iso(document["at"])
    state = document.get("message")
    return Record(
        id=str(document["_id"]),
        event=msgspec.convert(fields, Event),
        at=document["at"],
        fingerprint=document.get("fingerprint"),
        message=None if state is None else _state_of(state),
    )


def document_of_refusal(refusal: Refusal) -> Document:
    """Its seq is below all logs, and its own: made of who sent what."""
    send = f"{refusal.actor_id}:{refusal.client_message_id}"
    number = int.from_bytes(hashlib.blake2b(send.encode(), digest_size=7).digest())
    return {
        "conversation_id": refusal.conversation_id,
        "seq": -1 - number,
        "kind": REFUSED,
        "actor_id": refusal.actor_id,
        "client_message_id": refusal.client_message_id,
        "at": refusal.at,
        "refused_until": refusal.at + REFUSED_FOR,
    }


def refusal_of(document: Document) -> Refusal:
    return Refusal(
        conversation_id=document["conversation_id"],
        actor_id=document["actor_id"],
        client_message_id=document["client_message_id"],
        at=document["at"],
    )


def _document_of_state(state: MessageState) -> Document:
    """Only what has happened is written: most messages are never touched again."""
    document: Document = {"applied_seq": state.applied_seq}
    for name in ("body", "edited_at", "deleted_at", "deleter_id"):
        if (value := getattr(state, name)) is not None:
            document[name] = value
    if state.mentions:
        document["mentions"] = state.mentions
    if state.reactions:
        document["reactions"] = msgspec.to_builtins(state.reactions)
    return document


def _state_of(document: Document) -> MessageState:
    edited_at: datetime | None = document.get("edited_at")
    deleted_at: datetime | None = document.get("deleted_at")
    return MessageState(
        applied_seq=document["applied_seq"],
        body=document.get("body"),
        mentions=document.get("mentions", []),
        edited_at=edited_at,
        deleted_at=deleted_at,
        deleter_id=document.get("deleter_id"),
        reactions=msgspec.convert(document.get("reactions", []), list[Reaction]),
    )
