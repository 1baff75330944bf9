"""The evidence: the history and the log, put in the order in which the checks ask for them. Pure.

Made once after a run; each check of invariants/ takes it and answers violations.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import msgspec

from deploy.verification import lives
from deploy.verification import records as told
from deploy.verification.log_reading import Log
from deploy.verification.records import Event, Record
from deploy.verification.settling import Served
from deploy.verification.stage import Conversation

T = TypeVar("T", bound=Record)

Place = tuple[str, str]
"""A conversation id and something within it: a client_message_id, or a user id."""


class Violation(msgspec.Struct, frozen=True):
    """`ids` say where to look."""

    invariant: str
    what: str
    ids: dict[str, str | int]


class Membership(msgspec.Struct, frozen=True):
    """A user belongs to a conversation from event `first` (0: from the beginning) to event `last` (None: still)."""

    first: int
    last: int | None


class Cost(msgspec.Struct, frozen=True):
    """What a program holds: memory of all its processes in bytes, open files, frames waiting for slow readers."""

    memory: int
    files: int
    waiting: int = 0


class Evidence:
    """`costs_before`, `costs_after`: of local processes, empty elsewhere. `late`: what settling had to wait for.

    `histories`: the messages of each conversation as they are shown in the end.
    """

    def __init__(
        self,
        records: Sequence[Record],
        log: Log,
        conversations: Sequence[Conversation],
        served: Sequence[Served] = (),
        *,
        usernames: dict[str, str] | None = None,
        costs_before: dict[str, Cost] | None = None,
        costs_after: dict[str, Cost] | None = None,
        late: Sequence[str] = (),
        histories: dict[str, dict[int, lives.Shown]] | None = None,
    ):
        self.records, self.log, self.conversations, self.served = records, log, conversations, served
        self.usernames, self.histories = usernames or {}, histories or {}
        self.costs_before, self.costs_after, self.late = costs_before or {}, costs_after or {}, late

    def of(self, kind: type[T]) -> list[T]:
        """All records of one kind, in order."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]

    @cached_property
    def _by_kind(self) -> dict[type, list[Record]]:
        found: dict[type, list[Record]] = defaultdict(list)
        for record in self.records:
            found[type(record)].append(record)
        return found

    @cached_property
    def stored(self) -> dict[Place, list[Event]]:
        """Messages in the log by conversation and client_message_id."""
        found: dict[Place, list[Event]] = defaultdict(list)
        for conversation_id, events in self.log.items():
            for event in events:
                if event.client_message_id is not None:
                    found[conversation_id, event.client_message_id].append(event)
        return found

    @cached_property
    def deleted(self) -> dict[str, dict[int, int]]:
        """By conversation, the messages that the log deletes, with the seq of the deletion."""
        return {conversation_id: lives.deleted_in(events) for conversation_id, events in self.log.items()}

    @cached_property
    def deletions_answered(self) -> dict[tuple[str, int], float]:
        """When it was first said, by conversation and message_no, that a message is deleted."""
        found: dict[tuple[str, int], float] = {}
        for answer in self.of(told.TouchAnswered):
            if answer.change == "delete":
                found.setdefault((answer.conversation_id, answer.message_no), answer.t)
        return found

    @cached_property
    def invoked(self) -> dict[Place, list[told.Invoked]]:
        """Attempts by conversation and client_message_id, in order."""
        found: dict[Place, list[told.Invoked]] = defaultdict(list)
        for attempt in self.of(told.Invoked):
            found[attempt.conversation_id, attempt.client_message_id].append(attempt)
        return found

    @cached_property
    def touches(self) -> dict[tuple[str, int | None, str], list[told.TouchAsked]]:
        """What was asked of messages that were sent, by conversation, message_no and change."""
        found: dict[tuple[str, int | None, str], list[told.TouchAsked]] = defaultdict(list)
        for asked in self.of(told.TouchAsked):
            found[asked.conversation_id, asked.message_no, asked.change].append(asked)
        return found

    @cached_property
    def memberships(self) -> dict[Place, list[Membership]]:
        """By conversation and user, as the log tells it."""
        open_since: dict[Place, int] = {}
        found: dict[Place, list[Membership]] = defaultdict(list)
        for conversation in self.conversations:
            for user_id in conversation.members:
                open_since[conversation.conversation_id, user_id] = 0
        for conversation_id, events in self.log.items():
            for event in events:
                place = (conversation_id, event.user_id or "")
                if event.kind == "member.added":
                    open_since.setdefault(place, event.seq)
                elif event.kind == "member.removed" and place in open_since:
                    found[place].append(Membership(open_since.pop(place), event.seq))
        for place, first in open_since.items():
            found[place].append(Membership(first, None))
        return found

    def is_member_now(self, conversation_id: str, user_id: str) -> bool:
        """Whether the log ends with this user in the conversation."""
        return any(each.last is None for each in self.memberships.get((conversation_id, user_id), ()))

    @cached_property
    def owners(self) -> dict[int, told.Connected]:
        """Whose each connection is."""
        return {each.connection: each for each in self.of(told.Connected)}

    @cached_property
    def devices(self) -> dict[str, str]:
        """The user of each device."""
        return {each.device_id: each.user_id for each in self.of(told.Connected)}

    def phase(self, name: str) -> float | None:
        """When a phase began, or None."""
        return next((each.t for each in self.of(told.Phase) if each.name == name), None)
