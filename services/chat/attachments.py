"""Attachments: complete files, given to one message, and read by those who may read that.

`claim` and `confirm` are called by messages.py around the append, `open` by routes.attachments. An attachment belongs
to one send: its owner, conversation and client_message_id. A repeated send finds it claimed by itself. Only a send
that was refused, or never came to anything, lets another one have it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from services.chat.files import FileStore
from services.chat.members import Members
from services.chat.records import Record
from services.chat.stores.attachments import AttachmentStore, Claim, StoredAttachment
from services.chat.stores.events import EventStore
from services.chat.uploads import attachment_of
from services.common import clock, ids, logs
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.shapes import ATTACHMENT_LIMIT, Attachment

CLAIM_LIFE = timedelta(minutes=1)
"""A send is stored within ten seconds or not at all; after this a claim that led to no message holds nobody off."""
THUMBNAIL_TYPE = "image/webp"

log = logs.get_logger("attachments")


class OpenFile(msgspec.Struct, frozen=True):
    """A file that the asker may read. `read(first, last)` gives the bytes, both included; `tag` changes with them."""

    name: str
    content_type: str
    size: int
    tag: str
    read: Callable[[int, int], Iterator[bytes]]


class Attachments:
    def __init__(
        self,
        attachments: AttachmentStore,
        events: EventStore,
        members: Members,
        files: FileStore,
        now: Callable[[], datetime] = clock.now,
    ):
        self._attachments, self._events, self._members = attachments, events, members
        self._files, self._now = files, now

    def claim(
        self, attachment_ids: Sequence[str], user_id: str, conversation_id: str, client_message_id: str
    ) -> list[Attachment]:
        """For this send and no other, in this order. Raises InvalidInput for what is not there, not ready or not
        theirs."""
        if len(attachment_ids) > ATTACHMENT_LIMIT:
            raise InvalidInput(f"A message carries at most {ATTACHMENT_LIMIT} files.", field="attachment_ids")
        if len(set(attachment_ids)) < len(attachment_ids):
            raise InvalidInput("Each attachment once.", field="attachment_ids")
        claim = Claim(conversation_id=conversation_id, client_message_id=client_message_id, at=self._now())
        # All are looked at before one is taken.
        found = [self._require_own(attachment_id, user_id, claim) for attachment_id in attachment_ids]
        return [self._claimed(stored, claim) for stored in found]

    def confirm(self, attachments: Sequence[Attachment]) -> None:
        """The message is in the log. When that cannot be written down now, upkeep will find out."""
        if not attachments:
            return
        try:
            self._attachments.mark_sent([one.id for one in attachments])
        except Unavailable:
            log.warning("attachments are not marked as sent", count=len(attachments))

    def open(self, attachment_id: str, user_id: str, *, is_thumbnail: bool) -> OpenFile:
        """Raises NotFound unless it was sent where this person is a member now, or is their own and not sent yet."""
        stored = self._attachments.find(attachment_id)
        if stored is None or stored.kept is None or not self._may_read(stored, user_id):
            raise NotFound("attachment")
        kept = stored.kept
        name = kept.thumbnail if is_thumbnail else kept.file
        if name is None:
            raise NotFound("attachment")
        return OpenFile(
            name=stored.name,
            content_type=THUMBNAIL_TYPE if is_thumbnail else kept.content_type,
            size=kept.thumbnail_size if is_thumbnail else kept.size,
            tag=f"{stored.id}-{name}",
            read=lambda first, last: self._files.read(stored.id, name, first, last),
        )

    def _may_read(self, stored: StoredAttachment, user_id: str) -> bool:
        if not stored.is_sent and stored.owner_id == user_id:
            return True
        # Others may hear of the message before it is written down here that it was sent.
        if stored.claim is None:
            return False
        try:
            self._members.require(stored.claim.conversation_id, user_id)
        except NotFound:
            return False
        return True

    def _require_own(self, attachment_id: str, user_id: str, claim: Claim) -> StoredAttachment:
        stored = self._attachments.find(attachment_id) if ids.is_id(attachment_id) else None
        if stored is None or stored.owner_id != user_id or stored.kept is None:
            raise _no_such()
        if not _is_held(stored, claim) and not self._is_free(stored, user_id):
            raise InvalidInput("This file was sent with another message.", field="attachment_ids")
        return stored

    def _claimed(self, stored: StoredAttachment, claim: Claim) -> Attachment:
        attachment = attachment_of(stored)
        if attachment is None or not (_is_held(stored, claim) or self._take(stored, claim)):
            raise _no_such()
        return attachment

    def _take(self, stored: StoredAttachment, claim: Claim) -> bool:
        if self._attachments.claim(stored.id, claim, stored.claim):
            return True
        # Another try of the same send may have been faster.
        now = self._attachments.find(stored.id)
        return now is not None and _is_held(now, claim)

    def _is_free(self, stored: StoredAttachment, user_id: str) -> bool:
        """Whether no send has it, or one that was refused for good, or one of long ago that is in no log."""
        claim = stored.claim
        if claim is None or stored.is_sent:
            return claim is None
        found = self._events.find_send(claim.conversation_id, user_id, claim.client_message_id)
        if isinstance(found, Record):
            return False
        return found is not None or claim.at + CLAIM_LIFE < self._now()


def _is_held(stored: StoredAttachment, claim: Claim) -> bool:
    """Whether this send has it already."""
    held = stored.claim
    if held is None:
        return False
    return (held.conversation_id, held.client_message_id) == (claim.conversation_id, claim.client_message_id)


def _no_such() -> InvalidInput:
    return InvalidInput("There is no such attachment.", field="attachment_ids")
