"""What members see of a conversation: made from what is stored, for the one who asks."""

from collections.abc import Mapping, Sequence

from services.chat.records import message_of
from services.chat.stores.conversations import StoredConversation, StoredHead
from services.chat.stores.members import Membership
from services.common import clock
from services.common.shapes import MENTIONED_IN_LIMIT, Conversation, Head, Member


def read_position(stored: StoredConversation, user_id: str, said: int) -> int:
    """How far somebody has read: what they said anywhere, or sent, but never beyond the last message."""
    return min(max(said, stored.reads.get(user_id, 0)), stored.last_message_no)


def held_mark(mine: Membership, read: int) -> int | None:
    """The member's unread mark while they have read no further."""
    return mine.unread_mark if mine.unread_mark is not None and read <= mine.unread_mark else None


def conversation_view(
    stored: StoredConversation, mine: Membership, said: Mapping[str, int], mentioned_in: Sequence[int]
) -> Conversation:
    """`said`: what the memberships of others tell of their read positions, where that matters. `mentioned_in`: the
    unread messages that speak to the one who asks."""
    read = read_position(stored, mine.user_id, mine.read_message_no)
    return Conversation(
        id=stored.id,
        kind=stored.kind,
        title=stored.title,
        created_at=clock.iso(stored.created_at),
        member_count=stored.member_count,
        members=[
            Member(
                user_id=member.user_id,
                role=member.role,
                read_message_no=read
                if member.user_id == mine.user_id
                else read_position(stored, member.user_id, said.get(member.user_id, 0)),
            )
            for member in stored.members
        ],
        role=mine.role,
        last_seq=stored.last_seq,
        last_message_no=stored.last_message_no,
        read_message_no=read,
        unread=stored.last_message_no - read,
        mentions=len(mentioned_in),
        unread_mark=held_mark(mine, read),
        mentioned_in=list(mentioned_in[-MENTIONED_IN_LIMIT:]),
        last_message=message_of(stored.last_message) if stored.last_message else None,
    )


def head_view(head: StoredHead, mine: Membership) -> Head:
    return Head(
        id=head.id,
        last_seq=head.last_seq,
        last_message_no=head.last_message_no,
        read_message_no=min(max(head.read_message_no, mine.read_message_no), head.last_message_no),
    )
