"""The table of faults is true: each row has its tests in the files that it names, and no test lacks a row."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
README = TESTS / "faults" / "README.md"
WANTED = {*(f"F{number}" for number in range(1, 17)), "F18", "F20", "red"}


def marked():
    """The files of each row, as the marks on the tests say."""
    rows = {}
    for path in [*TESTS.glob("faults/test_*.py"), *TESTS.glob("integration/test_*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault":
                for row in node.args:
                    rows.setdefault(row.value, set()).add(path)
    return rows


def shown():
    """The files of each row, as the table says."""
    rows = {}
    for row, files in re.findall(r"^\| (\w+) \|[^|]*\|([^|]*)\|", README.read_text(), re.M):
        if row != "row":
            rows[row] = {(README.parent / file).resolve() for file in re.findall(r"\]\(([^)]*)\)", files)}
    return rows


def test_every_row_has_its_tests_where_the_table_says():
    assert marked() == shown()
    assert set(shown()) == WANTED


def test_every_test_in_the_folder_belongs_to_a_row():
    for path in TESTS.glob("faults/test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                assert any("fault" in ast.unparse(mark) for mark in node.decorator_list), f"{path.name}: {node.name}"
