"""Invites: making links into a group, showing what one leads to, and letting people in by them.

Called by routes.invites, and by subscriptions.py when somebody registers with one. Joining goes through the log like
everything else; here is decided who has a use of the link. A use is a person: whoever has one keeps it, so that trying
again after a lost answer, or coming back later, costs no second one.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from services.chat.log import Log
from services.chat.members import Members
from services.chat.people import People
from services.chat.proposals import JoinByInvite
from services.chat.stores.conversations import StoredConversation
from services.chat.stores.events import EventStore
from services.chat.stores.invites import Invite, InviteStore
from services.chat.stores.members import MemberStore
from services.common import clock, ids
from services.common.errors import Conflict, Forbidden, NotFound
from services.common.events import MemberRemoved

TOKEN_BYTES = 18
"""144 random bits, 24 characters."""
TOKEN_LIMIT = 100
INVITES_LIMIT = 100
"""Working links of one group."""

State = Literal["open", "expired", "used_up", "removed", "member"]


class Preview(msgspec.Struct, kw_only=True, frozen=True):
    """What a link leads to, for whoever holds it. Only `open` and `member` tell more than the state."""

    state: State
    conversation_id: str | None = None
    title: str | None = None
    member_count: int | None = None
    inviter_name: str | None = None


class Invites:
    def __init__(
        self,
        log: Log,
        invites: InviteStore,
        members: Members,
        memberships: MemberStore,
        events: EventStore,
        people: People,
        *,
        member_limit: int,
        now: Callable[[], datetime] = clock.now,
    ):
        self._log, self._invites, self._members, self._people = log, invites, members, people
        self._memberships, self._events = memberships, events
        self._member_limit, self._now = member_limit, now

    # -- making links

    def make(
        self, conversation_id: str, user_id: str, lifetime: timedelta | None, use_limit: int | None
    ) -> tuple[Invite, str]:
        """A new link into a group, and its token, which nobody can read again. Any member may make one."""
        stored, _ = self._members.require_all(conversation_id, user_id)
        if stored.kind != "group":
            raise Conflict("A direct conversation stays between two.", code="direct_conversation")
        if len(self.list_open(conversation_id, user_id)) >= INVITES_LIMIT:
            raise Conflict(f"A group has at most {INVITES_LIMIT} links. Revoke one first.", code="too_many_invites")
        invite, token = new_invite(conversation_id, user_id, lifetime, use_limit, self._now())
        self._invites.insert(invite)
        return invite, token

    def list_open(self, conversation_id: str, user_id: str) -> list[Invite]:
        """The links that still let somebody in, the newest first; for members."""
        self._members.require(conversation_id, user_id)
        present = {member.user_id for member in self._memberships.of_conversation(conversation_id)}
        return [
            invite
            for invite in self._invites.of_conversation(conversation_id)
            if not invite.is_used_up and not invite.has_expired(self._now()) and invite.created_by in present
        ]

    def revoke(self, conversation_id: str, user_id: str, invite_id: str) -> None:
        """From now on nobody comes in by it. Whoever made it may, and admins. Raises NotFound, Forbidden."""
        mine = self._members.require(conversation_id, user_id)
        invite = self._invites.find(invite_id)
        if invite is None or invite.conversation_id != conversation_id:
            raise NotFound("invite")
        if invite.created_by != user_id and mine.role != "admin":
            raise Forbidden("Only admins of the group can revoke the links of others.")
        self._invites.remove(invite_id)

    # -- following a link

    def preview(self, token: str, user_id: str | None) -> Preview:
        """What this link is to this person, None without an account. Raises NotFound for any other token."""
        invite = self._require(token)
        stored = self._conversation(invite)
        if user_id is not None and (stored is None or self._memberships.find(stored.id, user_id)):
            return self._told("member", invite, stored)
        if invite.has_expired(self._now()):
            return Preview(state="expired")
        if invite.is_used_up and not (user_id and self._invites.has_let_in(invite.id, user_id)):
            return Preview(state="used_up")
        if stored is not None and user_id is not None and self._was_removed(stored.id, user_id):
            return Preview(state="removed")
        return self._told("open", invite, stored)

    def accept(self, token: str, user_id: str) -> tuple[str | None, bool]:
        """The conversation that they are a member of now, and whether that is new; for members nothing happens.

        Raises NotFound, Conflict, Forbidden.
        """
        invite = self._require(token)
        stored = self._conversation(invite)
        if stored is None or invite.created_by is None:
            return None, False
        if self._memberships.find(stored.id, user_id):
            return stored.id, False
        if self._was_removed(stored.id, user_id):
            raise Forbidden("You were removed from this group. A member of it can add you.", code="removed_from_group")
        if stored.member_count >= self._member_limit:
            raise Conflict(f"A group has at most {self._member_limit:,} members.", code="group_full")
        self._take_use(invite, user_id)
        proposal = JoinByInvite(
            conversation_id=stored.id, actor_id=user_id, inviter_id=invite.created_by, limit=self._member_limit
        )
        return stored.id, bool(self._log.append(proposal).records)

    def claim(self, token: str, user_id: str) -> None:
        """Keep a use for somebody who is about to register under this id. Raises NotFound, Conflict."""
        invite = self._require(token)
        self._conversation(invite)
        self._take_use(invite, user_id)

    def give_back(self, token: str, user_id: str) -> None:
        """They did not register after all."""
        invite = self._invites.find_by_token(hash_of(token))
        if invite is not None:
            self._invites.give_back(invite.id, user_id)

    def _require(self, token: str) -> Invite:
        invite = self._invites.find_by_token(hash_of(token)) if len(token) <= TOKEN_LIMIT else None
        if invite is None:
            raise NotFound("invite")
        return invite

    def _conversation(self, invite: Invite) -> StoredConversation | None:
        """None for the operator's. Raises NotFound when whoever made the link is no member any more."""
        if invite.conversation_id is None or invite.created_by is None:
            return None
        try:
            stored, _ = self._members.require_all(invite.conversation_id, invite.created_by)
        except NotFound:
            raise NotFound("invite") from None
        return stored

    def _take_use(self, invite: Invite, user_id: str) -> None:
        if invite.has_expired(self._now()):
            raise Conflict("This link has expired. Ask for a new one.", code="invite_expired")
        if not self._invites.claim(invite, user_id, self._now()):
            raise Conflict("This link has been used up. Ask for a new one.", code="invite_used_up")

    def _was_removed(self, conversation_id: str, user_id: str) -> bool:
        """Whether the last that happened to their membership was that somebody else took it from them."""
        membership = self._memberships.find_ever(conversation_id, user_id)
        if membership is None or membership.active or not membership.applied_seq:
            return False
        last = self._events.after(conversation_id, membership.applied_seq - 1, limit=1)
        return any(
            isinstance(record.event, MemberRemoved)
            and record.event.data.user_id == user_id
            and record.event.actor_id != user_id
            for record in last
        )

    def _told(self, state: State, invite: Invite, stored: StoredConversation | None) -> Preview:
        if stored is None or invite.created_by is None:
            return Preview(state=state)
        return Preview(
            state=state,
            conversation_id=stored.id,
            title=stored.title,
            member_count=stored.member_count,
            inviter_name=self._people.name(invite.created_by),
        )


def new_invite(
    conversation_id: str | None,
    created_by: str | None,
    lifetime: timedelta | None,
    use_limit: int | None,
    now: datetime,
) -> tuple[Invite, str]:
    """An invite that is not stored yet, and its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite = Invite(
        id=ids.new_id(),
        token_hash=hash_of(token),
        conversation_id=conversation_id,
        created_by=created_by,
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
        use_limit=use_limit,
    )
    return invite, token


def hash_of(token: str) -> str:
    """What is kept of a token. It is as random as a key, so nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
