"""Waiting for programs: it ends, well or with what the program last said."""

import itertools
import os

import pytest

from deploy import locks, progress
from deploy.failure import Failure
from deploy.stack import readiness
from deploy.stack.program import Program


def program(is_ready, seconds=60.0, after_start=None):
    return Program(name="chat", command=(), port=1, is_ready=is_ready, ready_seconds=seconds, after_start=after_start)


def never(name):
    return None


def test_waiting_ends_when_all_answer_and_then_does_what_comes_after(tmp_path):
    answers = itertools.chain([False, False], itertools.repeat(True))
    done = []
    one = program(lambda: next(answers), after_start=lambda: done.append("after"))
    readiness.wait([one], never, lambda name: tmp_path / "chat.log")
    assert done == ["after"]


def test_a_program_that_is_not_ready_in_time_is_shown_with_its_last_words(tmp_path):
    (tmp_path / "chat.log").write_text("".join(f"line {number}\n" for number in range(100)))
    with pytest.raises(Failure) as caught:
        readiness.wait([program(lambda: False, seconds=0.0)], never, lambda name: tmp_path / "chat.log")
    shown = str(caught.value)
    assert "chat did not become ready within 0 s" in shown
    assert "line 99" in shown
    assert "line 50" not in shown
    assert shown.endswith(f"Log: {tmp_path / 'chat.log'}")


def test_a_program_that_gave_up_is_not_waited_for(tmp_path):
    with pytest.raises(Failure, match="chat ended 3 times; the last it said was nothing"):
        readiness.wait([program(lambda: False)], lambda name: "ended 3 times", lambda name: tmp_path / "none.log")


def test_two_at_once_do_not_work_in_the_same_folder(tmp_path):
    with (
        locks.only_one(tmp_path, "installing"),
        pytest.raises(Failure, match=r"another \./natter has been installing"),
        locks.only_one(tmp_path, "installing", wait_seconds=0.0),
    ):
        pass
    with locks.only_one(tmp_path, "installing", wait_seconds=0.0):
        pass


def test_a_lock_leaves_nothing_behind(tmp_path):
    with locks.only_one(tmp_path, "installing"):
        assert os.listdir(tmp_path) == []


class Terminal:
    def __init__(self, is_terminal):
        self.text, self._is_terminal = "", is_terminal

    def isatty(self):
        return self._is_terminal

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_progress_says_what_how_long_and_how_much_is_left(monkeypatch):
    clock = itertools.count(0.0, 10.0)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    out = Terminal(False)
    with progress.step("packages", total=40, out=out) as step:
        step.at(10, "flask")
    assert "  packages: 10 of 40, " in out.text
    assert " left flask\n" in out.text
    assert out.text.splitlines()[-1].startswith("  packages: done in ")


def test_progress_on_a_terminal_is_one_line():
    out = Terminal(True)
    with progress.step("packages", total=4, out=out):
        pass
    assert out.text.count("\n") == 1


def test_progress_of_a_failed_step_does_not_claim_to_be_done():
    out = Terminal(True)
    with pytest.raises(ZeroDivisionError), progress.step("packages", out=out):
        raise ZeroDivisionError
    assert "done" not in out.text
