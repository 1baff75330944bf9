"""A notify in memory."""

import pytest

from tests.unit.notify.world import World


@pytest.fixture
def world():
    return World()
