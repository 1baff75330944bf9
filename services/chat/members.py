"""Members: who belongs to a conversation, who may join, go and be made admin.

Called by routes.members, and `require` by everything that shows something of a conversation. Who is not a member gets
the same NotFound as for a conversation that does not exist.
"""

from services.chat.current_conversations import CurrentConversations
from services.chat.log import Log
from services.chat.people import People
from services.chat.proposals import AddMember, ChangeRole, RemoveMember
from services.chat.stores.conversations import ConversationStore, StoredConversation
from services.chat.stores.members import Membership, MemberStore
from services.chat.views import read_position
from services.common.errors import NotFound
from services.common.requests import MemberRead
from services.common.requests import Members as MembersAnswer
from services.common.shapes import Member, Role


class Members:
    def __init__(
        self,
        log: Log,
        conversations: ConversationStore,
        current: CurrentConversations,
        members: MemberStore,
        people: People,
        *,
        member_limit: int,
    ):
        self._log, self._conversations, self._current = log, conversations, current
        self._members, self._people = members, people
        self._member_limit = member_limit

    def require(self, conversation_id: str, user_id: str) -> Membership:
        """The membership. Raises NotFound for strangers."""
        membership = self._members.find(conversation_id, user_id)
        if membership is None:
            raise NotFound("conversation")
        return membership

    def require_all(self, conversation_id: str, user_id: str) -> tuple[StoredConversation, Membership]:
        """The conversation with the membership. Raises NotFound for strangers."""
        membership = self.require(conversation_id, user_id)
        stored = self._current.find(conversation_id)
        if stored is None:
            raise NotFound("conversation")
        return stored, membership

    def list_all(self, conversation_id: str, user_id: str) -> list[Member]:
        """All members, the longest-standing first."""
        stored, _ = self.require_all(conversation_id, user_id)
        return [_view(stored, member) for member in self._members.of_conversation(conversation_id)]

    def add(self, conversation_id: str, actor_id: str, user_id: str) -> tuple[Member, bool]:
        """The member, and whether they are new. Any member of a group may add people."""
        self.require(conversation_id, actor_id)
        self._people.require([user_id], "user_id")
        proposal = AddMember(
            conversation_id=conversation_id, actor_id=actor_id, user_id=user_id, limit=self._member_limit
        )
        appended = self._log.append(proposal)
        return self._get(conversation_id, user_id), bool(appended.records)

    def remove(self, conversation_id: str, actor_id: str, user_id: str) -> None:
        """Admins remove others, everybody may leave; a group that is left by its last admin gets another."""
        self._log.append(RemoveMember(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id))

    def change_role(self, conversation_id: str, actor_id: str, user_id: str, role: Role) -> Member:
        self._log.append(ChangeRole(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id, role=role))
        return self._get(conversation_id, user_id)

    def answer(self, conversation_id: str) -> MembersAnswer:
        """For other services: everybody, as of a seq; later membership events may be applied again without harm."""
        # Members are as of what is stored, read positions as of now.
        projected, stored = self._conversations.find(conversation_id), self._current.find(conversation_id)
        if projected is None or stored is None:
            raise NotFound("conversation")
        return MembersAnswer(
            conversation_id=conversation_id,
            kind=stored.kind,
            title=stored.title,
            seq=projected.last_seq,
            members=[
                MemberRead(
                    user_id=member.user_id,
                    read_message_no=read_position(stored, member.user_id, member.read_message_no),
                )
                for member in self._members.of_conversation(conversation_id)
            ],
        )

    def _get(self, conversation_id: str, user_id: str) -> Member:
        stored = self._current.find(conversation_id)
        member = self._members.find(conversation_id, user_id)
        if stored is None or member is None:
            raise NotFound("member")
        return _view(stored, member)


def _view(stored: StoredConversation, member: Membership) -> Member:
    read = read_position(stored, member.user_id, member.read_message_no)
    return Member(user_id=member.user_id, role=member.role, read_message_no=read)
