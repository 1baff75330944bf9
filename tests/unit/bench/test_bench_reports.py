"""What a run says about itself: verdicts, picture, page. Pure parts; made-up numbers."""

import xml.etree.ElementTree as ElementTree

import pytest

from tests.bench import fanout, pictures, reports, suite, targets
from tests.bench.gopeers import _reason
from tests.bench.seeds import GROUPS, planned


def fanout_row(server, rate, cpu, p99):
    return {
        "server": server, "rate": rate, "cpu": cpu, "cpu_whole": cpu * 3, "p99_ms": p99, "deliveries_per_second": rate,
        "p50_ms": 1.0, "longest_ms": p99, "busiest": "mongo", "busiest_share": 0.5, "generator_share": 0.2,
    }  # fmt: skip


def fanout_rows(ours=0.3, p99=40.0):
    servers = {"ws": (0.5, 8.0), "Socket.IO": (0.8, 90.0), "Natter": (ours, p99)}
    return [fanout_row(name, rate, *numbers) for name, numbers in servers.items() for rate in fanout.RATES]


def sends_rows(ours, classic):
    rows = [{"server": "Natter", "per_second": ours, "paced_p50_ms": 9.0}]
    return [*rows, {"server": "Express + Socket.IO + MongoDB chat", "per_second": classic, "paced_p50_ms": 7.0}]


STORM = {
    "server": "Natter", "connections": 10_000, "back": 10_000, "seconds": 25.0, "p99_before_ms": 20.0,
    "p99_during_ms": 29.0, "others_refused": 0,
}  # fmt: skip


def is_met(measurements):
    return {verdict.what: verdict.is_met for verdict in targets.verdicts(measurements)}


def test_a_fast_run_meets_its_targets():
    assert all(is_met({"fanout": fanout_rows(), "sends": sends_rows(700, 300), "storm": [STORM]}).values())


@pytest.mark.parametrize(
    "measurements",
    [
        {"fanout": fanout_rows(ours=0.45)},
        {"fanout": fanout_rows(p99=61.0)},
        {"sends": sends_rows(599, 100)},
        {"sends": sends_rows(700, 400)},
        {"storm": [{**STORM, "back": 9_999}]},
        {"storm": [{**STORM, "seconds": 30.1}]},
        {"storm": [{**STORM, "p99_during_ms": 31.0}]},
        {"storm": [{**STORM, "others_refused": 1}]},
        {"memory": [{"server": "Natter, 20 conversations each", "kilobytes": 10.1}]},
        {"reads": [{"length": 100, "p50_ms": 5.0}, {"length": 100_000, "p50_ms": 6.1}]},
        {"open": [{"what": "both", "p50_ms": 151.0}]},
    ],
)
def test_a_missed_target_is_said(measurements):
    assert False in is_met(measurements).values()


def test_what_was_not_measured_is_neither_met_nor_missed():
    only_ours = [row for row in fanout_rows() if row["server"] == "Natter"]
    assert None in is_met({"fanout": only_ours}).values()
    assert is_met({}) == {}


def test_the_picture_is_an_image_of_all_bars():
    text = pictures.of_results({"fanout": fanout_rows(), "sends": sends_rows(700, 300)}, "a <footer> & more")
    picture = ElementTree.fromstring(text)
    bars = [rect for rect in picture.iter("{http://www.w3.org/2000/svg}rect") if "bar" in rect.get("class", "")]
    assert len(bars) == 3 + 3 + 2
    assert "prefers-color-scheme: dark" in text
    widths = [float(bar.get("width")) for bar in bars]
    assert max(widths) <= pictures.WIDTH / pictures.COLUMNS


def test_a_page_is_put_between_its_marks(tmp_path, monkeypatch):
    page, picture = tmp_path / "page.md", tmp_path / "bench.svg"
    page.write_text(f"before\n{reports.BEGIN}\nold\n{reports.END}\nafter\n")
    monkeypatch.setattr(reports, "PAGE", page)
    monkeypatch.setattr(reports, "PICTURE", picture)
    machine = {"cores": 2, "processor": "Some  CPU", "memory_gigabytes": 8, "kernel": "6.1", "python": "3.11.7"}
    results = {
        "machine": machine, "at": "2026-11-24T12:00:00.000Z", "seconds": 9, "is_quick": True,
        "measurements": {"fanout": fanout_rows()}, "not_run": {"Centrifugo": "there is no Go toolchain on the PATH"},
    }  # fmt: skip
    reports.write(tmp_path, results, {"fanout": ("Fan-out", fanout.COLUMNS)})
    reports.publish(tmp_path)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| Natter |" in text
    assert "Not run: Centrifugo (there is no Go toolchain on the PATH)." in text
    assert picture.read_text().startswith("<svg")


def test_the_reason_of_a_failed_build_names_no_registry():
    said = "go: x@v1: reading https://proxy.example.org/x: 403\n\tserver response: not https://a.example here."
    assert "://" not in _reason(said)
    assert _reason(said).startswith("server response")


def test_everybody_is_in_twenty_conversations():
    people = [f"{number:024x}" for number in range(300)]
    counts = dict.fromkeys(people, 0)
    conversations = list(planned(people))
    for _, members in conversations:
        for member in members:
            counts[member] += 1
    assert set(counts.values()) == {20} == {4 + sum(GROUPS.values())}
    assert len({conversation_id for conversation_id, _ in conversations}) == len(conversations)


def test_what_makes_a_row_doubtful_is_said(capsys):
    suite.warn({**STORM, "refused": 500})
    assert capsys.readouterr().out == ""
    suite.warn({**fanout_rows()[0], "lost": 1, "refused": 0, "is_generator_saturated": True, "others_share": 0.5})
    said = capsys.readouterr().out
    assert "had no core left" in said
    assert "50% of a core" in said
    assert "1 connections lost" in said
