"""Expiry: every removal gets its turn, whatever happens to the others."""

from datetime import UTC, datetime

from services.common.errors import Unavailable
from services.common.expiry import Expiry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_removal_that_fails_does_not_keep_the_others_from_theirs():
    asked = []

    def remove_nothing(now):
        raise Unavailable()

    def remove_some(now):
        asked.append(now)
        return 3

    Expiry([remove_nothing, remove_some], now=lambda: NOON).once()
    assert asked == [NOON]
