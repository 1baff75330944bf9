"""The picture of a run: small panels of bars as one SVG that reads well in light and dark. Pure.

Ours is coloured, the others are grey; what all our programs cost together is drawn pale behind the solid bar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.bench.tables import significant

WIDTH, MARGIN, GAP, COLUMNS = 1_000, 28, 44, 2
TITLE_HEIGHT, ROW_HEIGHT, BAR_HEIGHT, LABEL_WIDTH, VALUE_WIDTH = 52, 30, 16, 166, 92
STYLE = """
  svg { color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif }
  .paper { fill: #ffffff } .title { fill: #1b1f24; font-size: 15px; font-weight: 600 }
  .note { fill: #656d76; font-size: 12px } .label { fill: #1b1f24; font-size: 13px }
  .ours { font-weight: 600 } .value { fill: #1b1f24; font-size: 13px; font-variant-numeric: tabular-nums }
  .bar { fill: #afb8c1 } .bar.ours { fill: #0b7a75 } .pale { fill: #0b7a75; opacity: 0.22 } .rule { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .title, .label, .value { fill: #e6edf3 } .note { fill: #9198a1 }
    .bar { fill: #57606a } .bar.ours { fill: #3fb8af } .pale { fill: #3fb8af; opacity: 0.28 } .rule { stroke: #30363d }
  }
"""


@dataclass(frozen=True)
class Bar:
    """`whole`: what it costs with everything behind it, if that is more than `value`."""

    label: str
    value: float
    is_ours: bool = False
    whole: float | None = None


@dataclass(frozen=True)
class Panel:
    title: str
    note: str
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return TITLE_HEIGHT + ROW_HEIGHT * len(self.bars)


def of_results(measurements: Mapping[str, list[dict]], footer: str) -> str:
    """The whole picture; panels of what was not measured are left out."""
    return draw([panel for panel in panels(measurements) if panel.bars], footer)


def panels(measurements: Mapping[str, list[dict]]) -> list[Panel]:
    fanout = measurements.get("fanout", [])
    fast = [row for row in fanout if row["rate"] == 60_000]
    slow = [row for row in fanout if row["rate"] == 30_000]
    sends = [row for row in measurements.get("sends", []) if row["server"] != "Natter, each message notified"]
    cpu = [Bar(row["server"], row["cpu"], *_ours(row, row["cpu_whole"])) for row in fast]
    memory = [Bar(_short(row), row["kilobytes"], *_ours(row)) for row in measurements.get("memory", [])]
    return [
        Panel(
            "CPU seconds for 100,000 deliveries", "at 60,000 a second to 500 members; pale: with database, NATS, …", cpu
        ),
        Panel("Send → heard, p99 in ms", "at 30,000 deliveries a second; Natter stores first", _bars(slow, "p99_ms")),
        Panel("KB of memory for an idle connection", "Natter's has a user and 20 conversations", memory),
        Panel("Stored and acknowledged a second", "200 conversations; more is better", _bars(sends, "per_second")),
    ]


def draw(shown: Sequence[Panel], footer: str) -> str:
    width = (WIDTH - 2 * MARGIN - GAP * (COLUMNS - 1)) / COLUMNS
    parts, top = [], float(MARGIN)
    for start in range(0, len(shown), COLUMNS):
        line = shown[start : start + COLUMNS]
        parts += [_panel(panel, MARGIN + place * (width + GAP), top, width) for place, panel in enumerate(line)]
        top += max(panel.height for panel in line) + GAP
    height = top + 8
    text = f'<text class="note" x="{MARGIN}" y="{height - 20:.0f}">{escape(footer)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">\n'
        f"<title>Natter beside others</title>\n<style>{STYLE}</style>\n"
        f'<rect class="paper" width="{WIDTH}" height="{height:.0f}" rx="8"/>\n'
        + "\n".join([*parts, text])
        + "\n</svg>\n"
    )


def _panel(panel: Panel, left: float, top: float, width: float) -> str:
    longest = max((bar.whole or bar.value for bar in panel.bars), default=0) or 1
    room = width - LABEL_WIDTH - VALUE_WIDTH
    lines = [
        f'<text class="title" x="{left:.0f}" y="{top + 15:.0f}">{escape(panel.title)}</text>',
        f'<text class="note" x="{left:.0f}" y="{top + 34:.0f}">{escape(panel.note)}</text>',
    ]
    for place, bar in enumerate(panel.bars):
        y = top + TITLE_HEIGHT + place * ROW_HEIGHT
        lines += _row(bar, left, y, room / longest)
    begin = left + LABEL_WIDTH
    bottom = top + panel.height - (ROW_HEIGHT - BAR_HEIGHT) / 2
    lines.append(f'<line class="rule" x1="{begin:.0f}" x2="{begin:.0f}" y1="{top + 44:.0f}" y2="{bottom:.0f}"/>')
    return "\n".join(lines)


def _row(bar: Bar, left: float, top: float, scale: float) -> list[str]:
    ours, begin, middle = " ours" if bar.is_ours else "", left + LABEL_WIDTH, top + BAR_HEIGHT - 3
    length, pale = bar.value * scale, (bar.whole or 0) * scale
    value = significant(bar.value) + (f" · {significant(bar.whole)}" if bar.whole else "")
    lines = [f'<text class="label{ours}" x="{left:.0f}" y="{middle:.0f}">{escape(bar.label)}</text>']
    for name, size in (("pale", pale), (f"bar{ours}", length)):
        if size:
            place = f'x="{begin:.1f}" y="{top:.1f}" width="{max(size, 1):.1f}" height="{BAR_HEIGHT}"'
            lines.append(f'<rect class="{name}" {place} rx="2"/>')
    end = begin + max(length, pale) + 8
    return [*lines, f'<text class="value{ours}" x="{end:.1f}" y="{middle:.0f}">{value}</text>']


def _bars(rows: Sequence[Mapping], key: str) -> list[Bar]:
    return [Bar(_short(row), row[key], *_ours(row)) for row in rows if row.get(key)]


def _ours(row: Mapping, whole: float | None = None) -> tuple[bool, float | None]:
    is_ours = row["server"].startswith("Natter")
    return is_ours, whole if is_ours else None


def _short(row: Mapping) -> str:
    """As much of the name as has room beside the bars."""
    return row["server"].partition(",")[0].replace("Express + Socket.IO + MongoDB chat", "Express + MongoDB")
