"""Missed events: what the stream did not bring, fetched from chat's log.

NATS may lose its stream, drop its oldest messages or give one up; then a conversation stays behind its log. Called by
healing.py. Fetching needs a member in whose name to ask, and deals with an event as if the stream had brought it.
"""

from collections.abc import Iterable

from services.common import logs, subjects
from services.common.bus import Bus
from services.common.errors import NotFound, TooLarge
from services.common.events import Event
from services.common.requests import LONG_EVENTS, Events, EventsAfter, KnownHeads
from services.notify import metrics
from services.notify.log_events import LogEvents
from services.notify.progress import Progress
from services.notify.rosters import Rosters

CHECKED_AT_ONCE = 500
FETCHED_AT_ONCE = 200
FURTHEST_BACK = 1_000
"""Events of one conversation that are looked at again; whoever missed more is not helped by notifications."""
MEMBERS_ASKED = 3

log = logs.get_logger("missed_events")


class MissedEvents:
    def __init__(self, bus: Bus, rosters: Rosters, log_events: LogEvents, progress: Progress):
        self._bus, self._rosters, self._log_events, self._progress = bus, rosters, log_events, progress

    def fetch_all(self) -> None:
        """Compare all conversations that were ever dealt with. Raises Unavailable."""
        for heads in self._progress.heads():
            self.fetch(heads)

    def fetch(self, heads: dict[str, int]) -> None:
        """Bring these conversations up to chat's heads. Raises Unavailable."""
        names = list(heads)
        for start in range(0, len(names), CHECKED_AT_ONCE):
            part = {name: heads[name] for name in names[start : start + CHECKED_AT_ONCE]}
            ahead = self._bus.request(subjects.CHAT_CHECK, KnownHeads(heads=part), KnownHeads).heads
            for conversation_id, last_seq in ahead.items():
                self._bring_up(conversation_id, part[conversation_id], last_seq)

    def _bring_up(self, conversation_id: str, after: int, last_seq: int) -> None:
        if last_seq - after > FURTHEST_BACK:
            after = last_seq - FURTHEST_BACK
            log.warning("too far behind", conversation_id=conversation_id, skipped_up_to=after)
            self._progress.skip(conversation_id, after)
        while after < last_seq:
            events = self._events(conversation_id, after)
            if not events:
                # Nobody is left who could be told.
                self._progress.skip(conversation_id, last_seq)
                return
            self._log_events.take(events)
            metrics.HEALED.inc(len(events))
            after = events[-1].seq

    def _events(self, conversation_id: str, after: int) -> list[Event]:
        for user_id in self._askers(conversation_id):
            question = EventsAfter(user_id=user_id, conversation_id=conversation_id, after=after, limit=FETCHED_AT_ONCE)
            try:
                return self._page(question)
            except NotFound:  # left since the roster was made
                continue
        return []

    def _page(self, question: EventsAfter) -> list[Event]:
        try:
            return self._bus.request(subjects.CHAT_EVENTS, question, Events).events
        except TooLarge:
            question.limit = LONG_EVENTS
            return self._bus.request(subjects.CHAT_EVENTS, question, Events).events

    def _askers(self, conversation_id: str) -> Iterable[str]:
        return list(self._rosters.fetch(conversation_id).positions)[:MEMBERS_ASKED]
