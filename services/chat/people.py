"""Whether people exist, and what they are called: auth knows, asked over the bus."""

from collections.abc import Sequence

from services.common import subjects
from services.common.bus import Bus
from services.common.errors import NotFound
from services.common.requests import UserIds, Users

IDS_AT_ONCE = 100
ANSWER_SECONDS = 3.0


class People:
    def __init__(self, bus: Bus):
        self._bus = bus

    def require(self, user_ids: Sequence[str], field: str) -> None:
        """Raises NotFound that names `field` when one of them has no account, Unavailable when auth does not answer."""
        for start in range(0, len(user_ids), IDS_AT_ONCE):
            asked = list(user_ids[start : start + IDS_AT_ONCE])
            answer = self._bus.request(subjects.AUTH_USERS, UserIds(user_ids=asked), Users, seconds=ANSWER_SECONDS)
            if not set(asked) <= {user.id for user in answer.users}:
                raise NotFound("user", field=field)

    def name(self, user_id: str) -> str | None:
        """What they are called; None when there is no such account. Raises Unavailable."""
        question = UserIds(user_ids=[user_id])
        answer = self._bus.request(subjects.AUTH_USERS, question, Users, seconds=ANSWER_SECONDS)
        return next((user.display_name for user in answer.users if user.id == user_id), None)
