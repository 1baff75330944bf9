"""Somebody who does not read: they are closed in time and find a whole stream; nobody else notices."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.crowd import Listener
from tests.faults.metrics import counted
from tests.faults.raw_lines import TINY_WINDOW, RawLine

WIDE = "\N{GRINNING FACE}" * 3_900
"""A body of 15 KB."""
BATCH = 40
MOST = 2_400
TOO_SLOW = 4008


@pytest.mark.fault("F7")
def test_a_reader_who_stops_is_closed_and_resumes_and_the_others_hear_everything(stack, ana, ben):
    conversation_id = ana.open_direct(ben)
    quick = Listener(ben, conversation_id)
    quick.start()
    slow = RawLine(stack.url, window=TINY_WINDOW).greet(ben, cursors={conversation_id: 0})
    before = closes(stack)
    posted = 0
    with ThreadPoolExecutor(4) as pool:
        # What the kernel and the gateway keep must be full before the outbox is.
        while closes(stack) == before:
            assert posted < MOST, "the slow reader was never closed"
            list(pool.map(lambda number: ana.post(conversation_id, f"{number} {WIDE}"), range(posted, posted + BATCH)))
            posted += BATCH
    seqs = []
    while (frame := slow.hear()) is not None:
        if frame["type"] == "event":
            seqs.append(frame["seq"])
    slow.close()
    # Every frame could be parsed to the end, none was left out in between, and the end was said.
    assert slow.said_code == TOO_SLOW
    assert seqs == list(range(1, len(seqs) + 1))
    assert 0 < len(seqs) < posted
    again = ben.device("again", cursors={conversation_id: seqs[-1]})
    again.wait_until(lambda: again.cursors[conversation_id] == posted)
    assert again.seqs(conversation_id) == list(range(seqs[-1] + 1, posted + 1))
    quick.stop(posted)
    assert quick.device.seqs(conversation_id) == list(range(1, posted + 1))
    assert quick.closes == []
    assert closes(stack) == before + 1


def closes(stack):
    return counted(stack, "realtime", "natter_realtime_closes_total", code=TOO_SLOW)
