"""Events and frames: what is written can be read, what is not a frame is refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common import events, frames
from services.common.errors import ErrorBody, NotFound, Problem, TooMany, Unavailable, from_body

ID = "0123456789abcdef01234567"


def message_created(**changes):
    values = {
        "conversation_id": ID,
        "seq": 1,
        "at": "2026-11-23T01:02:03.456Z",
        "actor_id": ID,
        "message_no": 1,
        "client_message_id": "m-1",
        "data": events.MessageCreatedData(body="hello"),
    }
    return events.MessageCreated(**{**values, **changes})


@given(body=st.text(max_size=200), seq=st.integers(1, 2**53 - 1))
def test_an_event_survives_the_wire(body, seq):
    event = message_created(seq=seq, data=events.MessageCreatedData(body=body))
    assert events.decode(events.encode(event)) == event


def test_an_event_looks_as_the_protocol_says():
    assert msgspec.json.decode(events.encode(message_created())) == {
        "type": "event",
        "kind": "message.created",
        "conversation_id": ID,
        "seq": 1,
        "at": "2026-11-23T01:02:03.456Z",
        "actor_id": ID,
        "message_no": 1,
        "client_message_id": "m-1",
        "data": {"body": "hello"},
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "hello"}',
        '{"type": "hello", "token": {"$gt": ""}, "device_id": "d"}',
        '{"type": "send", "ref": "", "conversation_id": "x", "client_message_id": "m", "body": "b"}',
        f'{{"type": "send", "ref": "r", "conversation_id": "{ID}", "client_message_id": "{"m" * 65}", "body": "b"}}',
        f'{{"type": "send", "ref": "r", "conversation_id": "{ID}", "client_message_id": "m", "body": {{"$gt": ""}}}}',
        f'{{"type": "read", "conversation_id": "{ID}", "message_no": -1}}',
        f'{{"type": "typing", "conversation_id": "{ID}", "sudo": true}}',
        '{"type": "watch", "user_ids": "all"}',
        '{"type": "nonsense"}',
        "[]",
        "null",
        "",
    ],
)
def test_what_is_not_a_frame_is_refused(text):
    with pytest.raises((msgspec.ValidationError, msgspec.DecodeError)):
        frames.decode(text)


@pytest.mark.parametrize(
    "problem",
    [
        NotFound("conversation"),
        Unavailable(retry=3.0),
        TooMany("Slow down.", retry=1.5),
        Problem("Something went wrong."),
    ],
)
def test_an_error_keeps_its_meaning_across_the_bus(problem):
    body = msgspec.json.decode(msgspec.json.encode(problem.body()), type=ErrorBody)
    again = from_body(problem.status, body.error)
    assert type(again) is type(problem)
    assert (again.status, again.body()) == (problem.status, problem.body())
