"""A chat in memory: the world of a test, and one process in it."""

import pytest

from tests.unit.chat.fakes import World
from tests.unit.chat.use_cases import Chat


@pytest.fixture
def world():
    return World()


@pytest.fixture
def chat(world):
    return Chat(world)
