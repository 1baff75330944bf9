"""The reader's rule on a device: the next event only, whatever comes how, and what is missing is fetched."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.verification.door import Answer, Lost
from deploy.verification.history import History, event_of
from deploy.verification.reader import Reader
from deploy.verification.records import Applied, Fetched

C = "c-1"


def fields(seq):
    return {
        "conversation_id": C, "seq": seq, "kind": "message.created", "at": "2026-01-01T00:00:00.000Z", "actor_id": "u",
        "message_no": seq, "client_message_id": f"m-{seq}", "data": {"body": f"body {seq}"},
    }  # fmt: skip


class Person:
    async def fresh_token(self):
        return "token"


class Pages:
    """The REST door with a log of so many events; the first answers may be given by hand."""

    def __init__(self, head, *first):
        self.head, self.first, self.calls = head, list(first), 0

    async def call(self, method, path, token=None, body=None):
        self.calls += 1
        if self.first:
            answer = self.first.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        after = int(path.split("after=")[1].split("&")[0])
        return Answer(200, {"events": [fields(seq) for seq in range(after + 1, min(self.head, after + 200) + 1)]})


def read(pages, act, cursor=0):
    """What a device has applied after `act(reader)`, once it fetches no more; and its history."""
    history = History()

    async def run():
        reader = Reader("d", Person(), pages, history)
        reader.begin(C, cursor)
        act(reader)
        async with asyncio.timeout(10):
            while reader.is_fetching:
                await asyncio.sleep(0.005)

    asyncio.run(run())
    return [record.event.seq for record in history.records if isinstance(record, Applied)], history


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr("deploy.verification.reader.JUMP_SECONDS", 0.01)
    monkeypatch.setattr("deploy.verification.reader.RETRY_SECONDS", 0.01)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 12), max_size=30))
def test_whatever_comes_in_whatever_order_is_applied_once_and_in_order(seqs):
    applied, _ = read(Pages(12), lambda reader: [reader.take(event_of(fields(seq))) for seq in seqs])
    assert applied == list(range(1, len(applied) + 1))
    assert len(applied) >= max(seqs, default=0)


def test_a_gap_is_fetched_page_by_page():
    applied, history = read(Pages(450), lambda reader: reader.gap(C, 450))
    assert applied == list(range(1, 451))
    assert [record.count for record in history.records if isinstance(record, Fetched)] == [200, 200, 50]


def test_fetching_goes_on_when_an_answer_is_lost_or_puts_off():
    busy = Answer(503, {"error": {"code": "unavailable", "message": "", "retry": 0.01}})
    pages = Pages(5, Lost("cut"), busy)
    assert read(pages, lambda reader: reader.gap(C, 5))[0] == [1, 2, 3, 4, 5]


def test_who_is_removed_meanwhile_stops_fetching():
    pages = Pages(5, Answer(404, {"error": {"code": "not_found", "message": ""}}))
    assert read(pages, lambda reader: reader.gap(C, 5))[0] == []
    assert pages.calls == 1


def test_a_conversation_that_is_not_followed_is_left_alone():
    history = History()
    reader = Reader("d", Person(), Pages(0), history)
    reader.take(event_of(fields(1)))
    assert history.records == []


def test_beginning_anew_never_goes_back():
    def act(reader):
        reader.begin(C, 3, anew=True)
        reader.begin(C, 7)
        reader.take(event_of(fields(6)))

    assert read(Pages(0), act, cursor=5)[0] == [6]
