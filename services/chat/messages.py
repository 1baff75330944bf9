"""Messages: sending them, reading back, and what becomes of them: edits, deletion, reactions.

Called by routes.messages, routes.reactions and subscriptions.py. Order is given by the log and nowhere else. Everything
may be asked twice: a repeated send gets the first ack, and a change that is made already is no second event.
"""

import bisect
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from services.chat import emoji as emojis
from services.chat.attachments import Attachments
from services.chat.log import Log
from services.chat.members import Members
from services.chat.message_proposals import (
    AddReaction,
    ChangeMessage,
    DeleteMessage,
    EditMessage,
    Outdated,
    RemoveReaction,
)
from services.chat.message_states import MessageStates
from services.chat.people import People
from services.chat.proposals import SendMessage
from services.chat.records import Record, fingerprint, message_of
from services.chat.stores.events import EventStore
from services.common import ids
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.events import MessageCreated, MessageCreatedData
from services.common.shapes import BODY_LIMIT, Ack, Attachment, Message
from services.common.texts import is_blank

CLIENT_ID_LIMIT = 64
MESSAGE_NO_LIMIT = 2**53 - 1
TRIES = 8
"""Times a message is read anew because too much happened between reading and deciding."""


class Page(NamedTuple):
    """`next` is the `before` (or `after`, when that was asked) of the following page."""

    messages: list[Message]
    next: int | None


