"""What a run leaves: results.json with every number, bench.md with the tables, bench.svg; and, when it is published,
the same in docs/."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from deploy import places
from deploy.failure import Failure
from tests.bench import pictures, tables, targets

PAGE = places.ROOT / "docs" / "performance.md"
PICTURE = places.ROOT / "docs" / "images" / "bench.svg"
BEGIN, END = "<!-- written by ./natter bench --publish -->", "<!-- until here -->"


def write(folder: Path, results: Mapping, titles: Mapping[str, tuple[str, tuple[tables.Column, ...]]]) -> str:
    """`titles`: of each measurement its title and columns. Answers the verdicts as a table for the terminal."""
    (folder / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (folder / "bench.md").write_text(page(results, titles) + "\n")
    (folder / "bench.svg").write_text(pictures.of_results(results["measurements"], footer(results)))
    return tables.plain(targets.COLUMNS, _verdicts(results))


def publish(folder: Path) -> None:
    """Put the tables and the picture of a run into docs/. Raises Failure when the page has no place for them."""
    text = PAGE.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise Failure(f"{PAGE} does not say where the tables go", f"write {BEGIN} and {END} into it")
    PICTURE.write_text((folder / "bench.svg").read_text())
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{(folder / 'bench.md').read_text()}\n{END}{after}")


def page(results: Mapping, titles: Mapping[str, tuple[str, tuple[tables.Column, ...]]]) -> str:
    """Verdicts and tables in Markdown."""
    parts = [footer(results), tables.markdown(targets.COLUMNS, _verdicts(results))]
    for name, rows in results["measurements"].items():
        title, columns = titles[name]
        parts += [f"**{title}**", tables.markdown(columns, rows)]
    if missing := results.get("not_run"):
        parts.append("Not run: " + "; ".join(f"{name} ({why})" for name, why in missing.items()) + ".")
    return "\n\n".join(parts)


def footer(results: Mapping) -> str:
    """Where and when, in one line."""
    machine = results["machine"]
    processor = re.sub(r"\s+", " ", machine["processor"])
    way = " with --quick, which is less exact" if results["is_quick"] else ""
    return (
        f"{machine['cores']} cores of {processor}, {machine['memory_gigabytes']} GB, Linux {machine['kernel']}, "
        f"Python {machine['python']}; {results['at'][:10]}, {results['seconds']} s{way}."
    )


def _verdicts(results: Mapping) -> list[dict[str, str]]:
    return [verdict.row() for verdict in targets.verdicts(results["measurements"])]
