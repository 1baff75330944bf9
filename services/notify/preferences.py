"""Preferences: what each person wants to hear, for the person themself and for those who decide.

Called by routes.preferences and planning.py. Kept for a few seconds so that a burst costs no questions; a change
made in this process counts at once, one made in another within KEPT_SECONDS.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from services.notify.levels import UNCHANGED, Preferences
from services.notify.stores.preferences import PreferenceStore

KEPT_SECONDS = 15.0
PEOPLE_KEPT = 50_000


class PreferenceBook:
    def __init__(self, store: PreferenceStore, monotonic: Callable[[], float] = time.monotonic):
        self._store, self._monotonic = store, monotonic
        self._kept: OrderedDict[str, tuple[float, Preferences]] = OrderedDict()

    def get(self, user_id: str) -> Preferences:
        """As stored; everybody begins with hearing all."""
        return self._store.some([user_id]).get(user_id, UNCHANGED)

    def put(self, user_id: str, preferences: Preferences) -> Preferences:
        self._store.put(user_id, preferences)
        self._kept[user_id] = (self._monotonic() + KEPT_SECONDS, preferences)
        return preferences

    def of(self, user_ids: Iterable[str]) -> dict[str, Preferences]:
        """By user, for all of them."""
        now = self._monotonic()
        wanted = list(user_ids)
        unknown = [user_id for user_id in wanted if self._kept.get(user_id, (now, UNCHANGED))[0] <= now]
        answers = {user_id: self._kept[user_id][1] for user_id in set(wanted).difference(unknown)}
        if unknown:
            chosen = self._store.some(unknown)
            for user_id in unknown:
                # What was put meanwhile is newer than what was read.
                kept_until, kept = self._kept.get(user_id, (now, UNCHANGED))
                if kept_until <= now:
                    kept = chosen.get(user_id, UNCHANGED)
                    self._kept[user_id] = (now + KEPT_SECONDS, kept)
                    self._kept.move_to_end(user_id)
                answers[user_id] = kept
        while len(self._kept) > PEOPLE_KEPT:
            self._kept.popitem(last=False)
        return answers
