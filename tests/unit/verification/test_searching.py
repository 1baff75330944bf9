"""Questions: pieces that are really in a message, or really are no more, put by members or by strangers."""

import msgspec
import pytest

from deploy.verification import lives, plan, planning, searching
from deploy.verification.evidence import Evidence
from deploy.verification.history import digest
from deploy.verification.records import Event
from deploy.verification.stage import Conversation

PLAN = planning.make(plan.Wanted(seed=3, seconds=20))
PEOPLE = [(f"u-{place}", f"verify-0a1b2c3d-{place}") for place in range(len(PLAN.people))]
NAMES = [username for _, username in PEOPLE]
EDITED, DELETED = 5, 7
"""Of so many messages one is."""


def stored():
    """What the log would be if all went well, and what each message says now and said before."""
    log, texts = {}, {}
    edit = next(touch.said(3, NAMES) for touch in PLAN.touches if touch.change == "edit")
    for send in (send for send in PLAN.sends if not send.fault):
        conversation_id = f"c-{send.talk}"
        events = log.setdefault(conversation_id, [])
        message_no = 1 + sum(1 for event in events if event.message_no)
        body = plan.body(3, send, NAMES)
        is_deleted, is_edited = send.number % DELETED == 0, send.number % EDITED == 0
        names = {"message_no": message_no, "client_message_id": f"run-{send.number}"}
        events.append(event(events, conversation_id, "message.created", body="" if is_deleted else body, **names))
        if is_deleted or is_edited:
            rest = msgspec.json.encode({"message_no": message_no}).decode()
            kind = lives.DELETED if is_deleted else lives.EDITED
            events.append(event(events, conversation_id, kind, body=None if is_deleted else edit, rest=rest))
        texts[conversation_id, message_no] = (None if is_deleted else edit if is_edited else body, body)
    return log, texts


def event(events, conversation_id, kind, *, body, message_no=None, client_message_id=None, rest=""):
    return Event(
        conversation_id, len(events) + 1, kind, "2026-01-01T00:00:00.000Z", "u-0", message_no, client_message_id, None,
        None if body is None else digest(body), rest,
    )  # fmt: skip


LOG, TEXTS = stored()
TALKS = {
    f"c-{place}": Conversation(f"c-{place}", talk.kind, [PEOPLE[one][0] for one in talk.members])
    for place, talk in enumerate(PLAN.talks)
}
QUESTIONS = searching.questions(PLAN, PEOPLE, Evidence([], LOG, list(TALKS.values())))


def of(why):
    return [question for question in QUESTIONS if question.why == why]


def piece(question):
    return question.query.strip('"')


@pytest.mark.parametrize("why", searching.COUNTS)
def test_there_are_as_many_questions_of_each_kind_as_there_should_be(why):
    assert len(of(why)) == searching.COUNTS[why]


def test_members_look_for_what_messages_say_now():
    for question in of(searching.SAYS):
        now, _ = TEXTS[question.conversation_id, question.message_no]
        assert all(word in now for word in ([piece(question)] if '"' in question.query else question.query.split()))
        assert PEOPLE[question.person][0] in TALKS[question.conversation_id].members


def test_members_look_for_what_messages_said_before_they_were_edited_or_deleted():
    is_deleted = set()
    for question in of(searching.SAID):
        now, before = TEXTS[question.conversation_id, question.message_no]
        assert piece(question) in before
        assert piece(question) not in (now or "")
        is_deleted.add(now is None)
    assert is_deleted == {True, False}


def test_strangers_look_for_what_is_none_of_their_business():
    for question in of(searching.PRIVATE):
        assert PEOPLE[question.person][0] not in TALKS[question.conversation_id].members
    assert {question.is_there for question in of(searching.PRIVATE)} == {True, False}


def test_the_same_run_is_asked_the_same():
    assert searching.questions(PLAN, PEOPLE, Evidence([], LOG, list(TALKS.values()))) == QUESTIONS
