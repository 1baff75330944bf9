"""I3: every stored message is what its sender sent to that conversation, and what was delivered is what is stored."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Applied, Event, MembershipAsked, Received

CHANGES = {"member.added": "add", "member.removed": "remove"}


def check(evidence: Evidence) -> Iterator[Violation]:
    yield from _stored(evidence)
    yield from _delivered(evidence)


def _stored(evidence: Evidence) -> Iterator[Violation]:
    asked = {(each.conversation_id, each.user_id, each.change) for each in evidence.of(MembershipAsked)}
    for event in (event for events in evidence.log.values() for event in events):
        if event.client_message_id is not None:
            attempts = evidence.invoked.get((event.conversation_id, event.client_message_id), [])
            mine = [attempt for attempt in attempts if attempt.user_id == event.actor_id]
            if not mine:
                yield Violation("I3", "a stored message was sent by nobody", _ids(event))
            elif event.body not in [attempt.body for attempt in mine]:
                yield Violation("I3", "a stored message is not what was sent", _ids(event))
        elif (change := CHANGES.get(event.kind)) and (event.conversation_id, event.user_id, change) not in asked:
            yield Violation("I3", "a stored membership change was asked by nobody", _ids(event))


def _delivered(evidence: Evidence) -> Iterator[Violation]:
    stored = {(event.conversation_id, event.seq): event for events in evidence.log.values() for event in events}
    seen = [each.event for each in evidence.of(Received)] + [each.event for each in evidence.of(Applied)]
    for event in dict.fromkeys(seen):
        logged = stored.get((event.conversation_id, event.seq))
        if logged is None:
            yield Violation("I3", "an event was delivered that is not in the log", _ids(event))
        elif logged != event:
            yield Violation("I3", "an event was delivered in another form than it is stored", _ids(event))


def _ids(event: Event) -> dict[str, str | int]:
    ids: dict[str, str | int] = {"conversation_id": event.conversation_id, "seq": event.seq}
    return ids | ({"client_message_id": event.client_message_id} if event.client_message_id else {})
