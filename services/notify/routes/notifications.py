"""Listing notifications, newest first, and marking them read."""

from typing import Annotated

from msgspec import Meta

from services.common import logs
from services.common.errors import Problem
from services.common.http import Routes
from services.common.shapes import Id, Input, Position
from services.common.tokens import Identity
from services.notify.missed_reads import MissedReads
from services.notify.notifications import NotificationPage, Notifications, Selection

COMPARE_SECONDS = 1.0

log = logs.get_logger("routes")


class NotificationsQuery(Input):
    """`before`: the `next` of the page that came before."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    before: Annotated[str, Meta(pattern="^[0-9a-f]{50}$")] | None = None


class ReadNotificationsInput(Input):
    """Named ones, or those of a conversation (up to a message), or all when empty."""

    conversation_id: Id | None = None
    message_no: Position | None = None
    notification_ids: Annotated[list[Id], Meta(max_length=100)] | None = None


def notification_routes(notifications: Notifications, missed_reads: MissedReads) -> Routes:
    routes = Routes("notify", "notifications")

    @routes.get("/notifications")
    def list_notifications(identity: Identity, query: NotificationsQuery) -> NotificationPage:
        """My notifications, newest first, with the number of unread ones."""
        try:
            # An announcement that was missed must not show here as something unread.
            missed_reads.compare(identity.user_id, COMPARE_SECONDS)
        except Problem as problem:
            log.warning("listed without comparing", error=problem.message)
        return notifications.page(identity.user_id, query.limit, query.before)

    @routes.put("/notifications/read")
    def mark_read(identity: Identity, body: ReadNotificationsInput) -> None:
        """Mark notifications as read on all my devices."""
        selection = Selection(
            conversation_id=body.conversation_id,
            message_no=body.message_no,
            notification_ids=body.notification_ids,
        )
        notifications.mark_read(identity.user_id, selection)

    return routes
