"""Notify as a process of its own: a wiped stream, Redis gone, a burst. (That it dies: tests/faults.)"""

import signal
import time

import pytest

from tests.integration.notify_alone import NotifyAlone
from tests.stack import wait_for


@pytest.fixture(scope="module")
def rig():
    with NotifyAlone() as running:
        yield running


def read_previews(rig, user_id):
    page = rig.get(user_id, "/api/notify/notifications", limit=100).json()
    return [one["preview"] for one in reversed(page["notifications"])]


def test_a_message_is_told_to_the_others_within_a_moment(rig):
    ana, ben = rig.person("Ana"), rig.person("Ben")
    conversation_id = rig.open_group("Plans", ana, ben)
    rig.say(conversation_id, ana, "hello")
    wait_for(lambda: rig.frames(ben), "a frame", 5)
    (frame,) = rig.frames(ben)
    assert (frame["type"], frame["action"], frame["notification"]["preview"]) == (
        "notification",
        "created",
        "Ana: hello",
    )
    assert read_previews(rig, ben) == ["Ana: hello"]
    assert not rig.frames(ana)


def test_a_message_after_a_quiet_while_is_told_as_soon(rig):
    quiet_until = time.monotonic() + 7  # longer than one fetch of the consumer waits
    wait_for(lambda: time.monotonic() > quiet_until, "a quiet while")
    ana, ben = rig.person("Ana"), rig.person("Ben")
    rig.say(rig.open_group("Plans", ana, ben), ana, "anybody there?")
    wait_for(lambda: rig.frames(ben), "a frame", 2)


def test_who_looks_is_not_told_and_may_ask_why(rig):
    ana, ben = rig.person("Ana"), rig.person("Ben")
    conversation_id = rig.open_group("Plans", ana, ben)
    rig.redis.zadd(f"looking:{conversation_id}", {f"{ben}:connection": time.time() + 30})
    event = rig.say(conversation_id, ana, "you see this")
    query = {"conversation_id": conversation_id, "seq": event["seq"]}
    answer = wait_for(lambda: ok(rig.get(ben, "/api/notify/decisions", **query)), "a decision")
    assert answer["reason"] == "looking"
    rig.redis.zadd(f"looking:{conversation_id}", {f"{ben}:connection": time.time() - 1})
    rig.say(conversation_id, ana, "you do not see this")
    wait_for(lambda: rig.frames(ben), "a frame")
    assert read_previews(rig, ben) == ["Ana: you do not see this"]


def test_a_read_position_withdraws(rig):
    ana, ben = rig.person("Ana"), rig.person("Ben")
    conversation_id = rig.open_group("Plans", ana, ben)
    rig.say(conversation_id, ana, "hello")
    wait_for(lambda: rig.frames(ben), "a frame")
    frame = {"type": "read", "conversation_id": conversation_id, "user_id": ben, "message_no": 1}
    rig.outside.publish(f"chat.read.{conversation_id}", frame)
    wait_for(lambda: len(rig.frames(ben)) == 2, "the withdrawal")
    withdrawn = rig.frames(ben)[1]
    assert (withdrawn["action"], withdrawn["conversation_id"], withdrawn["message_no"]) == (
        "withdrawn",
        conversation_id,
        1,
    )
    assert rig.rows(user_id=ben)[0]["read_at"]


def test_a_burst_in_a_large_group_is_told_once_each_and_soon(rig):
    people = [rig.person(f"Person {number}") for number in range(200)]
    conversation_id = rig.open_group("Everybody", *people)
    events = [rig.write(conversation_id, people[0], f"message {number}") for number in range(50)]
    rig.outside.announce(events)
    wait_for(lambda: all(len(rig.frames(user_id)) == 50 for user_id in people[1:]), "all frames", 60)
    assert rig.database.notifications.count_documents({"conversation_id": conversation_id}) == 50 * 199
    told = [frame["notification"]["message_no"] for frame in rig.frames(people[7])]
    assert told == list(range(1, 51))


def test_redis_gone_means_that_everybody_is_told(rig):
    ana, ben = rig.person("Ana"), rig.person("Ben")
    conversation_id = rig.open_group("Plans", ana, ben)
    rig.redis.zadd(f"looking:{conversation_id}", {f"{ben}:connection": time.time() + 30})
    redis = rig.processes["redis"]
    redis.end(signal.SIGKILL)
    rig.say(conversation_id, ana, "in the dark")
    wait_for(lambda: rig.frames(ben), "a frame")
    assert rig.is_ready()


def test_a_wiped_stream_loses_no_notification(rig):
    ana, ben = rig.person("Ana"), rig.person("Ben")
    conversation_id = rig.open_group("Plans", ana, ben)
    rig.say(conversation_id, ana, "before")
    wait_for(lambda: rig.frames(ben), "a frame")
    rig.write(conversation_id, ana, "lost with the stream")
    rig.wipe_nats()
    rig.outside.make_stream()
    rig.say(conversation_id, ana, "after")
    wait_for(lambda: len(rig.frames(ben)) == 3, "all three", 30)
    assert read_previews(rig, ben) == ["Ana: before", "Ana: lost with the stream", "Ana: after"]


def ok(answer):
    return answer.json() if answer.status_code == 200 else None
