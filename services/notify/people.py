"""People: display names, asked of auth once and kept until they change.

Used by planning.py and rewordings.py for titles; auth's announcements of changes come through subscriptions.py.
"""

from collections import OrderedDict
from collections.abc import Iterable

from services.common import subjects
from services.common.bus import Bus
from services.common.requests import UserIds, Users
from services.common.shapes import User

PEOPLE_KEPT = 50_000
IDS_AT_ONCE = 100
NOBODY = "Deleted account"


class People:
    def __init__(self, bus: Bus, people_kept: int = PEOPLE_KEPT):
        self._bus, self._people_kept = bus, people_kept
        self._people: OrderedDict[str, User | None] = OrderedDict()

    def display_name(self, user_id: str) -> str:
        """Raises Unavailable when auth does not answer."""
        user = self._know([user_id]).get(user_id)
        return user.display_name if user else NOBODY

    def hear(self, user: User) -> None:
        """Somebody changed their profile."""
        self._people[user.id] = user
        self._people.move_to_end(user.id)

    def forget(self) -> None:
        """Announcements may have been missed: ask again before the next use."""
        self._people.clear()

    def _know(self, user_ids: Iterable[str]) -> dict[str, User | None]:
        wanted = list(user_ids)
        known = {user_id: self._people[user_id] for user_id in wanted if user_id in self._people}
        unknown = [user_id for user_id in wanted if user_id not in known]
        for start in range(0, len(unknown), IDS_AT_ONCE):
            part = unknown[start : start + IDS_AT_ONCE]
            answer = self._bus.request(subjects.AUTH_USERS, UserIds(user_ids=part), Users)
            found = {user.id: user for user in answer.users}
            for user_id in part:
                # A change announced meanwhile is newer than the answer.
                known[user_id] = self._people.setdefault(user_id, found.get(user_id))
        while len(self._people) > self._people_kept:
            self._people.popitem(last=False)
        return known
