"""Fixtures for the tests of faults: the shared stack as the nemesis sees it, and people to talk on it."""

import pytest

from deploy.verification.nemesis import LocalStack
from tests.faults.proxies import proxy_to
from tests.faults.raw_lines import RawLine
from tests.faults.verifying import LONGEST_SECONDS, Verification
from tests.integration.notify_alone import NotifyAlone
from tests.integration.people import Person
from tests.stack import SETTINGS, Stack, wait_for

GENTLE = {
    "test_clock_skew.py",
    "test_connect_races.py",
    "test_duplicates.py",
    "test_hostile_frames.py",
    "test_members_removed.py",
    "test_reconnect_storm.py",
    "test_slow_readers.py",
    "test_two_writers.py",
}


EARLY = ("half_open", "notify_dying", "allocating")
"""Fixtures that take up to a minute and need nobody: begun before the first test, looked at later."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """First what kills nothing, during the silence of `half_open`; then that one, then the killing, then the rest."""

    def turn(item):
        if "half_open" in item.fixturenames:
            return 1
        return 0 if item.path.name in GENTLE else 3 if set(EARLY) & set(item.fixturenames) else 2

    items.sort(key=turn)


@pytest.fixture(scope="session", autouse=True)
def begun_early(request):
    wanted = {name for item in request.session.items for name in item.fixturenames}
    for name in EARLY:
        if name in wanted:
            request.getfixturevalue(name)


@pytest.fixture(scope="session")
def local(stack):
    """The shared stack for the nemesis."""
    return LocalStack(stack.data)


@pytest.fixture(autouse=True)
def recovered(request):
    """What the test before has broken answers again."""
    if "stack" in request.fixturenames:
        request.getfixturevalue("local").wait_until_ready(60)


@pytest.fixture
def proxy(stack):
    """A proxy before the gateway."""
    with proxy_to(stack.port) as running:
        yield running


@pytest.fixture
def ana(stack):
    return Person(stack.url, "ana")


@pytest.fixture
def ben(stack):
    return Person(stack.url, "ben")


@pytest.fixture(scope="session")
def half_open(stack):
    """A watcher, whom they watch, and the proxy in which that person's line is lost."""
    ana, ben = Person(stack.url, "watcher"), Person(stack.url, "vanishes")
    ana.open_direct(ben)
    with proxy_to(stack.port) as proxy:
        watcher = ana.device("watcher")
        watcher.say({"type": "watch", "user_ids": [ben.user_id]})
        # By hand: a real client would give the line up after a while, as it should.
        lost = RawLine(f"http://127.0.0.1:{proxy.port}").greet(ben)
        watcher.wait_for("presence", user_id=ben.user_id, state="online")
        proxy.black_hole(True)
        yield watcher, ben, proxy
        watcher.close()
        lost.close()


@pytest.fixture(scope="session")
def notify_dying(tmp_path_factory):
    """Notify by itself, which has stored Ben's notification of Ana's message and died."""
    dies = tmp_path_factory.mktemp("notify") / "dies"
    with NotifyAlone("tests.faults.notify_dying:app()", {"NOTIFY_DIES": str(dies)}) as rig:
        ana, ben = rig.person("Ana"), rig.person("Ben")
        conversation_id = rig.open_group("Plans", ana, ben)
        dies.touch()
        event = rig.say(conversation_id, ana, "hello")
        wait_for(lambda: not dies.exists(), "its death")
        yield rig, ana, ben, conversation_id, event


@pytest.fixture(scope="session")
def allocating(tmp_path_factory):
    """`./natter verify` under way on a stack that takes numbers before it writes."""
    verification = Verification("allocate_first", tmp_path_factory.mktemp("allocating"))
    verification.start()
    yield verification
    verification.join(LONGEST_SECONDS)


@pytest.fixture(scope="session")
def planted_stack():
    """A stack of its own for seeded bugs; nothing runs yet."""
    own = Stack()
    yield own
    own.remove()


@pytest.fixture
def planted(planted_stack):
    """`planted(bug, NAME=value)`: that stack, running with the bug of seeded_bugs.py, or without one."""

    def run(bug=None, **settings):
        planted_stack.settings = {**SETTINGS, **settings, **({"NATTER_SEEDED_BUG": bug} if bug else {})}
        planted_stack.up()
        return planted_stack

    return run
