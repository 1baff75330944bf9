"""Logs: one JSON object a line, gathered by workers, never late for what needs a look."""

import io
import json

import gevent
import pytest

from services.common import logs


class Pipe(io.StringIO):
    """Remembers the pieces that were written."""

    def __init__(self):
        super().__init__()
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)
        return super().write(text)

    @property
    def events(self):
        return [json.loads(line)["event"] for piece in self.pieces for line in piece.splitlines()]


@pytest.fixture
def pipe(monkeypatch):
    pipe = Pipe()
    monkeypatch.setitem(logs._state, "stream", pipe)
    monkeypatch.setitem(logs._state, "gathers", False)
    monkeypatch.setitem(logs._state, "threshold", logs.LEVELS["info"])
    yield pipe
    logs.flush()


@pytest.fixture
def log():
    return logs.get_logger("test")


def test_before_the_fork_each_line_is_written_at_once(pipe, log):
    log.info("one")
    log.info("two")
    assert len(pipe.pieces) == 2


def test_a_worker_writes_lines_together_a_moment_later(pipe, log):
    logs.gather()
    for event in ("one", "two", "three"):
        log.info(event)
    assert pipe.pieces == []
    with gevent.Timeout(5):
        while not pipe.pieces:
            gevent.sleep(0.01)
    assert len(pipe.pieces) == 1
    assert pipe.events == ["one", "two", "three"]


def test_a_warning_is_written_at_once_behind_what_came_before(pipe, log):
    logs.gather()
    log.info("before")
    log.warning("look")
    assert pipe.events == ["before", "look"]


def test_no_piece_is_longer_than_a_pipe_takes_in_one(pipe, log):
    logs.gather()
    for number in range(100):
        log.info("line", number=number, padding="x" * 300)
    logs.flush()
    assert max(len(piece) for piece in pipe.pieces) <= logs.WRITE_BYTES
    assert all(piece.endswith("\n") for piece in pipe.pieces)
    assert len(pipe.events) == 100
