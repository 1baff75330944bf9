"""The report as one page: readable from a file, light and dark, on a phone, with nothing from outside and no script.

Colours and sizes are the product's own (web/src/styles/tokens.css); page.css lays them out.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path

from deploy import places
from deploy.verification import charts, statement
from deploy.verification.invariants import CHECKS
from deploy.verification.result import Result

TOKENS = places.WEB / "src" / "styles" / "tokens.css"
STYLE = Path(__file__).with_name("page.css")
SHOWN_VIOLATIONS = 20
MEGABYTE = 2**20


def render(result: Result, command: str) -> str:
    """The whole page. `command` repeats the run."""
    state = "bad" if result.is_violated or not result.is_judged else "unsure" if result.lacks else "good"
    judged = _section("What must hold", _invariants(result))
    counted = _section("Ledger", _table((), statement.entries(result)))
    verdicts = f'<div class="beside">{judged}{counted}</div>'
    story = _section("What happened when", _timeline(result))
    story += _section("Faults", _faults(result)) if result.faults else ""
    devices = f"<details><summary>{len(result.ledger.devices)} devices</summary>{_devices(result)}</details>"
    parts = (
        _head(result, state),
        _tiles(result),
        # What is wrong comes first; when nothing is, the pictures do.
        *((verdicts, story) if result.is_violated else (story, verdicts)),
        _section("Devices", devices),
        _section("What the programs hold", _costs(result)) if result.costs_before else "",
        _section("Again", f"<p>The same plan, act by act:</p><pre><code>{escape(command)}</code></pre>"),
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Natter verify: {escape(result.verdict)}</title>"
        f"<style>{TOKENS.read_text()}{STYLE.read_text()}</style></head>"
        f'<body class="{state}"><main>{"".join(parts)}</main></body></html>\n'
    )


def _head(result: Result, state: str) -> str:
    word, _, rest = result.verdict.partition(": ")
    wanted = result.wanted
    how = f"{wanted.seconds:g} seconds, {wanted.senders} senders, {wanted.receivers} receivers"
    told = [*result.lacks, *([f"The server stopped answering: {result.gone}"] if result.gone else [])]
    lacks = "".join(f"<li>{escape(one)}</li>" for one in told)
    return (
        f'<header><p class="kind">Natter verify</p><h1><span class="verdict">{escape(word.capitalize())}</span></h1>'
        f'<p class="lead">{escape(rest[:1].upper() + rest[1:])}.</p>{f"<ul>{lacks}</ul>" if lacks else ""}'
        f'<p class="about">{escape(result.url)} · {escape(_time(result.started_at))} · {how} · '
        f"{'with' if result.has_faults else 'without'} faults · seed {wanted.seed}</p></header>"
    )


def _time(iso: str) -> str:
    """As people read it: 24 November 2026, 12:58 UTC."""
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _tiles(result: Result) -> str:
    ledger = result.ledger
    tiles = (
        ("sent", ledger.sent), ("acknowledged", ledger.acked), ("delivered", ledger.applied),
        ("resent", ledger.resent), ("doubles suppressed", ledger.duplicates_suppressed),
        ("resumes", ledger.resumes_with_replay), ("gaps filled", ledger.gaps_repaired), ("faults", ledger.faults),
    )  # fmt: skip
    inside = "".join(f"<div><dt>{name}</dt><dd>{value:,}</dd></div>" for name, value in tiles)
    return f'<dl class="tiles">{inside}</dl>'


def _timeline(result: Result) -> str:
    series, spans = result.series, result.faults
    last = f'<div class="axis"><span>0 s</span><span>{len(series) - 1} s</span></div>'
    drawn = [
        ("Sends per second", "bars: sent, line: acknowledged", charts.rates(series, spans)),
        ("Send to acknowledgement", "p50, fainter: p99", charts.times(series, spans, "ack_p50", "ack_p99")),
        ("Send to delivery", "p50, fainter: p99", charts.times(series, spans, "delivery_p50", "delivery_p99")),
    ]
    if spans:
        drawn.insert(0, ("Faults", "listed below; the same colour on all charts", charts.band(spans, len(series))))
    return "".join(
        f"<figure><figcaption><b>{title}</b> <span>{how}</span></figcaption>{chart}{last}</figure>"
        for title, how, chart in drawn
    )


def _invariants(result: Result) -> str:
    return f'<ol class="checks">{"".join(_invariant(each, result) for each in CHECKS)}</ol>'


def _invariant(invariant, result: Result) -> str:
    found = result.violations.get(invariant.name, [])
    verdict = f"{len(found)} violated" if found else "holds" if result.is_judged else "not judged"
    state = "bad" if found else "good" if result.is_judged else "unsure"
    shown = "".join(
        f"<li>{escape(violation.what)} <code>"
        + escape(" ".join(f"{name}={value}" for name, value in violation.ids.items()))
        + "</code></li>"
        for violation in found[:SHOWN_VIOLATIONS]
    )
    if len(found) > SHOWN_VIOLATIONS:
        shown += f"<li>… and {len(found) - SHOWN_VIOLATIONS} more in result.json</li>"
    return (
        f'<li class="{state}"><b>{invariant.name}</b><span>{escape(invariant.promise)}</span>'
        f"<em>{verdict}</em>{f'<ul>{shown}</ul>' if shown else ''}</li>"
    )


def _devices(result: Result) -> str:
    rows = [
        (row.user, row.device.rsplit("-", 1)[-1], f"{row.connections:,}", f"{row.received:,}", f"{row.replayed:,}",
         f"{row.applied:,}")
        for row in result.ledger.devices
    ]  # fmt: skip
    return _table(("person", "device", "connections", "received", "of it replayed", "applied"), rows)


def _faults(result: Result) -> str:
    rows = [
        (str(number), f"{span.begin:.1f}–{span.end:.1f} s", f"{span.name} {span.target}", span.did)
        for number, span in enumerate(result.faults, start=1)
    ]
    return _table(("", "when", "what", "done"), rows)


def _costs(result: Result) -> str:
    rows = []
    for program, before in result.costs_before.items():
        after = result.costs_after.get(program)
        memory = f"{after.memory / MEGABYTE:.1f} MB" if after else "gone"
        files = f"{after.files}" if after else "gone"
        rows.append((program, f"{before.memory / MEGABYTE:.1f} MB", memory, f"{before.files}", files))
    return _table(("program", "memory before", "after", "files before", "after"), rows)


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{title}</h2>{inside}</section>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = "".join(f"<th>{escape(name)}</th>" for name in head)
    top = f"<thead><tr>{titles}</tr></thead>" if titles else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table>{top}<tbody>{body}</tbody></table></div>'
