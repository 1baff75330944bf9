"""I3: every stored message is what its sender sent to that conversation, and what was delivered is what is stored.

A message speaks to those whom its words name and who belonged to the conversation at its place, and to nobody else.
"""

from collections.abc import Iterator, Sequence

from deploy.verification import lives, plan
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
            elif event.message_no in evidence.deleted[event.conversation_id]:
                # What it said is gone, which is I11's to check.
                continue
            elif event.body not in [attempt.body for attempt in mine]:
                yield Violation("I3", "a stored message is not what was sent", _ids(event))
            elif not _speaks_to(evidence, event, mine[0].speaks_to):
                yield Violation("I3", "a stored message mentions others than it speaks to", _ids(event))
        elif event.kind in lives.CHANGES:
            yield from _change(evidence, event)
        elif (change := CHANGES.get(event.kind)) and (event.conversation_id, event.user_id, change) not in asked:
            yield Violation("I3", "a stored membership change was asked by nobody", _ids(event))


def _delivered(evidence: Evidence) -> Iterator[Violation]:
    stored = {(event.conversation_id, event.seq): event for events in evidence.log.values() for event in events}
    seen = [each.event for each in evidence.of(Received)] + [each.event for each in evidence.of(Applied)]
    for told in dict.fromkeys(seen):
        logged = stored.get((told.conversation_id, told.seq))
        # What was told of a message before it was deleted is not stored any more; then the attempts say what it was.
        event = lives.unsaid(told, evidence.deleted.get(told.conversation_id, {}))
        if told != event and not _was_sent(evidence, told):
            yield Violation("I3", "a message was delivered that nobody sent so", _ids(told))
        if logged is None:
            yield Violation("I3", "an event was delivered that is not in the log", _ids(event))
        elif logged != event:
            yield Violation("I3", "an event was delivered in another form than it is stored", _ids(event))


def _change(evidence: Evidence, event: Event) -> Iterator[Violation]:
    """An edit, a deletion or a reaction: somebody asked for just that."""
    number, deleted = lives.message_no_of(event), evidence.deleted[event.conversation_id]
    if (event.kind == lives.EDITED and number in deleted) or _was_asked(evidence, event):
        return
    yield Violation("I3", "a stored change of a message was asked by nobody", _ids(event))


def _was_asked(evidence: Evidence, event: Event) -> bool:
    change = {lives.EDITED: "edit", lives.DELETED: "delete", "reaction.added": "react"}.get(event.kind, "unreact")
    said = event.body if change == "edit" else lives.emoji_of(event)
    return any(
        said in (None, asked.said) and (change != "edit" or _speaks_to(evidence, event, asked.speaks_to))
        for asked in evidence.touches.get((event.conversation_id, lives.message_no_of(event), change), ())
        if asked.user_id == event.actor_id
    )


def _speaks_to(evidence: Evidence, event: Event, wanted: Sequence[str]) -> bool:
    """Whether the event mentions those of the wanted who are members at its place; none when it was deleted."""
    if event.body == lives.NOTHING:
        return True
    kinds = {each.conversation_id: each.kind for each in evidence.conversations}
    meant = {
        one
        for one in wanted
        if (one == plan.ALL and kinds[event.conversation_id] == "group") or _is_member(evidence, event, one)
    }
    return set(lives.mentions_of(event)) == meant


def _is_member(evidence: Evidence, event: Event, user_id: str) -> bool:
    memberships = evidence.memberships.get((event.conversation_id, user_id), ())
    return any(each.first < event.seq and (each.last is None or event.seq < each.last) for each in memberships)


def _was_sent(evidence: Evidence, event: Event) -> bool:
    if event.kind == lives.EDITED:
        return event.body == lives.NOTHING or _was_asked(evidence, event)
    attempts = evidence.invoked.get((event.conversation_id, event.client_message_id or ""), [])
    return event.body in {lives.NOTHING, *(attempt.body for attempt in attempts)}


def _ids(event: Event) -> dict[str, str | int]:
    ids: dict[str, str | int] = {"conversation_id": event.conversation_id, "seq": event.seq}
    return ids | ({"client_message_id": event.client_message_id} if event.client_message_id else {})
