"""W, the rule of the wire: on one connection the events of a conversation come from its cursor on, each once, in order.

Where the line may begin to speak of a conversation is said by `ready` (the hello's cursor, or the head) and by
`joined`. The only jumps are a `gap`, which begins where the line stands, and one to the user's own removal: who is
removed while a line is caught up may not be told what came before, only that it is over. The reader's rule would hide
a server that breaks this, which is why it is checked here. Who may hear it at all is the matter of private.py.
"""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Connected, GapTold, JoinedTold, Received

Places = dict[str, int]


def check(evidence: Evidence) -> Iterator[Violation]:
    lines: dict[int, Places] = {}
    for record in evidence.records:
        if isinstance(record, Connected):
            cursors = record.cursors if record.is_same_epoch else {}
            lines[record.connection] = {each: cursors.get(each, head) for each, head in record.heads.items()}
        elif isinstance(record, JoinedTold):
            lines.setdefault(record.connection, {})[record.conversation_id] = record.last_seq
        elif isinstance(record, GapTold):
            yield from _gap(record, lines.setdefault(record.connection, {}))
        elif isinstance(record, Received):
            yield from _event(record, lines.setdefault(record.connection, {}), evidence)


def _gap(gap: GapTold, places: Places) -> Iterator[Violation]:
    place = places.get(gap.conversation_id)
    if place is None or gap.first != place + 1:
        ids = {"conversation_id": gap.conversation_id, "seq": gap.first, "connection": gap.connection}
        yield Violation("W", f"a gap from {gap.first} was told to a line that stands at {place}", ids)
    places[gap.conversation_id] = max(gap.last, place or 0)


def _event(record: Received, places: Places, evidence: Evidence) -> Iterator[Violation]:
    event, owner = record.event, evidence.owners.get(record.connection)
    place = places.get(event.conversation_id)
    what = None
    if owner is None:
        what = "an event came before `ready`"
    elif place is None:
        what = "an event came of a conversation that the line does not follow"
    elif event.seq <= place:
        what = f"event {event.seq} came again, the line stands at {place}"
    elif event.seq > place + 1 and (event.kind, event.user_id) != ("member.removed", owner.user_id):
        what = f"the line jumped from {place} to {event.seq} without a gap"
    if what:
        ids = {"conversation_id": event.conversation_id, "seq": event.seq, "connection": record.connection}
        yield Violation("W", what, ids)
    places[event.conversation_id] = max(event.seq, place or 0)
