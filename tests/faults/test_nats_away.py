"""NATS stands still, dies and comes back empty, or cannot be reached by one service: people talk on all the same."""

import contextlib
import json
import re

import pytest

from deploy.stack import launch
from deploy.verification.nemesis.kills import Kill, Pause
from deploy.verification.nemesis.stores import WipeNats
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.faults.proxies import proxy_to
from tests.stack import wait_for


def begin_to_talk(*people):
    conversation_id = people[0].open_direct(people[1])
    speakers = [Speaker(person, conversation_id) for person in people]
    listeners = [Listener(person, conversation_id) for person in people]
    for thread in (*speakers, *listeners):
        thread.start()
    wait_for_acks(speakers, 10)
    return conversation_id, speakers, listeners


def wait_until_heard(speakers, listeners):
    """Return when all that is acknowledged now was heard: without waiting for what follows."""
    last = max(ack["seq"] for speaker in speakers for ack in list(speaker.acks.values()))
    for one in listeners:
        wait_for(lambda one=one: one.device.cursors[one.conversation_id] >= last, f"{last} heard", 40)


@pytest.mark.fault("F4")
def test_people_talk_on_while_nats_stands_still_and_after_it_came_back_empty(local, ana, ben, checker):
    conversation_id, speakers, listeners = begin_to_talk(ana, ben)
    pause = Pause("nats")
    pause.begin(local, None)
    try:
        wait_for_acks(speakers, 10)
        wait_until_heard(speakers, listeners)
    finally:
        pause.heal(local, None)
    wipe = WipeNats()
    wipe.begin(local, None)
    wipe.heal(local, None)
    assert wipe.record["wiped_files"] > 0
    wait_for_acks(speakers, 10)
    assert_whole(ana, conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
    # What was announced into the empty stream reaches notify too.
    note = ana.post(conversation_id, "are you there?")
    wait_for(lambda: note["seq"] in [each["seq"] for each in ben.notifications()], "the notification", 40)


@contextlib.contextmanager
def nats_through_a_proxy(local, service):
    """The service reaches NATS through a proxy while the block runs; it is restarted before and after."""
    file = launch.program_file(local.folder, service)
    text = file.read_text()
    program = json.loads(text)
    with proxy_to(local.ports()["nats"]) as proxy:
        url = program["environment"]["NATS_URL"]
        program["environment"]["NATS_URL"] = re.sub(r":\d+$", f":{proxy.port}", url)
        file.write_text(json.dumps(program))
        try:
            restart(local, service)
            wait_for(lambda: proxy.open_lines > 0, f"{service} at the proxy")
            yield proxy
        finally:
            file.write_text(text)
            restart(local, service)


def restart(local, service):
    kill = Kill(service)
    kill.begin(local, None)
    kill.heal(local, None)


@pytest.mark.fault("F5")
def test_people_talk_on_while_realtime_cannot_reach_nats(local, ana, ben, checker):
    with nats_through_a_proxy(local, "realtime") as proxy:
        conversation_id, speakers, listeners = begin_to_talk(ana, ben)
        proxy.black_hole(True)
        wait_for_acks(speakers, 10)
        ana.post(conversation_id, "over the other door")
        wait_until_heard(speakers, listeners)
        assert proxy.black_hole(False) > 0
        wait_for_acks(speakers, 10)
        assert_whole(ana, conversation_id, speakers, listeners)
        assert all(listener.closes == [] for listener in listeners)
        for listener in listeners:
            told = [frame["seq"] for frame in listener.device.frames if frame["type"] == "event"]
            assert told == sorted(set(told)), "told twice on the wire"
    assert checker.check(conversation_id) == []
