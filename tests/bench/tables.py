"""Tables of results, for the terminal and for Markdown. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """`show` makes the text of one row; numbers stand right."""

    title: str
    show: Callable[[Row], str]
    is_number: bool = True


def text(title: str, key: str) -> Column:
    return Column(title, lambda row: str(row.get(key) or "–"), is_number=False)


def number(title: str, key: str, digits: int = 3) -> Column:
    """With this many significant digits."""
    return Column(title, lambda row: significant(row.get(key), digits))


def whole(title: str, key: str) -> Column:
    return Column(title, lambda row: "–" if row.get(key) is None else f"{row[key]:,.0f}")


def share(title: str, key: str) -> Column:
    return Column(title, lambda row: "–" if row.get(key) is None else f"{row[key]:.0%}")


def significant(value: float | None, digits: int = 3) -> str:
    """12345 → 12,345 · 123.4 → 123 · 1.2345 → 1.23; what is missing or no number is a dash."""
    if value is None or value != value:
        return "–"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    before = len(str(int(abs(value)))) if abs(value) >= 1 else 1
    return f"{value:.{max(0, digits - before)}f}"


def plain(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Aligned for a terminal."""
    lines = _cells(columns, rows)
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in lines
    )


def markdown(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    head, *body = ["| " + " | ".join(line) + " |" for line in _cells(columns, rows)]
    rule = "|" + "|".join("--:" if column.is_number else ":--" for column in columns) + "|"
    return "\n".join([head, rule, *body])


def _cells(columns: Sequence[Column], rows: Sequence[Row]) -> list[list[str]]:
    return [[column.title for column in columns], *([column.show(row) for column in columns] for row in rows)]
