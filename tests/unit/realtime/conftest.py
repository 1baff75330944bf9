"""The `world` fixture: a fresh process in memory; an error in any greenlet of it fails the test."""

import gevent
import pytest

from tests.unit.realtime.world import World


@pytest.fixture
def failures(monkeypatch):
    """Errors that nobody caught, in greenlets and loop callbacks."""
    found = []
    monkeypatch.setattr(
        type(gevent.get_hub()), "handle_error", lambda self, context, kind, value, trace: found.append((context, value))
    )
    return found


@pytest.fixture
def world(failures):
    made = World()
    yield made
    made.close()
    assert not [value for _, value in failures if not isinstance(value, gevent.GreenletExit)], failures
