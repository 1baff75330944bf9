"""What realtime asks chat when the plain question cannot be answered."""

import msgspec
import pytest

from services.common import requests
from services.common.errors import TooLarge
from services.realtime.chat import Chat

CONVERSATION, ANA = "c" * 24, "a" * 24


class NarrowBus:
    """A bus that carries so many events in one answer and no more."""

    def __init__(self, fits):
        self.fits, self.asked = fits, []

    def request(self, subject, question, answer):
        self.asked.append(question.limit)
        if question.limit > self.fits:
            raise TooLarge("The answer is too large for one message.")
        seqs = range(question.after + 1, question.after + question.limit + 1)
        events = [
            {"type": "event", "kind": "message.created", "conversation_id": CONVERSATION, "seq": seq, "data": {}}
            for seq in seqs
        ]
        return msgspec.json.decode(msgspec.json.encode({"events": events}), type=answer)


@pytest.mark.parametrize(("fits", "asked"), [(200, [200]), (199, [200, requests.LONG_EVENTS])])
def test_long_events_are_asked_for_in_smaller_pages(fits, asked):
    bus = NarrowBus(fits)
    page = Chat(bus).events(ANA, CONVERSATION, after=7)
    assert bus.asked == asked
    assert [event.seq for event in page] == list(range(8, 8 + asked[-1]))
