"""Who people are: whether they exist, what they are called, who has which user name. Auth knows, asked over the bus."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from services.chat.addresses import NOBODY, Address
from services.common import mentions, subjects
from services.common.bus import Bus
from services.common.errors import NotFound
from services.common.requests import UserIds, Users

IDS_AT_ONCE = 100
ANSWER_SECONDS = 3.0
NAMES_KEPT = 20_000
KNOWN_SECONDS = 3600.0
"""User names are given once and never changed; only a database that was restored could tell otherwise."""


class People:
    def __init__(self, bus: Bus, monotonic: Callable[[], float] = time.monotonic):
        self._bus, self._monotonic = bus, monotonic
        self._called: OrderedDict[str, tuple[float, str]] = OrderedDict()
        """By user name: since when it is known, and whose it is. Names that nobody has may be taken any time."""

    def require(self, user_ids: Sequence[str], field: str) -> None:
        """Raises NotFound that names `field` when one of them has no account, Unavailable when auth does not answer."""
        for start in range(0, len(user_ids), IDS_AT_ONCE):
            asked = list(user_ids[start : start + IDS_AT_ONCE])
            answer = self._bus.request(subjects.AUTH_USERS, UserIds(user_ids=asked), Users, seconds=ANSWER_SECONDS)
            if not set(asked) <= {user.id for user in answer.users}:
                raise NotFound("user", field=field)

    def address(self, body: str) -> Address:
        """Whom the body speaks to. Raises Unavailable when auth does not answer and a name is not known here."""
        names = mentions.spoken(body)
        return Address(names, self._with_usernames(mentions.usernames(names))) if names else NOBODY

    def _with_usernames(self, usernames: Sequence[str]) -> dict[str, str]:
        """User ids by user name, of those that somebody has."""
        since = self._monotonic() - KNOWN_SECONDS
        known = {name: self._called[name] for name in usernames if name in self._called}
        found = {name: user_id for name, (known_at, user_id) in known.items() if known_at > since}
        if unknown := [name for name in usernames if name not in found]:
            question = UserIds(user_ids=[], usernames=unknown)
            for user in self._bus.request(subjects.AUTH_USERS, question, Users, seconds=ANSWER_SECONDS).users:
                found[user.username] = user.id
                self._called[user.username] = (self._monotonic(), user.id)
                self._called.move_to_end(user.username)
        while len(self._called) > NAMES_KEPT:
            self._called.popitem(last=False)
        return found

    def name(self, user_id: str) -> str | None:
        """What they are called; None when there is no such account. Raises Unavailable."""
        question = UserIds(user_ids=[user_id])
        answer = self._bus.request(subjects.AUTH_USERS, question, Users, seconds=ANSWER_SECONDS)
        return next((user.display_name for user in answer.users if user.id == user_id), None)
