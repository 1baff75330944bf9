"""The pictures of the report: plain SVG with classes, coloured by the page's own tokens, without a script.

A chart is drawn in a box of 1,000 by its height and stretches with the page; words stand beside it in HTML, so that
they keep their size on a phone.
"""

import math
from collections.abc import Callable, Sequence
from html import escape

from deploy.verification.timeline import Second, Span

WIDTH, HEIGHT = 1_000.0, 150.0
HEADROOM = 1.08
LEAST_BAND = 3.0
BAND_HEIGHT = 28.0
LEAST_APART = 2.0


def rates(series: Sequence[Second], spans: Sequence[Span]) -> str:
    """Sends per second as bars, those that were acknowledged in it as a line."""
    total = max(1, len(series))
    top = _top([second.sent for second in series] + [second.acked for second in series])
    step = WIDTH / total
    bars = "".join(
        f'<rect class="bar" x="{second.at * step:.1f}" y="{HEIGHT - (height := second.sent / top * HEIGHT):.1f}" '
        f'width="{max(0.5, step - 1):.1f}" height="{height:.1f}"><title>{second.at} s: {second.sent} sent, '
        f"{second.acked} acknowledged</title></rect>"
        for second in series
    )
    line = _line(series, lambda second: float(second.acked), total, lambda value: value / top)
    return _chart(bars + f'<path class="line strong" d="{line}"/>', spans, total, f"{top:.0f}/s", "0")


def times(series: Sequence[Second], spans: Sequence[Span], p50: str, p99: str) -> str:
    """Two lines of milliseconds on a logarithmic scale: `p50` and `p99` name the fields."""
    total = max(1, len(series))
    values = [value for second in series if (value := getattr(second, p99)) is not None]
    top = 10 ** math.ceil(math.log10(max([*values, 10.0])))
    share = math.log10(top)

    def height(value: float) -> float:
        return max(0.0, math.log10(max(value, 1.0)) / share)

    drawn = "".join(
        f'<line class="rule" x1="0" x2="{WIDTH:.0f}" y1="{(y := HEIGHT * (1 - power / share)):.1f}" y2="{y:.1f}"/>'
        for power in range(1, math.ceil(share))
    )
    upper = _line(series, lambda second: getattr(second, p99), total, height)
    lower = _line(series, lambda second: getattr(second, p50), total, height)
    drawn += f'<path class="line faint" d="{upper}"/><path class="line strong" d="{lower}"/>'
    return _chart(drawn, spans, total, _milliseconds(top), "1 ms")


def band(spans: Sequence[Span], total: int) -> str:
    """All faults on one strip, each with its number."""
    total = max(1, total)
    places = _apart([(span.begin + span.end) / 2 / total * 100 for span in spans])
    numbers = "".join(f'<i style="left:{place:.2f}%">{number}</i>' for number, place in enumerate(places, start=1))
    return f'<div class="strip">{_chart("", spans, total, "", "", height=BAND_HEIGHT)}{numbers}</div>'


def _apart(places: Sequence[float]) -> list[float]:
    """Places in per cent, moved to the right where they would cover each other."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + LEAST_APART) if found else place)
    return found


def _chart(
    inside: str, spans: Sequence[Span], total: int, top_label: str, bottom_label: str, height: float = HEIGHT
) -> str:
    step = WIDTH / total
    bands = "".join(
        f'<rect class="fault" x="{span.begin * step:.1f}" y="0" height="{height:.0f}" '
        f'width="{max(LEAST_BAND, (span.end - span.begin) * step):.1f}"><title>'
        f"{escape(span.name)} {escape(span.target)}, {span.begin:.0f} to {span.end:.0f} s</title></rect>"
        for span in spans
    )
    labels = (
        f'<span class="top">{escape(top_label)}</span><span class="bottom">{escape(bottom_label)}</span>'
        if top_label
        else ""
    )
    return (
        f'<div class="chart">{labels}<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" preserveAspectRatio="none" '
        f'role="img" style="height:{height:.0f}px">{bands}{inside}</svg></div>'
    )


def _line(
    series: Sequence[Second], value_of: Callable[[Second], float | None], total: int, height: Callable[[float], float]
) -> str:
    """A path through the middles of the seconds; broken where there is no value."""
    path, is_drawing = [], False
    for second in series:
        value = value_of(second)
        if value is None:
            is_drawing = False
            continue
        x, y = (second.at + 0.5) * WIDTH / total, HEIGHT * (1 - min(1.0, height(value)))
        # A point alone is drawn as a short stroke.
        path.append(f"{'L' if is_drawing else 'M'}{x:.1f} {y:.1f}" + ("" if is_drawing else f"h{0.01}"))
        is_drawing = True
    return " ".join(path)


def _top(values: Sequence[int]) -> float:
    return max(1.0, math.ceil(max([0, *values]) * HEADROOM))


def _milliseconds(value: float) -> str:
    return f"{value / 1_000:g} s" if value >= 1_000 else f"{value:g} ms"
