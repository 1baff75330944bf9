"""Proposals about messages that were sent: editing, deleting, reacting.

Made by messages.py with the message as it was read, decided like all others (proposals.py) at their place in the log:
by that message and what the conversation's state remembers of messages since. When that does not reach back far enough,
Outdated asks the use-case to read again.
"""

from typing import Any

from services.chat.addresses import NOBODY, Address
from services.chat.message_states import after_all
from services.chat.proposals import Draft, Proposal
from services.chat.records import Record, message_of
from services.chat.states import ConversationState
from services.common.errors import Conflict, Forbidden
from services.common.events import (
    MessageDeleted,
    MessageDeletedData,
    MessageEdited,
    MessageEditedData,
    ReactionAdded,
    ReactionData,
    ReactionRemoved,
)
from services.common.shapes import EMOJI_LIMIT, Message


class Outdated(Conflict):
    """So much happened to messages since this one was read that nobody here knows it any more: read it again."""

    code = "outdated"


class ChangeMessage(Proposal, frozen=True):
    """Base. `message`: a record that holds all that the log said about it up to `as_of`."""

    message: Record
    as_of: int

    @property
    def message_no(self) -> int:
        return message_of(self.message).message_no

    def present(self, state: ConversationState) -> Message:
        """The message at this place of the log. Raises NotFound for strangers, and Outdated."""
        state.role(self.actor_id)
        if self.as_of < state.changes_after:
            raise Outdated("Too much happens here at once. Try again in a moment.")
        return message_of(after_all(self.message, state.changes_of(self.message_no)))


class EditMessage(ChangeMessage, frozen=True):
    """Saying what it says already is no event. Decided at its place in the log, `replaces` lets no edit that waited
    somewhere, or is sent a second time, cover up another one of the same author.
    """

    body: str
    replaces: str | None = None
    address: Address = NOBODY

    def decide(self, state: ConversationState) -> list[Draft]:
        message = self.present(state)
        if message.actor_id != self.actor_id:
            raise Forbidden("Only who wrote a message can edit it.")
        _require_not_deleted(message)
        if message.body == self.body:
            return []
        if self.replaces is not None and message.body != self.replaces:
            raise Conflict("You changed this message on another device meanwhile.", code="edited_meanwhile")
        mentions = self.address.among(state)
        return [Draft(MessageEdited, MessageEditedData(**_place(message), body=self.body, mentions=mentions))]


class DeleteMessage(ChangeMessage, frozen=True):
    """Deleting what is deleted is no event."""

    def decide(self, state: ConversationState) -> list[Draft]:
        message = self.present(state)
        is_admin = state.kind == "group" and state.role(self.actor_id) == "admin"
        if message.actor_id != self.actor_id and not is_admin:
            raise Forbidden("Only who wrote a message, or an admin of the group, can delete it.")
        if message.deleted_at is not None:
            return []
        return [Draft(MessageDeleted, MessageDeletedData(**_place(message)))]


class AddReaction(ChangeMessage, frozen=True):
    """`emoji` as emoji.clean answers it. Reacting the same again is no event."""

    emoji: str

    def decide(self, state: ConversationState) -> list[Draft]:
        message = self.present(state)
        _require_not_deleted(message)
        users = {reaction.emoji: reaction.user_ids for reaction in message.reactions}
        if self.actor_id in users.get(self.emoji, ()):
            return []
        if self.emoji not in users and len(users) >= EMOJI_LIMIT:
            raise Conflict(
                f"A message takes at most {EMOJI_LIMIT} different emoji.", code="too_many_reactions", field="emoji"
            )
        return [Draft(ReactionAdded, ReactionData(message_no=message.message_no, emoji=self.emoji))]


class RemoveReaction(ChangeMessage, frozen=True):
    """Taking back what is not there is no event."""

    emoji: str

    def decide(self, state: ConversationState) -> list[Draft]:
        message = self.present(state)
        if not any(one.emoji == self.emoji and self.actor_id in one.user_ids for one in message.reactions):
            return []
        return [Draft(ReactionRemoved, ReactionData(message_no=message.message_no, emoji=self.emoji))]


def _place(message: Message) -> dict[str, Any]:
    return {"message_no": message.message_no, "message_seq": message.seq, "message_at": message.at}


def _require_not_deleted(message: Message) -> None:
    if message.deleted_at is not None:
        raise Conflict("This message was deleted.", code="message_deleted")
