"""/api/chat/invites/<token>: what a link leads to, and joining by it; and the links of a group."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta

from services.chat.invites import Invites
from services.chat.stores.invites import Invite
from services.common import clock
from services.common.http import Reply, Routes
from services.common.shapes import Answer, Input
from services.common.tokens import Identity

HOURS_LIMIT = 24 * 366


class MakeInvite(Input):
    """`expires_in_hours` null: never; `use_limit` null: any number of people."""

    expires_in_hours: Annotated[int, Meta(ge=1, le=HOURS_LIMIT)] | None = 7 * 24
    use_limit: Annotated[int, Meta(ge=1, le=1_000)] | None = None


class InviteLink(Answer):
    """A link into a group as its members see it. `uses`: people who came by it."""

    id: str
    created_by: str
    created_at: str
    expires_at: str | None
    use_limit: int | None
    uses: int


class NewInviteLink(InviteLink):
    """The only answer with the token; the link is `/i/<token>` on this server."""

    token: str


class InviteLinkPage(Answer):
    invites: list[InviteLink]
    next: None = None


class Invitation(Answer):
    """What a link is to whoever asks. Only `open` and `member` tell more than the state.

    `title` null: a link of the operator, which leads to an account and no conversation.
    """

    state: Literal["open", "expired", "used_up", "removed", "member"]
    conversation_id: str | None
    title: str | None
    member_count: int | None
    inviter_name: str | None


class Acceptance(Answer):
    """`conversation_id` null: there is nothing to join."""

    conversation_id: str | None


def routes(invites: Invites) -> Routes:
    door = Routes("chat", "invites")

    @door.post("/conversations/<conversation_id>/invites")
    def make_invite(identity: Identity, conversation_id: str, body: MakeInvite) -> NewInviteLink:
        """Make a link by which people join a group; any member may."""
        lifetime = None if body.expires_in_hours is None else timedelta(hours=body.expires_in_hours)
        invite, token = invites.make(conversation_id, identity.user_id, lifetime, body.use_limit)
        return NewInviteLink(**_fields(invite), token=token)

    @door.get("/conversations/<conversation_id>/invites")
    def list_invites(identity: Identity, conversation_id: str) -> InviteLinkPage:
        """The links of a group that still let somebody in, the newest first."""
        found = invites.list_open(conversation_id, identity.user_id)
        return InviteLinkPage(invites=[InviteLink(**_fields(invite)) for invite in found])

    @door.delete("/conversations/<conversation_id>/invites/<invite_id>")
    def revoke_invite(identity: Identity, conversation_id: str, invite_id: str) -> None:
        """Let nobody in by this link any more; whoever made it may, and admins."""
        invites.revoke(conversation_id, identity.user_id, invite_id)

    @door.get("/invites/<token>")
    def preview_invite(identity: Identity | None, token: str) -> Invitation:
        """What a link leads to; also for people without an account."""
        preview = invites.preview(token, identity.user_id if identity else None)
        return Invitation(
            state=preview.state,
            conversation_id=preview.conversation_id,
            title=preview.title,
            member_count=preview.member_count,
            inviter_name=preview.inviter_name,
        )

    @door.put("/invites/<token>/acceptance")
    def accept_invite(identity: Identity, token: str) -> Acceptance:
        """Join the group that the link leads to. 201 when that is new."""
        conversation_id, is_new = invites.accept(token, identity.user_id)
        return Reply(Acceptance(conversation_id=conversation_id), status=201 if is_new else 200)  # type: ignore[return-value]

    return door


def _fields(invite: Invite) -> dict[str, Any]:
    return {
        "id": invite.id,
        "created_by": invite.created_by,
        "created_at": clock.iso(invite.created_at),
        "expires_at": clock.iso(invite.expires_at) if invite.expires_at else None,
        "use_limit": invite.use_limit,
        "uses": invite.uses,
    }
