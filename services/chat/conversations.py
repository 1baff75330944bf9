"""Conversations: opening, listing, looking at and renaming them.

Called by routes.conversations. A direct conversation's id is made from its two members, so there is one for a pair,
whoever opens it however often at the same time. Creating puts no event into the log: the first members are its state
at seq 0.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from services.chat import titles
from services.chat.current_conversations import CurrentConversations
from services.chat.leases import LeaseKeeper
from services.chat.log import Log
from services.chat.people import People
from services.chat.proposals import Rename
from services.chat.stores.conversations import ConversationStore, FirstMember, StoredConversation
from services.chat.stores.events import EventStore
from services.chat.stores.members import Membership, MemberStore
from services.chat.views import conversation_view, read_position
from services.chat.welcomes import Welcomes
from services.common import clock, ids, mentions
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.shapes import Conversation, ConversationKind, Role


class Page(NamedTuple):
    conversations: list[Conversation]
    next: str | None


class Conversations:
    def __init__(
        self,
        log: Log,
        conversations: ConversationStore,
        current: CurrentConversations,
        members: MemberStore,
        events: EventStore,
        people: People,
        leases: LeaseKeeper,
        welcomes: Welcomes,
        *,
        member_limit: int,
        now: Callable[[], datetime] = clock.now,
    ):
        self._log, self._conversations, self._current, self._members = log, conversations, current, members
        self._events, self._people, self._leases, self._welcomes = events, people, leases, welcomes
        self._member_limit, self._now = member_limit, now

    def open_direct(self, user_id: str, other_id: str) -> tuple[Conversation, bool]:
        """The conversation of the two, and whether it is new."""
        if user_id == other_id:
            raise InvalidInput("A direct conversation needs somebody else.", field="user_id")
        conversation_id = direct_id(user_id, other_id)
        if self._conversations.find(conversation_id) is not None:
            return self.get(conversation_id, user_id), False
        self._people.require([other_id], "user_id")
        is_new = self._create(conversation_id, "direct", None, {user_id: "member", other_id: "member"})
        return self.get(conversation_id, user_id), is_new

    def open_group(self, user_id: str, title: str, member_ids: Sequence[str]) -> Conversation:
        """A new group; who opens it is its admin."""
        title = titles.clean(title)
        others = [other for other in dict.fromkeys(member_ids) if other != user_id]
        if len(others) + 1 > self._member_limit:
            raise InvalidInput(f"A group has at most {self._member_limit:,} members.", field="member_ids")
        self._people.require(others, "member_ids")
        conversation_id = ids.new_id()
        roles: dict[str, Role] = {user_id: "admin", **dict.fromkeys(others, "member")}
        self._create(conversation_id, "group", title, roles)
        return self.get(conversation_id, user_id)

    def get(self, conversation_id: str, user_id: str) -> Conversation:
        """As this member sees it. Raises NotFound."""
        mine = self._members.find(conversation_id, user_id)
        stored = self._current.find(conversation_id) if mine else None
        if mine is None or stored is None:
            raise NotFound("conversation")
        return self._view([(stored, mine)])[0]

    def list_mine(self, user_id: str, limit: int, before: str | None) -> Page:
        """Newest activity first; `next` is the `before` of the following page."""
        mine = {membership.conversation_id: membership for membership in self._members.of_user(user_id)}
        stored = sorted(self._current.some(list(mine)), key=_place, reverse=True)
        if before is not None:
            stored = [conversation for conversation in stored if _cursor(conversation) < before]
        page = stored[:limit]
        views = self._view([(conversation, mine[conversation.id]) for conversation in page])
        return Page(views, _cursor(page[-1]) if len(stored) > limit else None)

    def rename(self, conversation_id: str, user_id: str, title: str) -> Conversation:
        """Admins of groups may. Raises NotFound, Conflict, Forbidden."""
        self._log.append(Rename(conversation_id=conversation_id, actor_id=user_id, title=titles.clean(title)))
        return self.get(conversation_id, user_id)

    def _create(self, conversation_id: str, kind: ConversationKind, title: str | None, roles: dict[str, Role]) -> bool:
        if not self._log.is_open:
            raise Unavailable()
        self._leases.begin_creating(conversation_id, roles)
        try:
            # Members first: the conversation is there as soon as its own document is, and is complete then.
            self._members.create(conversation_id, kind, roles)
            first = [FirstMember(user_id, role) for user_id, role in roles.items()]
            is_new = self._conversations.create(conversation_id, kind, title, first, self._now())
        finally:
            # Also after a failure: it may have been created all the same, and telling people twice does no harm.
            self._welcomes.owe(conversation_id)
        return is_new

    def _view(self, pairs: Sequence[tuple[StoredConversation, Membership]]) -> list[Conversation]:
        """In large conversations `reads` does not hold what everybody said, so ask for the shown members."""
        large = [stored for stored, _ in pairs if stored.member_count > len(stored.members)]
        shown = self._members.some([(stored.id, member.user_id) for stored in large for member in stored.members])
        said: dict[str, dict[str, int]] = {}
        for membership in shown:
            said.setdefault(membership.conversation_id, {})[membership.user_id] = membership.read_message_no
        return [
            conversation_view(stored, mine, said.get(stored.id, {}), self._mentioned_in(stored, mine))
            for stored, mine in pairs
        ]

    def _mentioned_in(self, stored: StoredConversation, mine: Membership) -> list[int]:
        """The unread messages that speak to this member."""
        read = read_position(stored, mine.user_id, mine.read_message_no)
        if read >= stored.last_mention_no:
            return []
        who = [mine.user_id] if stored.kind == "direct" else [mine.user_id, mentions.ALL]
        return self._events.mentioning(stored.id, who, read, stored.last_message_no)


def direct_id(user_id: str, other_id: str) -> str:
    """The id of the one direct conversation that the two may have, in whichever order."""
    pair = ":".join(sorted((user_id, other_id)))
    return hashlib.blake2b(f"direct:{pair}".encode(), digest_size=12).hexdigest()


def _place(stored: StoredConversation) -> tuple[datetime, str]:
    return stored.last_at, stored.id


def _cursor(stored: StoredConversation) -> str:
    return f"{clock.iso(stored.last_at)}~{stored.id}"