class Messages:
    def __init__(self, log: Log, members: Members, events: EventStore, attachments: Attachments, people: People):
        self._log, self._members, self._events = log, members, events
        self._attachments, self._people = attachments, people
        self._states = MessageStates(events)

    def send(
        self,
        conversation_id: str,
        user_id: str,
        client_message_id: str,
        body: str,
        reply_to: int | None,
        attachment_ids: list[str],
    ) -> Ack:
        """Store a message; a repeated client_message_id gets the first ack, or Conflict when it means another message.

        Whether the sender is a member is decided at the message's place in the log.
        """
        if not ids.is_id(conversation_id):
            raise NotFound("conversation")
        if not 1 <= len(client_message_id) <= CLIENT_ID_LIMIT:
            raise InvalidInput(f"1 to {CLIENT_ID_LIMIT} characters.", field="client_message_id")
        _check_content(body, has_attachments=bool(attachment_ids))
        address = self._people.address(body)
        attachments = self._claim(attachment_ids, user_id, conversation_id, client_message_id)
        proposal = SendMessage(
            conversation_id=conversation_id,
            actor_id=user_id,
            client_message_id=client_message_id,
            fingerprint=fingerprint(body, reply_to, attachment_ids),
            data=MessageCreatedData(body=body, reply_to=reply_to, attachments=attachments),
            address=address,
        )
        appended = self._log.append(proposal)
        self._attachments.confirm(attachments)
        event = appended.records[-1].event
        if not isinstance(event, MessageCreated):
            raise TypeError("a send led to something else")
        return Ack(
            conversation_id=conversation_id,
            client_message_id=client_message_id,
            seq=event.seq,
            message_no=event.message_no,
            at=event.at,
            duplicate=appended.is_duplicate,
        )

    def _claim(
        self, attachment_ids: list[str], user_id: str, conversation_id: str, client_message_id: str
    ) -> list[Attachment]:
        if not attachment_ids:
            return []
        try:
            return self._attachments.claim(attachment_ids, user_id, conversation_id, client_message_id)
        except InvalidInput:
            # The message may have been stored and deleted since: then a retry gets its ack, and nothing is stored.
            if isinstance(self._events.find_send(conversation_id, user_id, client_message_id), Record):
                return []
            raise

    def edit(
        self, conversation_id: str, user_id: str, message_no: int, body: str, replaces: str | None = None
    ) -> Message:
        """Let one's own message say something else. Raises NotFound, Forbidden, Conflict for a deleted one and for one
        that says something else than this edit `replaces` (None: whatever it says).
        """
        _check_content(body)
        address = self._people.address(body)
        return self._change(
            EditMessage, conversation_id, user_id, message_no, body=body, replaces=replaces, address=address
        )

    def delete(self, conversation_id: str, user_id: str, message_no: int) -> Message:
        """Leave a tombstone: one's own message, as admin of a group any. Raises NotFound, Forbidden."""
        return self._change(DeleteMessage, conversation_id, user_id, message_no)

    def react(self, conversation_id: str, user_id: str, message_no: int, emoji: str) -> Message:
        """Raises NotFound, InvalidInput for what is no emoji, Conflict for a deleted message or too many emoji."""
        return self._change(AddReaction, conversation_id, user_id, message_no, emoji=emojis.clean(emoji))

    def take_back(self, conversation_id: str, user_id: str, message_no: int, emoji: str) -> Message:
        """Remove one's own reaction. Raises NotFound, InvalidInput for what is no emoji."""
        return self._change(RemoveReaction, conversation_id, user_id, message_no, emoji=emojis.clean(emoji))

    def _change(
        self, kind: Callable[..., ChangeMessage], conversation_id: str, user_id: str, message_no: int, **more: Any
    ) -> Message:
        """The message as it is afterwards; who asked twice is answered when the first change is there for everybody."""
        self._members.require(conversation_id, user_id)
        for _ in range(TRIES):
            # In this order: what is read holds at least all up to there.
            as_of = self._log.seq(conversation_id)
            read = self._find(conversation_id, message_no)
            proposal = kind(conversation_id=conversation_id, actor_id=user_id, message=read, as_of=as_of, **more)
            try:
                appended = self._log.append(proposal)
            except Outdated:
                continue
            changed = message_of(self._find(conversation_id, message_no))
            if not appended.records:
                self._log.project(conversation_id, changed.applied_seq)
            return changed
        raise Unavailable("Too much happens here at once. Try again in a moment.", retry=1.0)

    def _find(self, conversation_id: str, message_no: int) -> Record:
        found = self._states.find(conversation_id, message_no) if message_no <= MESSAGE_NO_LIMIT else None
        if found is None:
            raise NotFound("message")
        return found

    def before(self, conversation_id: str, user_id: str, before: int | None, limit: int) -> Page:
        """The messages right before `before`, or the newest ones."""
        stored, _ = self._members.require_all(conversation_id, user_id)
        last = stored.last_message_no if before is None else min(before - 1, stored.last_message_no)
        first = max(1, last - limit + 1)
        return Page(self._read(conversation_id, first, last), first if first > 1 else None)

    def after(self, conversation_id: str, user_id: str, after: int, limit: int) -> Page:
        """The messages right after `after`."""
        stored, _ = self._members.require_all(conversation_id, user_id)
        last = min(after + limit, stored.last_message_no)
        return Page(self._read(conversation_id, after + 1, last), last if last < stored.last_message_no else None)

    def around(self, conversation_id: str, user_id: str, around: int, limit: int) -> Page:
        """A page with `around` in its middle, for jumping to a message; `next` leads to older ones."""
        stored, _ = self._members.require_all(conversation_id, user_id)
        last = min(around + limit // 2, stored.last_message_no)
        first = max(1, last - limit + 1)
        last = min(max(last, first + limit - 1), stored.last_message_no)
        return Page(self._read(conversation_id, first, last), first if first > 1 else None)

    def since(self, conversation_id: str, user_id: str, moment: datetime, limit: int) -> Page:
        """The first messages sent at this moment or after it; `next` leads to newer ones."""
        stored, _ = self._members.require_all(conversation_id, user_id)

        def sent_at(message_no: int) -> datetime:
            return self._events.messages(conversation_id, message_no, message_no)[0].at

        # Times never run backwards in a log, so halving finds the place: 17 reads in 100,000 messages.
        earlier = bisect.bisect_left(range(1, stored.last_message_no + 1), moment, key=sent_at)
        return self.after(conversation_id, user_id, earlier, limit)

    def _read(self, conversation_id: str, first: int, last: int) -> list[Message]:
        """The cost is that of the answer, wherever in the conversation: message numbers have no holes."""
        if first > last:
            return []
        return [message_of(record) for record in self._events.messages(conversation_id, first, last)]


def _check_content(body: str, *, has_attachments: bool = False) -> None:
    if len(body) > BODY_LIMIT:
        raise InvalidInput(f"A message has at most {BODY_LIMIT:,} characters; this has {len(body):,}.", field="body")
    if is_blank(body) and not has_attachments:
        raise InvalidInput("A message needs some text.", field="body")
