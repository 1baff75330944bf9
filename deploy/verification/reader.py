"""The reader's rule, on one device: apply only the next event of a conversation, drop older ones, fetch the missing.

Owned by device.py, which feeds it from the socket. It survives the device's connections; its cursors are what the
next hello names. Written from docs/protocol.md alone.
"""

import asyncio
import random
from collections.abc import Callable

from deploy.verification.door import Door, Lost
from deploy.verification.history import History, event_of
from deploy.verification.people import Person
from deploy.verification.records import Applied, Begun, Event, Fetched

JUMP_SECONDS = 0.25
STASH_LIMIT = 256
PAGE = 200
RETRY_SECONDS = 1.0
GONE = (403, 404)


class Reader:
    """`cursors`: the last applied seq of each conversation that this device follows. `authors`: of its messages."""

    def __init__(self, name: str, person: Person, door: Door, history: History):
        self.name, self.person, self._door, self._history = name, person, door, history
        self.cursors: dict[str, int] = {}
        self.last_message_nos: dict[str, int] = {}
        self.authors: dict[str, dict[int, str]] = {}
        self._stashes: dict[str, dict[int, Event]] = {}
        self._fetches: dict[str, asyncio.Task[None]] = {}
        self.on_applied: Callable[[Event], None] = lambda event: None

    @property
    def is_fetching(self) -> bool:
        return bool(self._fetches)

    def begin(self, conversation_id: str, seq: int, *, anew: bool = False) -> None:
        """Follow a conversation from `seq` on; `anew` also when it is followed already."""
        if conversation_id not in self.cursors or (anew and self.cursors[conversation_id] < seq):
            self.cursors[conversation_id] = seq
            self._history.write(Begun, device_id=self.name, conversation_id=conversation_id, seq=seq)

    def take(self, event: Event) -> None:
        """An event from the wire."""
        cursor = self.cursors.get(event.conversation_id)
        if cursor is None or event.seq <= cursor:
            return
        stash = self._stashes.setdefault(event.conversation_id, {})
        if event.seq > cursor + 1:
            if len(stash) < STASH_LIMIT:
                stash[event.seq] = event
            self._fetch_soon(event.conversation_id, event.seq - 1, JUMP_SECONDS, "jump")
            return
        self._apply(event)
        while (following := stash.pop(self.cursors[event.conversation_id] + 1, None)) is not None:
            self._apply(following)

    def gap(self, conversation_id: str, last: int) -> None:
        """The server says that it will not replay up to `last`: fetch that."""
        if last > self.cursors.get(conversation_id, 0):
            self._fetch_soon(conversation_id, last, 0.0, "gap")

    async def stop(self) -> None:
        for fetch in list(self._fetches.values()):
            fetch.cancel()
        await asyncio.gather(*self._fetches.values(), return_exceptions=True)

    def _apply(self, event: Event) -> None:
        self.cursors[event.conversation_id] = event.seq
        if event.message_no is not None:
            self.last_message_nos[event.conversation_id] = event.message_no
            self.authors.setdefault(event.conversation_id, {})[event.message_no] = event.actor_id
        self._history.write(Applied, device_id=self.name, event=event)
        self.on_applied(event)

    def _fetch_soon(self, conversation_id: str, up_to: int, wait: float, why: str) -> None:
        if conversation_id not in self._fetches:
            fetch = asyncio.create_task(self._fetch(conversation_id, up_to, wait, why))
            self._fetches[conversation_id] = fetch
            fetch.add_done_callback(lambda _: self._fetches.pop(conversation_id, None))

    async def _fetch(self, conversation_id: str, up_to: int, wait: float, why: str) -> None:
        await asyncio.sleep(wait)
        while self.cursors[conversation_id] < max([up_to, *self._stashes.get(conversation_id, ())]):
            after = self.cursors[conversation_id]
            path = f"/api/chat/conversations/{conversation_id}/events?after={after}&limit={PAGE}"
            try:
                answer = await self._door.call("GET", path, await self.person.fresh_token())
            except Lost:
                await asyncio.sleep(random.uniform(0, RETRY_SECONDS))  # noqa: S311 - jitter
                continue
            if answer.status in GONE:
                # No member any more: the removal is the last that is told.
                return
            if not answer.is_yes:
                await asyncio.sleep((answer.retry or RETRY_SECONDS) + random.uniform(0, RETRY_SECONDS))  # noqa: S311
                continue
            events = [event_of(fields) for fields in answer.body["events"]]
            self._history.write(
                Fetched, device_id=self.name, conversation_id=conversation_id, after=after, count=len(events), why=why
            )
            for event in events:
                self.take_fetched(event)
            if not events:
                return

    def take_fetched(self, event: Event) -> None:
        """An event of a page: as from the wire, but a page that jumps is applied nowhere."""
        if event.seq == self.cursors[event.conversation_id] + 1:
            self.take(event)
