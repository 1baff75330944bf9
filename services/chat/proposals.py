"""Proposals: what somebody wants to add to a log, decided on by the state at the very place where it would stand.

Made by the use-cases, decided by plans.py right before numbering, and again after another process was faster: so
a removed member cannot write after the removal, and two admins cannot both be the last to leave. `decide` answers the
drafts to append, none when there is nothing to do, and raises a Problem when it is not allowed.
"""

from typing import Any

import msgspec

from services.chat.addresses import NOBODY, Address
from services.chat.states import ConversationState
from services.common.errors import Conflict, Forbidden, InvalidInput, NotFound
from services.common.events import (
    ConversationRenamed,
    Event,
    MemberAdded,
    MemberData,
    MemberRemoved,
    MemberRoleChanged,
    MessageCreated,
    MessageCreatedData,
    RoleData,
    TitleData,
)
from services.common.shapes import Role


class Draft(msgspec.Struct, frozen=True):
    """An event without its place: kind and data."""

    kind: type[Event]
    data: Any


class Proposal(msgspec.Struct, kw_only=True, frozen=True):
    """Base: who wants something in which conversation."""

    conversation_id: str
    actor_id: str

    @property
    def joining(self) -> str | None:
        """Who comes into the conversation by this, if anybody."""
        return None

    def decide(self, state: ConversationState) -> list[Draft]:
        raise TypeError(f"{type(self).__name__} does not say what it wants")


class SendMessage(Proposal, frozen=True):
    client_message_id: str
    fingerprint: str
    data: MessageCreatedData
    address: Address = NOBODY

    def decide(self, state: ConversationState) -> list[Draft]:
        state.role(self.actor_id)
        if self.data.reply_to is not None and self.data.reply_to > state.message_no:
            raise InvalidInput("There is no such message to reply to.", field="reply_to")
        mentions = self.address.among(state)
        data = msgspec.structs.replace(self.data, mentions=mentions) if mentions else self.data
        return [Draft(MessageCreated, data)]


class AddMember(Proposal, frozen=True):
    user_id: str
    limit: int

    @property
    def joining(self) -> str:
        return self.user_id

    def decide(self, state: ConversationState) -> list[Draft]:
        state.role(self.actor_id)
        _require_group(state, "A direct conversation stays between two. Start a group to talk with more people.")
        if self.user_id in state.members:
            return []
        if len(state.members) >= self.limit:
            raise Conflict(f"A group has at most {self.limit:,} members.", code="group_full", field="user_id")
        return [Draft(MemberAdded, MemberData(user_id=self.user_id))]


class JoinByInvite(Proposal, frozen=True):
    """The actor joins by a link. It is worth what its maker is: when they are gone, so is the link."""

    inviter_id: str
    limit: int

    @property
    def joining(self) -> str:
        return self.actor_id

    def decide(self, state: ConversationState) -> list[Draft]:
        if self.inviter_id not in state.members:
            raise NotFound("invite")
        _require_group(state, "A direct conversation stays between two.")
        if self.actor_id in state.members:
            return []
        if len(state.members) >= self.limit:
            raise Conflict(f"A group has at most {self.limit:,} members.", code="group_full")
        return [Draft(MemberAdded, MemberData(user_id=self.actor_id))]


class RemoveMember(Proposal, frozen=True):
    """Removing oneself is leaving, which everybody may."""

    user_id: str

    def decide(self, state: ConversationState) -> list[Draft]:
        role = state.role(self.actor_id)
        _require_group(state, "Nobody can leave a direct conversation or be removed from it.")
        if self.user_id != self.actor_id and role != "admin":
            raise Forbidden("Only admins of the group can remove others.")
        if self.user_id not in state.members:
            raise NotFound("member")
        # The new admin comes first: should the process die in between, the group has one too many, never none.
        drafts = [_promotion(heir)] if (heir := _heir_of(self.user_id, state)) else []
        return [*drafts, Draft(MemberRemoved, MemberData(user_id=self.user_id))]


class ChangeRole(Proposal, frozen=True):
    user_id: str
    role: Role

    def decide(self, state: ConversationState) -> list[Draft]:
        mine = state.role(self.actor_id)
        _require_group(state, "The two in a direct conversation have no roles.")
        if mine != "admin":
            raise Forbidden("Only admins of the group can change roles.")
        if self.user_id not in state.members:
            raise NotFound("member")
        if state.members[self.user_id] == self.role:
            return []
        if _is_last_admin(self.user_id, state):
            raise Conflict("A group needs an admin. Make somebody else admin first.", code="last_admin", field="role")
        return [Draft(MemberRoleChanged, RoleData(user_id=self.user_id, role=self.role))]


class Rename(Proposal, frozen=True):
    title: str

    def decide(self, state: ConversationState) -> list[Draft]:
        role = state.role(self.actor_id)
        _require_group(state, "A direct conversation is named after the other person.")
        if role != "admin":
            raise Forbidden("Only admins of the group can rename it.")
        return [] if state.title == self.title else [Draft(ConversationRenamed, TitleData(title=self.title))]


def _require_group(state: ConversationState, message: str) -> None:
    if state.kind != "group":
        raise Conflict(message, code="direct_conversation")


def _is_last_admin(user_id: str, state: ConversationState) -> bool:
    return [other for other, role in state.members.items() if role == "admin"] == [user_id]


def _heir_of(user_id: str, state: ConversationState) -> str | None:
    """Who must become admin if this one goes: the longest-standing other member, when no other admin is left."""
    if not _is_last_admin(user_id, state):
        return None
    return next((other for other in state.members if other != user_id), None)


def _promotion(user_id: str) -> Draft:
    return Draft(MemberRoleChanged, RoleData(user_id=user_id, role="admin"))
