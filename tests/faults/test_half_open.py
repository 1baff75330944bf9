"""A line whose other end is gone without a word: the server finds out by its ping, and everybody sees them offline."""

import pytest

SECONDS = 75.0
"""The server closes within 50 s of silence, and tells others 10 s after that."""


@pytest.mark.fault("F15")
@pytest.mark.timeout(150)
def test_who_vanishes_without_a_word_is_noticed(half_open, stack):
    watcher, vanished, proxy = half_open
    watcher.wait_for("presence", user_id=vanished.user_id, state="offline", seconds=SECONDS)
    # The line has not been cut on this side, and what the server said in the end was swallowed: it had only silence.
    assert proxy.open_lines == 1
