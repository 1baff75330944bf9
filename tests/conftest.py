"""Fixtures for all tests: the one running Natter that integration and end-to-end tests share."""

import os
import shutil
import time
from collections import defaultdict
from pathlib import Path

import pytest

from tests.stack import Stack

TESTS = Path(__file__).resolve().parent
KEPT_LOGS = TESTS.parent / "test-results" / "stack-logs"


@pytest.fixture(scope="session")
def stack(request):
    """A Natter of its own for this process of the test run; its logs are kept in test-results/ when a test failed."""
    running = Stack()
    kept = KEPT_LOGS / os.environ.get("PYTEST_XDIST_WORKER", "")
    try:
        running.up()
        yield running
    finally:
        if request.session.testsfailed:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(running.data / "logs", kept)
        running.remove()


@pytest.fixture(scope="module")
def checker(stack):
    """Counts everything of a conversation anew from the log, in the database itself: `check(conversation_id) == []`."""
    from services.chat.checks import Checker
    from services.chat.current_conversations import CurrentConversations, look_from_outside
    from services.chat.stores.collections import Stores
    from services.common import database
    from services.common.settings import DatabaseSettings

    settings = DatabaseSettings(mongodb_uri=stack.mongo_uri("chat"), database_prefix="natter")
    own = database.database(settings, "chat")
    stores = Stores(own)
    current = CurrentConversations(stores.conversations, stores.events, look_from_outside(stores.leases))
    yield Checker(stores.events, current, stores.members, sleep=time.sleep)
    own.client.close()


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
