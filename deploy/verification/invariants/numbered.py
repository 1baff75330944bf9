"""I2: seq and message_no run without hole or reuse, times do not run backwards, each send is stored at most once."""

import itertools
from collections import Counter
from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Event


def check(evidence: Evidence) -> Iterator[Violation]:
    for conversation_id, events in evidence.log.items():
        for what, number in (*_faults([event.seq for event in events], "seq"), *_messages(events)):
            yield Violation("I2", what, {"conversation_id": conversation_id, "number": number})
        for before, event in itertools.pairwise(events):
            if event.at < before.at:
                ids: dict[str, str | int] = {"conversation_id": conversation_id, "seq": event.seq}
                yield Violation("I2", f"an event's time ({event.at}) is before that of its predecessor", ids)
        sends = Counter((event.actor_id, event.client_message_id) for event in events if event.client_message_id)
        for (actor_id, client_message_id), times in sends.items():
            if times > 1:
                ids = {"conversation_id": conversation_id, "client_message_id": client_message_id, "actor_id": actor_id}
                yield Violation("I2", f"one send is stored {times} times", ids)


def _messages(events: list[Event]) -> Iterator[tuple[str, int]]:
    return _faults([event.message_no for event in events if event.message_no is not None], "message_no")


def _faults(numbers: list[int], name: str) -> Iterator[tuple[str, int]]:
    """A number that stands where another one should."""
    expected = 1
    for number in numbers:
        if number > expected:
            yield f"{name} has a hole", expected
        elif number < expected:
            yield f"{name} is used twice", number
        expected = max(expected, number + 1)
