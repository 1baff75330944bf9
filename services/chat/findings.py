"""Findings: what one search was asked, and how a page of its answer comes together out of candidates.

Called by search.py. A search works for a limited time: what it found until then is complete down to a place in time,
and the cursor goes on from there.
"""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from services.chat.candidates import Walk
from services.chat.matches import answers, snippet_of
from services.chat.records import Record, message_of
from services.common.errors import InvalidInput, Unavailable
from services.common.shapes import FoundMessage, Span

DEADLINE_SECONDS = 1.5
"""After this a search answers with what it has."""
LIMIT_SECONDS = 10.0
"""After this it gives up, when it could not get past the place where it began."""


class Place(NamedTuple):
    """Where a message stands among all; the order of what is found, backwards. `at` in ms since 1970."""

    at: int
    conversation_id: str
    message_no: int


BEHIND_ALL = "~"
"""Above every conversation id: a place of its moment's end."""


class Wanted(msgspec.Struct, kw_only=True, frozen=True):
    """`from_at` and `before_at` bound when messages were sent; `cursor` is the `next` of the page before."""

    query: str
    conversation_id: str | None = None
    from_at: datetime | None = None
    before_at: datetime | None = None
    cursor: str | None = None
    limit: int = 20


class Found(NamedTuple):
    """`is_partial`: the time was over; `next` goes on searching from there. None: there is no more."""

    messages: list[FoundMessage]
    next: str | None
    is_partial: bool


def place_before(wanted: Wanted) -> Place | None:
    """What is wanted stands before this. Raises InvalidInput for a cursor that no page gave."""
    places = [Place(_ms(wanted.before_at), "", 0)] if wanted.before_at else []
    if wanted.cursor is not None:
        at, _, rest = wanted.cursor.partition("-")
        conversation_id, _, message_no = rest.partition("-")
        if not (at.isdecimal() and message_no.isdecimal()):
            raise InvalidInput("Take `next` of the page before.", field="cursor")
        places.append(Place(int(at), conversation_id, int(message_no)))
    return min(places, default=None)


class Finding:
    """One search: takes candidates, keeps what answers, and knows when that is enough."""

    def __init__(self, terms: Sequence[str], wanted: Wanted, until: Place | None):
        self._terms, self._limit, self._until = terms, wanted.limit, until
        self._from = _ms(wanted.from_at) if wanted.from_at else None
        self._hits: dict[Place, Record] = {}

    def take(self, records: Sequence[Record]) -> None:
        for record in records:
            message = message_of(record)
            place = Place(_ms(record.at), message.conversation_id, message.message_no)
            is_wanted = (self._until is None or place < self._until) and (self._from is None or place.at >= self._from)
            if is_wanted and answers(message.body, self._terms):
                self._hits[place] = record

    def run(self, walks: Sequence[Walk], monotonic: Callable[[], float]) -> Found:
        begun_at = monotonic()
        # The walk that may find the latest message first; the number only keeps walks from being compared.
        work = [(-_ms(first), number, walk) for number, walk in enumerate(walks) if (first := next(walk, None))]
        heapq.heapify(work)
        while work:
            latest = -work[0][0]
            if self._is_enough(latest):
                return self._page(latest, is_partial=False)
            spent = monotonic() - begun_at
            if spent >= DEADLINE_SECONDS and (self._until is None or latest < self._until.at):
                return self._page(latest, is_partial=True)
            if spent >= LIMIT_SECONDS:
                raise Unavailable("This search takes too long. Choose a conversation, or a time.", retry=5.0)
            _, number, walk = work[0]
            following = next(walk, None)
            if following is None:
                heapq.heappop(work)
            else:
                heapq.heapreplace(work, (-_ms(following), number, walk))
        return self._page(None, is_partial=False)

    def _is_enough(self, latest: int) -> bool:
        if self._from is not None and latest < self._from:
            return True
        return len(self._hits) >= self._limit and len(self._certain(latest)) >= self._limit

    def _certain(self, latest: int | None) -> list[Place]:
        """Those that nothing to come stands before, newest first."""
        return sorted((place for place in self._hits if latest is None or place.at > latest), reverse=True)

    def _page(self, latest: int | None, *, is_partial: bool) -> Found:
        """`latest`: what may still be found is not later; None: nothing."""
        if latest is not None and self._from is not None and latest < self._from:
            latest, is_partial = None, False
        certain = self._certain(latest)
        chosen = certain[: self._limit]
        following: Place | None = None
        if len(certain) > len(chosen) or (latest is not None and len(chosen) == self._limit):
            following, is_partial = chosen[-1], False
        elif latest is not None:
            following = Place(latest, BEHIND_ALL, 0)
        return Found(
            [_found(self._hits[place], self._terms) for place in chosen],
            "-".join(map(str, following)) if following else None,
            is_partial,
        )


def _found(record: Record, terms: Sequence[str]) -> FoundMessage:
    message = message_of(record)
    snippet = snippet_of(message.body, terms)
    return FoundMessage(
        conversation_id=message.conversation_id,
        message_no=message.message_no,
        seq=message.seq,
        actor_id=message.actor_id,
        at=message.at,
        edited_at=message.edited_at,
        snippet=snippet.text,
        matches=[Span(start=start, end=end) for start, end in snippet.matches],
    )


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
