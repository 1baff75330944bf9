"""People on the running Natter, new for each test."""

import pytest

from tests.integration.people import Person


@pytest.fixture
def ana(stack):
    return Person(stack.url, "ana")


@pytest.fixture
def ben(stack):
    return Person(stack.url, "ben")
