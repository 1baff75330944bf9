"""Heads: where logs stand, for connections that resume and for checks that nothing was missed.

Called by subscriptions.py for realtime.
"""

from collections.abc import Mapping, Sequence

from services.chat.conversations import direct_id
from services.chat.current_conversations import CurrentConversations
from services.chat.known_heads import KnownHeads
from services.chat.members import Members
from services.chat.stores.conversations import FIRST_MEMBERS
from services.chat.stores.epochs import EpochStore
from services.chat.stores.events import PAGE, EventStore
from services.chat.stores.members import MemberStore
from services.chat.views import head_view
from services.common.events import Event
from services.common.requests import Heads as HeadsAnswer


class Heads:
    def __init__(
        self,
        epochs: EpochStore,
        events: EventStore,
        conversations: CurrentConversations,
        store: MemberStore,
        members: Members,
        known: KnownHeads,
    ):
        self._epochs, self._events, self._conversations = epochs, events, conversations
        self._store, self._members, self._known = store, members, known

    def of_user(self, user_id: str, conversation_ids: Sequence[str] | None = None) -> HeadsAnswer:
        """All conversations of a user, or those of these that are."""
        epoch = self._epochs.get()
        if conversation_ids is None:
            memberships = self._store.of_user(user_id)
        else:
            memberships = self._store.some([(conversation_id, user_id) for conversation_id in conversation_ids])
        mine = {membership.conversation_id: membership for membership in memberships}
        heads = self._conversations.heads(list(mine), user_id)
        return HeadsAnswer(epoch=epoch, conversations=[head_view(head, mine[head.id]) for head in heads])

    def of_listener(self, user_id: str) -> HeadsAnswer:
        """All conversations of a user who hears what is announced: what is known here, if it is all that there is."""
        return HeadsAnswer(epoch=self._known.epoch(self._epochs.get), conversations=self._known.of_user(user_id))

    def further(self, known: Mapping[str, int]) -> dict[str, int]:
        """The heads of those conversations that are further than the asker knows."""
        return {
            head.id: head.last_seq for head in self._conversations.heads(list(known)) if head.last_seq > known[head.id]
        }

    def events_after(self, conversation_id: str, user_id: str, after: int, limit: int) -> list[Event]:
        """At most `limit` events for a member, ascending. Raises NotFound."""
        self._members.require(conversation_id, user_id)
        return [record.event for record in self._events.after(conversation_id, after, min(max(limit, 1), PAGE))]

    def sharing_with(self, user_id: str, user_ids: Sequence[str]) -> list[str]:
        """Which of these people share a conversation with the user."""
        mine = self._store.of_user(user_id)
        direct_ids = {membership.conversation_id for membership in mine if membership.kind == "direct"}
        group_ids = [membership.conversation_id for membership in mine if membership.kind == "group"]
        found = {other for other in user_ids if direct_id(user_id, other) in direct_ids}
        groups = self._conversations.some(group_ids) if len(found) < len(user_ids) else []
        found |= {member.user_id for group in groups for member in group.members} & set(user_ids)
        # Only groups larger than what their document shows need a closer look.
        large = [group.id for group in groups if group.member_count > FIRST_MEMBERS]
        unknown = [other for other in user_ids if other not in found]
        closer = self._store.some([(group_id, other) for group_id in large for other in unknown])
        return sorted((found | {membership.user_id for membership in closer}) - {user_id})
