"""NATS addresses: every subject that Natter uses, in one place, so that permissions can be checked against it.

`request` subjects are answered by one process of the named service; all others are announcements. Docs:
docs/architecture.md.
"""

STREAM = "CHAT"
TURNS = "turn.*"
EVENTS = "chat.event.*"
READS = "chat.read.*"

# Requests, answered in the queue group of the service that the subject begins with.
AUTH_JWKS = "auth.jwks"
AUTH_USERS = "auth.users"
AUTH_REVOCATIONS = "auth.revocations"
CHAT_HEADS = "chat.heads"
CHAT_EVENTS = "chat.events"
CHAT_SEND = "chat.send"
CHAT_MARK_READ = "chat.mark_read"
CHAT_CHECK = "chat.check"
CHAT_MEMBERS = "chat.members"
CHAT_SHARED = "chat.shared"
CHAT_INVITE = "chat.invite"

# Who may ask what. NATS enforces the same by its permissions, and detours.py where NATS is away.
EVERYBODY = ("chat", "realtime", "notify")
ASKED_BY = {
    AUTH_JWKS: EVERYBODY,
    AUTH_REVOCATIONS: EVERYBODY,
    AUTH_USERS: EVERYBODY,
    CHAT_HEADS: ("realtime", "notify"),
    CHAT_EVENTS: ("realtime", "notify"),
    CHAT_CHECK: ("realtime", "notify"),
    CHAT_MEMBERS: ("realtime", "notify"),
    CHAT_SEND: ("realtime",),
    CHAT_MARK_READ: ("realtime",),
    CHAT_SHARED: ("realtime",),
    CHAT_INVITE: ("auth",),
}

# Announcements without an id.
DOUBT = "chat.doubt"
"""A chat process may have announced less than it stored, or its predecessor may."""
SESSION_REVOKED = "auth.session_revoked"
USER_CHANGED = "auth.user_changed"


def event(conversation_id: str) -> str:
    """Where an event of the log is announced (JetStream)."""
    return f"chat.event.{conversation_id}"


def read(conversation_id: str) -> str:
    """Where a read position that grew is announced."""
    return f"chat.read.{conversation_id}"


def conversation(conversation_id: str) -> str:
    """All that is announced of one conversation, in one subscription: events and read positions."""
    return f"chat.*.{conversation_id}"


def user(user_id: str) -> str:
    """All that is said to one user, whatever the conversation."""
    return f"user.{user_id}.*"


def joined(user_id: str) -> str:
    """Tells realtime that the user is now a member of a conversation."""
    return f"user.{user_id}.joined"


def notification(user_id: str) -> str:
    """A notification frame to pass on to the user's connections."""
    return f"user.{user_id}.notification"


def preferences(user_id: str) -> str:
    """A frame with what the user wants to be told, for the user's connections."""
    return f"user.{user_id}.preferences"


def unread_mark(user_id: str) -> str:
    """A frame with a conversation that the user marked as unread, for the user's connections."""
    return f"user.{user_id}.unread_mark"


def turn(conversation_id: str) -> str:
    """A chat process asks the others to leave it the conversation for a moment."""
    return f"turn.{conversation_id}"


def typing(conversation_id: str) -> str:
    return f"typing.{conversation_id}"


def presence(user_id: str) -> str:
    return f"presence.{user_id}"
