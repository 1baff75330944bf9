"""The sender's rule: the same id again until there is a yes or a final no, one send at a time."""

import asyncio

import pytest

from deploy.verification import plan
from deploy.verification.door import Answer, Lost
from deploy.verification.history import History
from deploy.verification.outbox import Lane
from deploy.verification.records import Acked, Invoked, Refused, Unanswered

SEND = plan.Send(0.0, 1, 0, 0, "rest", 20, 1, False, "")
BUSY = Answer(503, {"error": {"code": "unavailable", "message": "", "retry": 0.01}})
TOO_LONG = Answer(422, {"error": {"code": "invalid_input", "message": "", "retry": None}})
EXPIRED = Answer(401, {"error": {"code": "unauthenticated", "message": ""}})


def ack(fields, seq=1, duplicate=False):
    return {
        "conversation_id": "c-1", "client_message_id": fields["client_message_id"], "seq": seq, "message_no": seq,
        "at": "", "duplicate": duplicate,
    }  # fmt: skip


class Person:
    user_id = "u-1"

    def __init__(self):
        self.refused = []

    async def fresh_token(self, refused=None):
        self.refused += [refused] if refused else []
        return "token"


class Door:
    """Answers by hand, then yes."""

    def __init__(self, *answers):
        self.answers, self.ids = list(answers), []

    async def call(self, method, path, token=None, body=None):
        self.ids.append(body["client_message_id"])
        answer = self.answers.pop(0) if self.answers else Answer(201, ack(body, len(self.ids)))
        if isinstance(answer, Exception):
            raise answer
        return answer


class Line:
    """A socket that answers with these, one a frame; `None` never comes, an error ends the line."""

    is_caught_up = True

    def __init__(self, *answers):
        self.answers, self.frames, self.dropped = list(answers), [], 0

    async def ask(self, frame):
        self.frames.append(frame)
        waiting = asyncio.get_running_loop().create_future()
        answer = self.answers.pop(0) if self.answers else {"type": "ack", **ack(frame)}
        if isinstance(answer, Exception):
            waiting.set_exception(answer)
        elif answer is not None:
            waiting.set_result(answer)
        return waiting

    def drop(self):
        self.dropped += 1


class Device:
    name, is_level = "d", True

    def __init__(self, line):
        self.line = line

    def raise_if_failed(self):
        pass


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr("deploy.verification.outbox.PAUSE_LIMIT_SECONDS", 0.01)
    monkeypatch.setattr("deploy.verification.outbox.ANSWER_SECONDS", 0.05)
    monkeypatch.setattr("deploy.verification.outbox.OTHER_DOOR_CHANCE", 0.0)


def send(*sends, door=None, line=None, person=None):
    """The history after these sends."""
    history = History()
    lane = Lane(person or Person(), Device(line or Line()), "c-1", door or Door(), history, "run", 1)

    async def run():
        async with asyncio.timeout(10):
            await lane.send_all(list(sends), lambda: 1.0, lambda: False)

    asyncio.run(run())
    return history.records


def of(records, kind):
    return [record for record in records if isinstance(record, kind)]


def test_a_lost_answer_is_asked_for_again_under_the_same_id():
    door = Door(Lost("cut"), BUSY, Lost("cut"))
    records = send(SEND, door=door)
    assert len(set(door.ids)) == 1
    assert [attempt.attempt for attempt in of(records, Invoked)] == [1, 2, 3, 4]
    assert len(of(records, Unanswered)) == 2
    assert len(of(records, Acked)) == 1


def test_a_final_no_is_not_argued_with():
    door = Door(TOO_LONG)
    records = send(SEND, door=door)
    assert len(door.ids) == 1
    assert [refusal.is_final for refusal in of(records, Refused)] == [True]


def test_a_no_for_now_is_waited_out():
    records = send(SEND, door=Door(BUSY, BUSY))
    assert [refusal.is_final for refusal in of(records, Refused)] == [False, False]
    assert len(of(records, Acked)) == 1


def test_an_ended_token_is_renewed():
    person = Person()
    assert len(of(send(SEND, door=Door(EXPIRED), person=person), Acked)) == 1
    assert person.refused == ["token"]


def test_the_next_send_waits_for_the_one_before():
    door = Door(Lost("cut"), BUSY)
    send(SEND, plan.Send(0.0, 2, 0, 0, "rest", 20, 1, False, ""), door=door)
    assert door.ids == ["run-1"] * 3 + ["run-2"]


@pytest.mark.parametrize("lost", [None, Lost("the line was lost")])
def test_a_socket_that_does_not_answer_is_unknown_and_asked_again(lost):
    line = Line(lost)
    records = send(plan.Send(0.0, 1, 0, 0, "socket", 20, 1, False, ""), line=line)
    assert len(of(records, Unanswered)) == 1
    assert len({frame["client_message_id"] for frame in line.frames}) == 1
    assert len(of(records, Acked)) == 1


def test_a_doubled_frame_is_written_twice_once():
    line = Line(Lost("cut"))
    records = send(plan.Send(0.0, 1, 0, 0, "socket", 20, 2, False, ""), line=line)
    # Both copies of the first attempt, then one.
    assert len(line.frames) == 3
    assert [attempt.copies for attempt in of(records, Invoked)] == [2, 1]


def test_a_line_is_dropped_right_after_the_frame_and_only_the_first_time():
    line = Line(Lost("cut"), Lost("cut"))
    send(plan.Send(0.0, 1, 0, 0, "socket", 20, 1, True, ""), line=line)
    assert line.dropped == 1
