"""A server that dies for good: what is asked of it afterwards, and what its report says."""

import asyncio

import pytest

from deploy.failure import Failure
from deploy.verification import ending, invariants
from deploy.verification.door import Lost
from tests.unit.verification.good_run import GoodRun

LOG = {"c-1": []}


def conclude(act=None, ask=None, read=None):
    """What is found when these steps raise; each done step is noted."""
    done = []

    def step(name, problem, answer):
        async def take(*given):
            done.append((name, *given))
            if problem:
                raise problem
            return answer

        return take

    found = asyncio.run(
        ending.conclude(
            step("act", act, []), step("ask", ask, (["served"], {"c-1": {}})), step("read", read, (LOG, "the database"))
        )
    )
    return found, done


def test_of_a_server_that_answers_everything_is_known():
    found, done = conclude()
    assert done == [("act",), ("ask",), ("read", True)]
    assert (found.late, found.served, found.log, found.gone) == ([], ["served"], LOG, None)


@pytest.mark.parametrize("problem", [Failure("GET /list was refused", "look"), Lost("socket"), ConnectionError("away")])
def test_a_server_that_answers_no_more_is_judged_by_its_database(problem):
    found, done = conclude(ask=problem)
    assert done[-1] == ("read", False)
    assert found.log == LOG
    assert found.gone == str(problem)
    assert found.late == [f"the server stopped answering: {problem}"]


def test_a_server_that_is_gone_while_people_act_is_asked_nothing():
    _, done = conclude(act=Failure("nobody logs in", "look"))
    assert done == [("act",), ("read", False)]


def test_without_a_log_nothing_is_known():
    found, _ = conclude(ask=Failure("silence", "look"), read=Failure("no database", "look"))
    assert found.log is None
    assert found.gone == str(Failure("silence", "look"))


def test_a_mistake_of_our_own_is_not_taken_for_silence():
    with pytest.raises(ZeroDivisionError):
        conclude(ask=ZeroDivisionError())


def test_what_is_gone_is_a_violation_where_there_is_a_log():
    run = GoodRun()
    run.late = conclude(ask=Lost("socket"))[0].late
    (violation,) = invariants.check_all(run.evidence())["I9"]
    assert "the server stopped answering: socket" in violation.what
