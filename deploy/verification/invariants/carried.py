"""I12: what a message carries is what was uploaded, whole, for members alone, and gone with the message.

Who comes and goes while people act may be answered either way, and so may whoever asks while a message is being
deleted. In the end there is one right answer.
"""

import math
from collections.abc import Iterator

import msgspec

from deploy.verification import lives
from deploy.verification.evidence import Evidence, Membership, Violation
from deploy.verification.records import Downloaded, Event, Received, Uploaded, UploadRefused

GIVEN, GONE, NO_ANSWER = 200, 404, 0


def check(evidence: Evidence) -> Iterator[Violation]:
    for refusal in evidence.of(UploadRefused):
        yield Violation("I12", f"a sound file was refused ({refusal.code})", {"user_id": refusal.user_id})
    files = {file.attachment_id: file for file in evidence.of(Uploaded)}
    for file in files.values():
        if not _is_described(file):
            yield Violation("I12", "a file is described otherwise than it is", {"attachment_id": file.attachment_id})
    yield from _told(evidence, files)
    yield from _fetched(evidence, files)


def _is_described(file: Uploaded) -> bool:
    told = msgspec.json.decode(file.told)
    is_sized = file.size == told["size"] or file.looks.width > 0
    return is_sized and (told["name"], told.get("width", 0), told.get("height", 0)) == (
        file.name,
        file.looks.width,
        file.looks.height,
    )


def _told(evidence: Evidence, files: dict[str, Uploaded]) -> Iterator[Violation]:
    """Events name the files of their send, in its order, and say of them what was said when they were uploaded."""
    stored = [event for events in evidence.log.values() for event in events]
    for event in dict.fromkeys([*stored, *(each.event for each in evidence.of(Received))]):
        attempts = evidence.invoked.get((event.conversation_id, event.client_message_id or ""))
        # What nobody sent is for I3 to find, and what is left of deleted messages for I11.
        if not attempts or event == lives.unsaid(event, (event.message_no,)):
            continue
        expected = [msgspec.json.decode(files[one].told) for one in attempts[0].attachment_ids]
        if lives.attached(event) != expected:
            ids: dict[str, str | int] = {"conversation_id": event.conversation_id, "seq": event.seq}
            yield Violation("I12", "a message is told with other files than it was sent with", ids)


def _fetched(evidence: Evidence, files: dict[str, Uploaded]) -> Iterator[Violation]:
    carrying = {
        attachment_id: event
        for place, events in evidence.stored.items()
        for event in events
        for attempt in evidence.invoked.get(place, ())[:1]
        for attachment_id in attempt.attachment_ids
    }
    for answer in evidence.of(Downloaded):
        event = carrying.get(answer.attachment_id)
        if event is not None and (what := _wrong(evidence, answer, event, files[answer.attachment_id])):
            ids: dict[str, str | int] = {"conversation_id": event.conversation_id, "seq": event.seq}
            ids |= {"attachment_id": answer.attachment_id, "user_id": answer.user_id}
            yield Violation("I12", what, ids)


def _wrong(evidence: Evidence, answer: Downloaded, event: Event, file: Uploaded) -> str | None:
    """What is wrong with an answer to somebody who wanted a file of this message."""
    message = event.conversation_id, event.message_no or 0
    memberships = evidence.memberships.get((event.conversation_id, answer.user_id), [])
    is_the_end = answer.asked_at >= _end(evidence)
    is_member = any(each.last is None for each in memberships)
    is_outside = not memberships or (is_the_end and not is_member)
    is_deleted = message[1] in evidence.deleted[message[0]] and (
        is_the_end or answer.asked_at >= evidence.deletions_answered.get(message, math.inf)
    )
    if answer.status == GIVEN:
        if is_deleted:
            return "a file of a deleted message is still given"
        # Their own, as long as the server has not written down that it was sent.
        if is_outside and answer.user_id != file.user_id:
            return "a file was given to somebody who does not belong to its conversation"
        return None if _is_whole(answer, file) else "a file came otherwise than it was sent"
    if answer.status == NO_ANSWER:
        return "nothing whole came of a file" if is_the_end else None
    if answer.status != GONE:
        return f"a file was refused with status {answer.status}"
    may_be_deleted = is_deleted or any(asked.t <= answer.t for asked in evidence.touches.get((*message, "delete"), ()))
    is_certain = is_member if is_the_end else memberships == [Membership(0, None)]
    return "a member was not given a file" if is_certain and not may_be_deleted else None


def _end(evidence: Evidence) -> float:
    ends = (evidence.phase("settled"), evidence.phase("unsettled"))
    return next((t for t in ends if t is not None), math.inf)


def _is_whole(answer: Downloaded, file: Uploaded) -> bool:
    """A small picture is redrawn pixel for pixel; its thumbnail has its size."""
    if answer.looks is None or not answer.is_thumbnail:
        return answer.looks == file.looks
    return (answer.looks.width, answer.looks.height) == (file.looks.width, file.looks.height)
