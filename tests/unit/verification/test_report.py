"""The report: whole, self-contained, and safe whatever people are called."""

import gzip
import json
import re

import msgspec

from deploy.verification import invariants, ledger, page, plan, report, statement, timeline
from deploy.verification import records as told
from deploy.verification.evidence import Cost, Violation
from deploy.verification.invariants.recovered import Speed
from deploy.verification.result import Result
from tests.unit.verification.good_run import GoodRun

NASTY = "<script>alert(1)</script>&\"'"
AGAIN = "./natter verify --seed 7"


def result_of(run, **changes):
    evidence = run.evidence()
    evidence.usernames = {"u-ana": NASTY}
    made = Result(
        url="http://127.0.0.1:8080",
        started_at="2026-01-01T00:00:00+00:00",
        wanted=plan.Wanted(seed=7),
        has_faults=True,
        log_source="the database",
        ledger=ledger.draw_up(evidence),
        violations=invariants.check_all(evidence),
        lacks=[],
        speed=Speed(0.01, None, "there was nothing to judge"),
        costs_before={"chat": Cost(2**20, 5)},
        costs_after={},
        series=timeline.series(evidence),
        faults=timeline.spans(evidence),
    )
    return msgspec.structs.replace(made, **changes)


def faulted():
    run = GoodRun()
    record = {"killed": [1], "successors": [2]}
    run.write(told.FaultHealed, name="kill", target="chat", began_at=0.1, record=record)
    return run


def test_names_are_shown_as_they_are_and_never_run():
    shown = page.render(result_of(GoodRun()), AGAIN + NASTY)
    assert NASTY not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_the_page_needs_nothing_from_outside():
    shown = page.render(result_of(faulted()), AGAIN)
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", shown)


def test_the_page_holds_the_ledger_the_faults_and_how_to_repeat_it():
    run = result_of(faulted())
    shown = page.render(run, AGAIN)
    for name, value in statement.entries(run):
        assert f"<td>{name}</td><td>{value}</td>" in shown
    assert "kill chat" in shown
    assert "successors 2" in shown
    assert AGAIN in shown


def test_every_drawing_has_finite_numbers():
    drawn = re.findall(r' (?:d|x|y|width|height)="([^"]*)"', page.render(result_of(faulted()), AGAIN))
    assert drawn
    assert not [each for each in drawn if re.search(r"nan|inf", each)]


def test_a_run_of_which_nothing_is_known_can_be_shown_too():
    empty = GoodRun()
    empty.records, empty.log, empty.served = [], {}, []
    assert "</html>" in page.render(result_of(empty), AGAIN)


def test_a_violation_is_shown_with_its_ids_on_the_page_and_in_the_terminal():
    violation = Violation("I1", "it is gone", {"conversation_id": "c-1", "seq": 7})
    run = result_of(GoodRun(), violations={"I1": [violation] * 30})
    shown, lines = page.render(run, AGAIN), "\n".join(statement.lines(run))
    assert shown.count("it is gone") == page.SHOWN_VIOLATIONS
    assert lines.count("it is gone  conversation_id=c-1 seq=7") == statement.SHOWN_VIOLATIONS
    assert lines.endswith("VIOLATED: 30 violations")
    assert not run.is_proof


def test_a_run_that_proved_nothing_says_so():
    run = result_of(GoodRun(), lacks=["nothing was tried"])
    assert not run.is_proof
    assert "VACUOUS" in "\n".join(statement.lines(run))
    assert "nothing was tried" in page.render(run, AGAIN)


def test_a_server_that_died_for_good_has_a_report_that_says_so(tmp_path):
    run = GoodRun()
    dead = result_of(run, violations={}, is_judged=False, gone="GET /list was refused")
    shown = report.write(tmp_path, dead, run.evidence(), AGAIN).read_text()
    lines = "\n".join(statement.lines(dead))
    assert not dead.is_proof
    for text in (shown, lines):
        assert "stopped answering: GET /list was refused" in text
        assert text.count("not judged") >= len(invariants.CHECKS)
        assert "holds" not in text
    assert lines.endswith("UNFINISHED: the server stopped answering for good, and nothing could be judged")


def test_a_server_that_stopped_answering_proves_nothing_although_its_log_is_sound():
    assert not result_of(GoodRun(), gone="GET /list was refused").is_proof


def test_a_good_run_says_what_it_proved():
    run = result_of(GoodRun())
    assert run.is_proof
    assert "\n".join(statement.lines(run)).endswith("PROVED: nothing was lost, doubled, reordered or miscounted")


def test_the_history_is_kept_when_something_was_violated_and_only_then(tmp_path):
    run = GoodRun()
    bad = result_of(run, violations={"I9": [Violation("I9", "late", {})]})
    report.write(tmp_path, bad, run.evidence(), AGAIN)
    kept = gzip.decompress((tmp_path / report.HISTORY).read_bytes()).splitlines()
    assert len(kept) == len(run.records)
    assert json.loads(kept[0])["what"] == "phase"
    report.write(tmp_path, result_of(run), run.evidence(), AGAIN)
    assert {path.name for path in tmp_path.iterdir()} == {report.PAGE, report.RESULT}
    assert json.loads((tmp_path / report.RESULT).read_text())["wanted"]["seed"] == 7
