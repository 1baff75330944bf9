"""What services ask each other over the bus: one struct a question, one an answer, beside the subject's name.

Who may ask is settled by NATS permissions (deploy) and by subjects.ASKED_BY; a `user_id` in a question was taken from a
verified token. Every question may be asked twice without harm: whoever gets no answer asks again, on another way.
"""

from services.common.events import Event
from services.common.shapes import Answer, ConversationKind, Head, User


class Empty(Answer):
    """Nothing to say."""


class UserIds(Answer, omit_defaults=True):
    """People by id; in questions to auth also by user name."""

    user_ids: list[str]
    usernames: list[str] = []


class Users(Answer):
    users: list[User]


class Revocations(Answer):
    """Sessions revoked within the last 15 minutes, longer than any access token lives."""

    session_ids: list[str]


class SessionRevoked(Answer):
    user_id: str
    session_id: str


class UserChanged(Answer):
    user: User


class Jwks(Answer):
    """A JSON Web Key Set, RFC 7517."""

    keys: list[dict[str, str]]


class HeadsOf(Answer):
    """`conversation_ids`: only these, when given. `is_live`: the asker hears everything that is announced, so what chat
    knows without asking the database will do."""

    user_id: str
    conversation_ids: list[str] | None = None
    is_live: bool = False


class Heads(Answer):
    epoch: str
    conversations: list[Head]


LONG_EVENTS = 25
"""So many events fit into one answer of NATS (1 MiB) even when each is a message of the greatest length with as many
attachments as there may be."""


class EventsAfter(Answer):
    """At most `limit` (≤ 200) events with seq > `after`, for a member. Refused with TooLarge when these are too long
    for one answer: then ask for LONG_EVENTS."""

    user_id: str
    conversation_id: str
    after: int
    limit: int = 200


class Events(Answer):
    events: list[Event]


class SendMessage(Answer):
    user_id: str
    conversation_id: str
    client_message_id: str
    body: str
    reply_to: int | None = None
    attachment_ids: list[str] = []


class MarkReadUpTo(Answer):
    user_id: str
    conversation_id: str
    message_no: int


class ReadUpTo(Answer):
    message_no: int


class KnownHeads(Answer):
    """Last seq by conversation: what the asker knows, and in the answer only those that are further."""

    heads: dict[str, int]


class MembersOf(Answer):
    conversation_id: str


class MemberRead(Answer):
    user_id: str
    read_message_no: int


class Members(Answer):
    """Membership as of `seq`."""

    conversation_id: str
    kind: ConversationKind
    title: str | None
    seq: int
    members: list[MemberRead]


class SharedWith(Answer):
    """Which of `user_ids` share a conversation with `user_id`?"""

    user_id: str
    user_ids: list[str]


class InviteUse(Answer):
    """Keep a use of the invite for the account that is about to be made under this id, or give it back when it was not.

    Refused with NotFound or Conflict when the invite lets nobody in."""

    token: str
    user_id: str
    is_given_back: bool = False


class Joined(Answer):
    """The user is a member of the conversation since `seq`."""

    conversation_id: str
    seq: int
