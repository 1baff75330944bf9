"""Removed in the middle of what is being said and of catching up: the removal is the last thing they hear."""

import contextlib
import threading

import pytest

from tests.integration.returning import LOST, reconnect
from tests.integration.test_realtime_resume import Writer

ROUNDS = 4
MESSAGES = 60


class Lurker(threading.Thread):
    """A device that drops its line and catches up from the beginning, again and again; `wire` is all it was told."""

    def __init__(self, person, conversation_id, drops):
        super().__init__(daemon=True)
        self.conversation_id, self._drops = conversation_id, drops
        self.device = person.device(f"{person.username}-{'returns' if drops else 'stays'}", {conversation_id: 0})
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.is_set():
            try:
                for _ in range(15):
                    self.device.read(0.2)
            except TimeoutError:
                pass
            except LOST:
                reconnect(self.device)
            if self._drops:
                self.device.drop()
                self.device.cursors.pop(self.conversation_id, None)
                self.device.cursors[self.conversation_id] = 0
                self.device.applied.pop(self.conversation_id, None)
                reconnect(self.device)

    @property
    def wire(self):
        return [frame for frame in self.device.frames if frame.get("conversation_id") == self.conversation_id]


@pytest.mark.fault("F18")
def test_a_removed_member_hears_nothing_after_the_removal_whatever_they_were_reading(ana, ben, stack):
    for number in range(ROUNDS):
        conversation_id = ana.open_group(f"Plans {number}", ben)
        lurkers = [Lurker(ben, conversation_id, drops) for drops in (False, True)]
        writer = Writer(ana, conversation_id, MESSAGES)
        for thread in (writer, *lurkers):
            thread.start()
        while len(writer.acked) < MESSAGES // 3:
            writer.join(0.01)
            assert writer.is_alive(), "the writer ended too early"
        path = f"/api/chat/conversations/{conversation_id}/members/{ben.user_id}"
        ana.call("DELETE", path, status=(200, 204))
        writer.join(60)
        removal = next(event for event in ana.events(conversation_id) if event["kind"] == "member.removed")
        stays, _ = lurkers
        for lurker in lurkers:
            lurker.is_over.set()
            lurker.join(30)
            assert not lurker.is_alive()
        stays.device.wait_until(lambda: removal["seq"] in stays.device.seqs(conversation_id))  # noqa: B023
        assert stays.device.seqs(conversation_id) == list(range(1, removal["seq"] + 1))
        for lurker in lurkers:
            with contextlib.suppress(TimeoutError):
                lurker.device.read(0.3)
            told = [frame["seq"] for frame in lurker.wire if frame["type"] == "event"]
            assert max(told, default=0) <= removal["seq"], "told of what came after the removal"
        assert ben.refusal("GET", f"/api/chat/conversations/{conversation_id}/events?after=0") == (404, "not_found")
        assert len(ana.events(conversation_id)) == MESSAGES + 1
        for lurker in lurkers:
            lurker.device.close()
