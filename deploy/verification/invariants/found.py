"""I13: a member finds a message by any piece of what it says; nobody does by what it said before, or from outside."""

from collections.abc import Iterator

from deploy.verification.evidence import Evidence, Violation
from deploy.verification.records import Searched
from deploy.verification.searching import SAID, SAYS


def check(evidence: Evidence) -> Iterator[Violation]:
    for search in evidence.of(Searched):
        is_found = (search.conversation_id, search.message_no) in search.hits
        ids: dict[str, str | int] = {
            "conversation_id": search.conversation_id, "message_no": search.message_no, "user_id": search.user_id,
            "query": search.query,
        }  # fmt: skip
        if search.why == SAYS and not is_found:
            yield Violation("I13", "a message is not found by what it says", ids)
        if search.why == SAID and is_found:
            yield Violation("I13", "a message is found by what it says no more", ids)
        for conversation_id in sorted({found for found, _ in search.hits}):
            if not evidence.is_member_now(conversation_id, search.user_id):
                where = {"found_in": conversation_id}
                yield Violation("I13", "somebody finds what is said where they do not belong", {**ids, **where})
