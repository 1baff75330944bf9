"""Fixtures for all tests: the one running Natter that integration and end-to-end tests share."""

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.stack import Stack

TESTS = Path(__file__).resolve().parent
KEPT_LOGS = TESTS.parent / "test-results" / "stack-logs"


@pytest.fixture(scope="session")
def stack(request):
    """A Natter of its own for this test run; its logs are kept in test-results/ when a test failed."""
    running = Stack()
    try:
        running.up()
        yield running
    finally:
        if request.session.testsfailed:
            shutil.rmtree(KEPT_LOGS, ignore_errors=True)
            shutil.copytree(running.data / "logs", KEPT_LOGS, dirs_exist_ok=True)
        running.remove()


@pytest.fixture
def needs(stack):
    """`needs("auth", "chat")` skips a test while this checkout does not have these services."""

    def require(*names):
        if not stack.has(*names):
            pytest.skip(f"no {', '.join(names)} in this checkout")

    return require


def pytest_terminal_summary(terminalreporter):
    """How long each suite took, above pytest's own last line."""
    seconds = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration") and hasattr(report, "nodeid"):
                parts = report.nodeid.split("/")
                seconds[parts[1] if len(parts) > 2 else parts[0]] += report.duration
    terminalreporter.write_sep("-", ", ".join(f"{suite} {spent:.1f} s" for suite, spent in sorted(seconds.items())))
