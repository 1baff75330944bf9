"""A range of time is walked through without gap or overlap, in portions that the database answers quickly."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.portions import BUSY_SECONDS, SHORTEST, Portions

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Database:
    """Takes `per_document` seconds for each of `density` documents a second, and some for every question."""

    def __init__(self, density, per_document=6e-5, per_question=4e-4):
        self.density, self.per_document, self.per_question = density, per_document, per_question
        self.time, self.rested, self.busy = 0.0, 0.0, []

    def sleep(self, seconds):
        self.rested += seconds

    def look(self, since, until):
        spent = self.per_question + (until - since).total_seconds() * self.density * self.per_document
        self.time += spent
        self.busy.append(spent)

    def look_through(self, until, since):
        found = []
        for portion in Portions(self.sleep, lambda: self.time).back(until, since):
            self.look(*portion)
            found.append(portion)
        return found


@given(seconds=st.floats(0, 3_000), density=st.floats(0, 10_000))
def test_every_moment_is_looked_at_once_the_latest_first(seconds, density):
    begin, database = NOON - timedelta(seconds=seconds), Database(density, per_document=1e-6)
    found = database.look_through(NOON, begin)
    edges = [NOON, *(since for since, _ in found)]
    assert [until for _, until in found] == edges[:-1]
    assert edges[-1] == begin
    assert edges == sorted(edges, reverse=True)


@pytest.mark.parametrize("density", [1, 80, 2_000])
def test_no_portion_keeps_the_database_for_long(density):
    database = Database(density)
    found = database.look_through(NOON, NOON - timedelta(minutes=10))
    # The first one is chosen without knowing anything.
    assert max(database.busy[1:]) < 5 * BUSY_SECONDS
    assert database.rested > 2 * sum(database.busy)
    assert all(until - since >= SHORTEST for since, until in found[:-1])


def test_where_nothing_is_few_questions_are_asked():
    assert len(Database(0).look_through(NOON, NOON - timedelta(days=60))) < 20
