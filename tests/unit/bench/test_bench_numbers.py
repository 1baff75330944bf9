"""The pure parts of the benchmark: histograms, percentiles, /proc, tables."""

import pytest

from tests.bench import costs, tables
from tests.bench.histograms import Histogram, bucket_of, upper_bound


@pytest.mark.parametrize("value", [0, 1, 127, 128, 129, 1_000, 65_535, 65_536, 1_234_567, 3_600_000_000])
def test_a_bucket_is_at_most_1_6_percent_wide(value):
    bucket = bucket_of(value)
    assert value <= upper_bound(bucket) <= value * (1 + 1 / 64)
    assert bucket_of(upper_bound(bucket)) == bucket
    assert bucket_of(upper_bound(bucket) + 1) == bucket + 1


def test_percentiles_are_of_all_values():
    histogram = Histogram.of_seconds([number / 1000 for number in range(1, 101)])
    assert histogram.milliseconds(0.5) == pytest.approx(50, rel=0.016)
    assert histogram.milliseconds(0.99) == pytest.approx(99, rel=0.016)
    assert histogram.milliseconds(1) == 100


def test_one_slow_value_in_fifty_is_the_p99():
    histogram = Histogram.of_seconds([0.001] * 49 + [2.0])
    assert histogram.milliseconds(0.5) == pytest.approx(1, rel=0.016)
    assert histogram.milliseconds(0.99) == 2_000


def test_added_histograms_are_as_one():
    fast, slow = Histogram.of_seconds([0.001] * 99), Histogram.of_seconds([1.0] * 99)
    both = fast + slow
    assert len(both) == 198
    assert both.milliseconds(0.5) == pytest.approx(1, rel=0.016)
    assert both.summary() == {"count": 198, "p50_ms": both.milliseconds(0.5), "p99_ms": 1_000, "longest_ms": 1_000}


def test_nothing_has_no_percentiles():
    assert Histogram().summary() == {"count": 0, "p50_ms": None, "p99_ms": None, "longest_ms": None}


def test_what_the_generator_wrote_is_read():
    histogram = Histogram.of_report({"longest": 5_000, "counts": {"100": 3, str(bucket_of(5_000)): 1}})
    assert len(histogram) == 4
    assert histogram.milliseconds(0.5) == 0.1
    assert histogram.milliseconds(0.99) == 5


def test_cpu_time_is_found_behind_any_program_name():
    ticks = costs.TICKS_PER_SECOND
    stat = f"42 (a) b (c)) S 1 42 42 0 -1 4194560 900 0 0 0 {3 * ticks} {2 * ticks} 7 7 20 0 1 0 100 1000 200"
    assert costs.parse_stat(stat) == 5


def test_the_machine_is_busy_with_everything_but_waiting():
    ticks = costs.TICKS_PER_SECOND
    stat = f"cpu  {ticks} {ticks} {ticks} {500 * ticks} {70 * ticks} {ticks} {ticks} 0 0 0\ncpu0 1 2 3"
    assert costs.parse_machine(stat) == 5


def test_the_busiest_is_one_process_and_programs_are_added_up():
    before = costs.Reading(10.0, {("chat", 1): 1.0, ("chat", 2): 1.0, ("mongo", 3): 5.0}, 0.0)
    after = costs.Reading(14.0, {("chat", 1): 3.0, ("chat", 2): 2.0, ("mongo", 3): 7.5, ("nats", 4): 0.5}, 9.0)
    spent = costs.spent(before, after)
    assert spent.by_program == {"chat": 3.0, "mongo": 2.5, "nats": 0.5}
    assert (spent.busiest, spent.busiest_share) == ("mongo", 2.5 / 4)
    assert (spent.total, spent.machine_seconds) == (6.0, 9.0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12_345, "12,345"),
        (123.4, "123"),
        (12.345, "12.3"),
        (1.2345, "1.23"),
        (0.0567, "0.06"),
        (None, "–"),
        (0, "0.00"),
    ],
)
def test_numbers_are_shown_as_exactly_as_they_are_known(value, shown):
    assert tables.significant(value) == shown


def test_tables_align_numbers_right_and_show_what_is_missing():
    columns = (tables.text("server", "server"), tables.number("p99 ms", "p99"))
    rows = [{"server": "ws", "p99": 1234.5}, {"server": "Natter", "p99": None}]
    assert tables.plain(columns, rows) == "server  p99 ms\nws       1,234\nNatter       –"
    assert tables.markdown(columns, rows).splitlines()[1] == "|:--|--:|"
