"""/api/chat/conversations/<id>/members: who belongs to it."""

from services.chat.members import Members
from services.common.http import Reply, Routes
from services.common.shapes import Answer, Id, Input, Member, Role
from services.common.tokens import Identity


class AddMemberInput(Input):
    user_id: Id


class ChangeMember(Input):
    role: Role


class MemberPage(Answer):
    members: list[Member]
    next: str | None = None


def routes(members: Members) -> Routes:
    door = Routes("chat", "members")

    @door.get("/conversations/<conversation_id>/members")
    def list_members(identity: Identity, conversation_id: str) -> MemberPage:
        """Everybody in it, the longest-standing first."""
        return MemberPage(members=members.list_all(conversation_id, identity.user_id))

    @door.post("/conversations/<conversation_id>/members")
    def add_member(identity: Identity, conversation_id: str, body: AddMemberInput) -> Member:
        """Add somebody to a group; any member may. 200 when they were in it already."""
        member, is_new = members.add(conversation_id, identity.user_id, body.user_id)
        return Reply(member, status=201 if is_new else 200)  # type: ignore[return-value]

    @door.patch("/conversations/<conversation_id>/members/<user_id>")
    def change_member(identity: Identity, conversation_id: str, user_id: str, body: ChangeMember) -> Member:
        """Make somebody admin or member of a group; its admins may."""
        return members.change_role(conversation_id, identity.user_id, user_id, body.role)

    @door.delete("/conversations/<conversation_id>/members/<user_id>")
    def remove_member(identity: Identity, conversation_id: str, user_id: str) -> None:
        """Remove somebody from a group, or leave it: remove yourself."""
        members.remove(conversation_id, identity.user_id, user_id)

    return door
