"""What Natter set out to reach, and whether a run reached it. Pure: results in, verdicts out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench import tables

COLUMNS = (
    tables.text("target", "what"),
    tables.text("wanted", "wanted"),
    tables.text("measured", "measured"),
    tables.text("", "verdict"),
)


@dataclass(frozen=True)
class Verdict:
    """`is_met` None: this run does not tell, for something was not measured."""

    what: str
    wanted: str
    measured: str
    is_met: bool | None

    def row(self) -> dict[str, str]:
        says = {True: "met", False: "missed", None: "not measured"}
        return {"what": self.what, "wanted": self.wanted, "measured": self.measured, "verdict": says[self.is_met]}


def verdicts(measurements: Mapping[str, list[dict]]) -> list[Verdict]:
    """In the order of the measurements; only of those that this run made."""
    made = (_fanout, _memory, _storm, _sends, _reads, _open)
    names = ("fanout", "memory", "storm", "sends", "reads", "open")
    return [
        verdict
        for name, judge in zip(names, made, strict=True)
        if measurements.get(name)
        for verdict in judge(measurements[name])
    ]


def _fanout(rows: list[dict]) -> Iterator[Verdict]:
    fast = {row["server"]: row for row in rows if row["rate"] == 60_000}
    slow = {row["server"]: row for row in rows if row["rate"] == 30_000}
    for peer, factor in (("ws", 0.8), ("Socket.IO", 0.65), ("Centrifugo", 1.0), ("Centrifuge (Go library)", 1.0)):
        if peer in fast or "Centrifug" not in peer:
            yield _ratio(f"CPU of a delivery at 60,000/s, as a part of that of {peer}", fast, peer, "cpu", factor)
    yield _ratio("p99 at 30,000/s, as a part of that of Socket.IO", slow, "Socket.IO", "p99_ms", 1.0)
    yield _most("p99 at 30,000/s", slow["Natter"]["p99_ms"], 60, "ms")


def _memory(rows: list[dict]) -> Iterator[Verdict]:
    ours = next(row for row in rows if row["server"].startswith("Natter"))
    yield _most("memory of an idle connection with 20 conversations", ours["kilobytes"], 10, "KB")


def _storm(rows: list[dict]) -> Iterator[Verdict]:
    row = rows[0]
    seconds = row["seconds"] if row["back"] == row["connections"] else None
    what = f"{row['connections']:,} connections cut at once, all back"
    yield _most(what, seconds, 30, "s") if seconds else Verdict(what, "≤ 30 s", f"{row['back']:,} came back", False)
    if not row["p99_during_ms"] or not row["p99_before_ms"]:
        yield Verdict("p99 of others meanwhile, as a multiple of before", "≤ 1.5 ×", "nothing came", False)
        return
    growth = row["p99_during_ms"] / row["p99_before_ms"]
    shown = f"{tables.significant(growth)} × ({row['others_refused']} sends refused)"
    is_met = growth <= 1.5 and not row["others_refused"]
    yield Verdict("p99 of others meanwhile, as a multiple of before", "≤ 1.5 ×", shown, is_met)


def _sends(rows: list[dict]) -> Iterator[Verdict]:
    by_server = {row["server"]: row for row in rows}
    ours = by_server["Natter"]
    yield _least("stored and acknowledged a second", ours["per_second"], 600, "/s")
    classic = next((row for name, row in by_server.items() if name.startswith("Express")), None)
    if classic:
        factor = ours["per_second"] / classic["per_second"]
        yield _least("the same, as a multiple of the classic chat", factor, 2, "×")
    yield _most("ack p50 at 100 sends/s", ours["paced_p50_ms"], 12, "ms")


def _reads(rows: list[dict]) -> Iterator[Verdict]:
    short, long = sorted(rows, key=lambda row: row["length"])
    ratio = long["p50_ms"] / short["p50_ms"]
    what = f"page at the end of {long['length']:,}, as a multiple of one at the end of {short['length']:,}"
    yield Verdict(what, "0.8 to 1.2 ×", f"{tables.significant(ratio)} ×", 0.8 <= ratio <= 1.2)


def _open(rows: list[dict]) -> Iterator[Verdict]:
    both = next(row for row in rows if row["what"] == "both")
    yield _most("opening with 1,000 conversations", both["p50_ms"], 150, "ms")


def _ratio(what: str, rows: Mapping[str, dict], peer: str, key: str, factor: float) -> Verdict:
    wanted = f"≤ {factor:g} ×"
    if peer not in rows or "Natter" not in rows:
        return Verdict(what, wanted, "–", None)
    ratio = rows["Natter"][key] / rows[peer][key]
    return Verdict(what, wanted, f"{tables.significant(ratio)} ×", ratio <= factor)


def _most(what: str, measured: float, limit: float, unit: str) -> Verdict:
    return Verdict(what, f"≤ {limit:g} {unit}", f"{tables.significant(measured)} {unit}", measured <= limit)


def _least(what: str, measured: float, limit: float, unit: str) -> Verdict:
    return Verdict(what, f"≥ {limit:g} {unit}", f"{tables.significant(measured)} {unit}", measured >= limit)
