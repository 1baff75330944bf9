"""Notify dies by kill -9 when it has stored notifications and told nobody: NATS hands the message out once more."""

import pytest

from tests.integration.test_notify_alone import ok, read_previews
from tests.stack import wait_for


@pytest.mark.fault("F6")
def test_dying_between_storing_and_acknowledging_tells_nobody_twice(notify_dying):
    rig, ana, ben, conversation_id, event = notify_dying
    wait_for(rig.is_ready, "a new process")
    # The message was not acknowledged: NATS hands it out again when it has waited 30 s.
    wait_for(lambda: is_settled(rig.outside.consumer()), "the redelivery", 45)
    assert len(rig.rows(user_id=ben)) == 1
    assert len(rig.frames(ben)) <= 1
    query = {"conversation_id": conversation_id, "seq": event["seq"]}
    assert ok(rig.get(ben, "/api/notify/decisions", **query))["outcome"] == "notified"
    rig.say(conversation_id, ana, "still there")
    wait_for(lambda: read_previews(rig, ben) == ["Ana: hello", "Ana: still there"], "the next one")


def is_settled(consumer):
    return consumer.delivered.consumer_seq >= 2 and consumer.num_ack_pending == 0
