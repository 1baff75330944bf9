"""Rewordings: what people were told of a message that was edited or deleted since.

Called by log_events.py. An edit changes what is kept and shown on the devices, and tells nobody anew: not even whom it
mentions now. A deletion takes the notification away: what a deleted message said is told nowhere any more.
"""

from collections.abc import Iterable

from services.common import mentions
from services.common.events import MessageCreatedData, MessageDeleted, MessageEdited
from services.notify import previews
from services.notify.notifications import Notifications
from services.notify.people import People
from services.notify.records import notification_id
from services.notify.rosters import Roster


class Rewordings:
    def __init__(self, notifications: Notifications, people: People):
        self._notifications, self._people = notifications, people

    def edited(self, event: MessageEdited, roster: Roster) -> None:
        """Raises Unavailable while the author's name cannot be had."""
        if not event.data.body:
            # Deleted since: there is nothing left to show.
            return
        author = self._people.display_name(event.actor_id)
        preview = previews.preview(roster.kind, author, MessageCreatedData(body=event.data.body))
        mentioned = {one for one in roster.positions if mentions.speaks_to(event.data.mentions, one)}
        self._notifications.reword(_ids(event, mentioned), preview, "mention")
        self._notifications.reword(_ids(event, roster.positions.keys() - mentioned), preview, "message")

    def deleted(self, event: MessageDeleted, roster: Roster) -> None:
        self._notifications.unsay(event.conversation_id, event.data.message_no, _ids(event, roster.positions))


def _ids(event: MessageEdited | MessageDeleted, user_ids: Iterable[str]) -> list[str]:
    """What each of these people was told about the message, if anything."""
    data = event.data
    return [notification_id(user_id, event.conversation_id, data.message_seq, data.message_at) for user_id in user_ids]
