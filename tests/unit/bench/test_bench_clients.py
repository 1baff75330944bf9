"""The client's rows: made-up times."""

import pytest

from tests.bench import clients


def test_a_row_says_how_long_most_and_the_slowest_took():
    (row,) = clients.rows_of([{"what": "a key", "times": [10.0] * 90 + [20.0] * 9 + [50.0]}])
    assert row["count"] == 100
    assert row["p50_ms"] == pytest.approx(10, rel=0.02)
    assert row["p95_ms"] == pytest.approx(20, rel=0.02)
    assert row["longest_ms"] == 50
