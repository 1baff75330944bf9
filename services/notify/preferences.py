"""Preferences: what each person wants to hear, for the person themself and for those who decide.

Called by routes.preferences and planning.py. What is chosen on one device is told to all of them. Kept for a few
seconds so that a burst costs no questions; a change made in this process counts at once, in others within KEPT_SECONDS.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from services.common import clock, frames, subjects
from services.common.bus import Bus
from services.common.errors import Conflict, InvalidInput
from services.common.frames import PreferencesFrame
from services.common.shapes import Level, Preferences
from services.notify.levels import CHOICES_LIMIT, LONGEST_MUTE_SECONDS, LONGEST_PAUSE_SECONDS, UNCHANGED, past_mutes
from services.notify.stores.preferences import PreferenceStore

KEPT_SECONDS = 15.0
PEOPLE_KEPT = 50_000


class PreferenceBook:
    def __init__(
        self,
        store: PreferenceStore,
        bus: Bus,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = clock.now,
    ):
        self._store, self._bus, self._monotonic, self._now = store, bus, monotonic, now
        self._kept: OrderedDict[str, tuple[float, Preferences]] = OrderedDict()

    def get(self, user_id: str) -> Preferences:
        """As stored; everybody begins with hearing all."""
        return self._store.some([user_id]).get(user_id, UNCHANGED)

    def replace(
        self,
        user_id: str,
        default_level: Level,
        conversations: dict[str, Level],
        mutes: Mapping[str, datetime],
        paused_until: datetime | None,
    ) -> Preferences:
        """Replace all of it. Raises InvalidInput for a mute or a pause that is too long."""
        chosen = Preferences(
            default_level=default_level,
            conversations=conversations,
            muted_until=self._ends(mutes),
            paused_until=self._end_of_pause(paused_until, "paused_until"),
        )
        return self.put(user_id, chosen)

    def put(self, user_id: str, preferences: Preferences) -> Preferences:
        self._store.put(user_id, preferences)
        return self._tell(user_id, preferences)

    def choose(
        self, user_id: str, conversation_id: str, level: Level | None, muted_until: datetime | None
    ) -> Preferences:
        """Choose for one conversation and leave the others; None: as by default, not muted.

        Raises InvalidInput for a mute that is too long, Conflict for too many choices.
        """
        now = self._now()
        ends = self._ends({} if muted_until is None else {conversation_id: muted_until})
        known = self.get(user_id)
        over = past_mutes(known, now)
        chosen = {*known.conversations, *known.muted_until}.difference(over) | {conversation_id}
        if (level or muted_until) and len(chosen) > CHOICES_LIMIT:
            raise Conflict("You have chosen for too many conversations.", code="too_many_choices")
        self._store.choose(user_id, conversation_id, level, ends.get(conversation_id), over)
        return self._tell(user_id, self.get(user_id))

    def choose_default(self, user_id: str, level: Level) -> Preferences:
        """What counts where nothing of its own was chosen; leaves what was chosen for conversations."""
        self._store.choose_default(user_id, level)
        return self._tell(user_id, self.get(user_id))

    def pause(self, user_id: str, until: datetime | None) -> Preferences:
        """Devices interrupt with nothing until then; None ends it. Raises InvalidInput for a pause that is too long."""
        self._store.pause(user_id, self._end_of_pause(until, "until"))
        return self._tell(user_id, self.get(user_id))

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

    def _ends(self, mutes: Mapping[str, datetime]) -> dict[str, str]:
        """Those that are not over yet."""
        now = self._now()
        seconds = {conversation_id: (until - now).total_seconds() for conversation_id, until in mutes.items()}
        if any(left > LONGEST_MUTE_SECONDS for left in seconds.values()):
            raise InvalidInput('Mute for a year at most, or choose "nothing".', field="muted_until")
        return {one: clock.iso(mutes[one]) for one, left in seconds.items() if left > 0}

    def _end_of_pause(self, until: datetime | None, field: str) -> str | None:
        """None for one that is over already."""
        left = 0 if until is None else (until - self._now()).total_seconds()
        if left > LONGEST_PAUSE_SECONDS:
            raise InvalidInput("Pause for a week at most.", field=field)
        return clock.iso(until) if until is not None and left > 0 else None

    def _tell(self, user_id: str, preferences: Preferences) -> Preferences:
        self._kept[user_id] = (self._monotonic() + KEPT_SECONDS, preferences)
        frame = PreferencesFrame(preferences=preferences)
        self._bus.publish(subjects.preferences(user_id), frames.encode(frame))
        return preferences
