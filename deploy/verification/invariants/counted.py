"""I8: what lists say of unread messages, mentions and read positions is what a recount of the log gives.

A read position must be at least what the server has promised (or the user's own last message), at most what was ever
asked for, and never be seen to go back.
"""

import bisect
from collections import defaultdict
from collections.abc import Iterator

from deploy.verification import lives, plan
from deploy.verification.evidence import Evidence, Place, Violation
from deploy.verification.records import ReadAsked, ReadSeen
from deploy.verification.settling import Served


def check(evidence: Evidence) -> Iterator[Violation]:
    yield from _recount(evidence)
    yield from _backward(evidence)


def _recount(evidence: Evidence) -> Iterator[Violation]:
    promised, asked = _bounds(evidence)
    numbers = {
        conversation_id: [event.message_no for event in events if event.message_no is not None]
        for conversation_id, events in evidence.log.items()
    }
    shown = {conversation_id: lives.after(events) for conversation_id, events in evidence.log.items()}
    for served in evidence.served:
        place = (served.conversation_id, served.user_id)
        events, messages = evidence.log[served.conversation_id], numbers[served.conversation_id]
        ids: dict[str, str | int] = {"conversation_id": place[0], "user_id": place[1]}
        unread = len(messages) - bisect.bisect_right(messages, served.read_message_no)
        expected = (
            ("last_seq", served.last_seq, events[-1].seq if events else 0),
            ("last_message_no", served.last_message_no, len(messages)),
            ("unread", served.unread, unread),
            ("mentions", served.mentions, _mentions(shown[served.conversation_id], served)),
        )
        for name, is_said, is_counted in expected:
            if is_said != is_counted:
                yield Violation("I8", f"{name} is told as {is_said}, the log counts {is_counted}", ids)
        least = promised.get(place, 0)
        most = max(least, min(asked.get(place, 0), len(messages)))
        if not least <= served.read_message_no <= most:
            said = f"a read position is told as {served.read_message_no}, it must be {least}"
            yield Violation("I8", said if least == most else f"{said} to {most}", ids)


def _mentions(shown: dict[int, lives.Shown], served: Served) -> int:
    """The unread messages that speak to this member, as they are now."""
    names = {served.user_id, plan.ALL}
    unread = (one for message_no, one in shown.items() if message_no > served.read_message_no)
    return sum(1 for one in unread if names.intersection(one.mentions))


def _bounds(evidence: Evidence) -> tuple[dict[Place, int], dict[Place, int]]:
    """The positions that the server has promised, and the highest that were asked for."""
    promised: dict[Place, int] = defaultdict(int)
    asked: dict[Place, int] = defaultdict(int)
    for conversation_id, events in evidence.log.items():
        last_message_no = 0
        for event in events:
            last_message_no = event.message_no or last_message_no
            # Who sends has read up to there; who is taken in begins at the head.
            reader = event.actor_id if event.message_no else event.user_id if event.kind == "member.added" else None
            if reader:
                place = (conversation_id, reader)
                promised[place] = max(promised[place], last_message_no)
    for seen in evidence.of(ReadSeen):
        if seen.is_promised:
            place = (seen.conversation_id, seen.user_id)
            promised[place] = max(promised[place], seen.message_no)
    for ask in evidence.of(ReadAsked):
        place = (ask.conversation_id, ask.user_id)
        asked[place] = max(asked[place], ask.message_no)
    return promised, asked


def _backward(evidence: Evidence) -> Iterator[Violation]:
    """A question that was put after an answer had come must not be answered with less, as far as it goes at all.

    A `ready` tells of a conversation as it is announced, which may be a moment behind: what it lacks follows as events.
    A position beyond its last message cannot be told by it.
    """
    by_place: dict[Place, list[ReadSeen]] = defaultdict(list)
    for seen in evidence.of(ReadSeen):
        by_place[seen.conversation_id, seen.user_id].append(seen)
    for place, all_seen in by_place.items():
        answered: list[float] = []
        highest: list[int] = []
        for seen in all_seen:
            known = bisect.bisect_left(answered, seen.asked_at)
            least = highest[known - 1] if known else 0
            if seen.message_no < (least if seen.up_to is None else min(least, seen.up_to)):
                ids: dict[str, str | int] = {"conversation_id": place[0], "user_id": place[1]}
                what = f"a read position went back from {least} to {seen.message_no}"
                yield Violation("I8", what, ids)
            answered.append(seen.t)
            highest.append(max(seen.message_no, highest[-1] if highest else 0))
