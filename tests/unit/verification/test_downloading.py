"""Fetching files: asked for until there is a whole answer, which is written down as it came."""

import asyncio

import pytest

from deploy.verification import contents, downloading, plan
from deploy.verification.door import Lost
from deploy.verification.history import History
from deploy.verification.records import Looks

FILE = plan.File("1-0.bin", 2_000)
RAW = contents.content(1, FILE)


class Person:
    user_id = "u-1"

    def __init__(self):
        self.refused = []

    async def fresh_token(self, refused=None):
        self.refused += [refused] if refused else []
        return "token"


class Door:
    """Answers by hand, then nothing any more."""

    def __init__(self, *answers):
        self.answers = list(answers)

    async def fetch(self, path, token):
        answer = self.answers.pop(0) if self.answers else Lost("silence")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(downloading, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(downloading, "ASK_SECONDS", 0.1)


def download(*answers, person=None):
    history = History()
    asyncio.run(downloading.download(Door(*answers), history, person or Person(), "f-1", is_picture=False))
    (written,) = history.records
    return written.status, written.looks


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        pytest.param([(200, RAW)], (200, contents.looks(RAW, is_picture=False)), id="the file"),
        pytest.param([(200, RAW[:-1])], (200, contents.looks(RAW[:-1], is_picture=False)), id="too little of it"),
        pytest.param([(404, b"{}")], (404, None), id="none"),
        pytest.param([Lost("cut"), (503, b""), (404, b"{}")], (404, None), id="in the end"),
        pytest.param([(503, b"")], (0, None), id="never"),
    ],
)
def test_what_came_is_written_down(answers, written):
    assert download(*answers) == written


def test_an_ended_token_is_renewed():
    person = Person()
    status, looks = download((401, b""), (200, b"x"), person=person)
    assert (status, person.refused) == (200, ["token"])
    assert isinstance(looks, Looks)
