"""Search: messages of one's own conversations by any part of their text, newest first.

Called by routes.search. Filters say which blocks may answer (candidates.py), and the messages themselves whether they
do (findings.py), so what is found is what they say now, and a conversation that one is not a member of is not even
looked at.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gevent.lock import BoundedSemaphore

from services.chat import metrics
from services.chat.candidates import Candidates, Walk
from services.chat.current_conversations import CurrentConversations
from services.chat.findings import Finding, Found, Place, Wanted, place_before
from services.chat.grams import Probe
from services.chat.indexing import EVENTS_BEHIND, Indexer
from services.chat.matches import terms_of
from services.chat.stores.events import EventStore
from services.chat.stores.members import MemberStore
from services.chat.stores.search import SearchHead, SearchStore
from services.common.errors import NotFound, Unavailable

AT_ONCE = 4
"""Searches in one process; others wait."""
WAIT_SECONDS = 3.0


class Search:
    def __init__(
        self,
        members: MemberStore,
        conversations: CurrentConversations,
        events: EventStore,
        index: SearchStore,
        indexer: Indexer,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._members, self._conversations, self._events = members, conversations, events
        self._index, self._indexer, self._monotonic = index, indexer, monotonic
        self._turns = BoundedSemaphore(AT_ONCE)

    def find(self, user_id: str, wanted: Wanted) -> Found:
        """A page of what the user may read and answers. Raises InvalidInput, NotFound for a conversation that is not
        theirs, Unavailable."""
        terms = terms_of(wanted.query)
        until = place_before(wanted)
        with self._turn(), metrics.SEARCH_SECONDS.time():
            conversation_ids = self._conversations_of(user_id, wanted.conversation_id)
            finding = Finding(terms, wanted, until)
            walks = self._walks(conversation_ids, terms, finding, until)
            return finding.run(walks, self._monotonic)

    def _conversations_of(self, user_id: str, conversation_id: str | None) -> list[str]:
        if conversation_id is None:
            return [membership.conversation_id for membership in self._members.of_user(user_id)]
        if self._members.find(conversation_id, user_id) is None:
            raise NotFound("conversation")
        return [conversation_id]

    def _walks(
        self, conversation_ids: Sequence[str], terms: Sequence[str], finding: Finding, until: Place | None
    ) -> list[Walk]:
        # In this order: what the heads do not hold stands in the logs up to where the conversations were.
        conversations = self._conversations.some(conversation_ids)
        heads = {head.conversation_id: head for head in self._index.heads(conversation_ids)}
        probe = Probe(word for term in terms for word in term.split())
        candidates = Candidates(self._events, self._index, probe, until.at if until else None)
        walks = []
        for stored in conversations:
            head = heads.get(stored.id) or SearchHead(conversation_id=stored.id)
            if stored.last_seq - head.seq > 2 * EVENTS_BEHIND:
                self._indexer.hurry(stored.id)
            walks.append(candidates.walk(stored, head, finding.take))
        return walks

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=WAIT_SECONDS):
            raise Unavailable("Many people search at once. Try again in a moment.", retry=2.0)
        try:
            yield
        finally:
            self._turns.release()
