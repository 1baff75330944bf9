"""The client on a phone."""

import pytest

from tests.e2e import layouts


@pytest.mark.timeout(layouts.MOST_SECONDS + 30)
def test_people_use_natter_on_a_phone(stack, capfd):
    layouts.run("phone", stack, capfd)
