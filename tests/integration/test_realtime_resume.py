"""Lost lines: whatever happens to sockets and processes, each device ends with every event once and in order."""

import os
import random
import signal
import threading
import time

import pytest
import redis
from websockets.exceptions import ConnectionClosed

from tests.integration.returning import assert_level, read_until_level, reconnect
from tests.stack import wait_for


class Writer(threading.Thread):
    """Posts over REST, again with the same id until it is acknowledged."""

    def __init__(self, person, conversation_id, count):
        super().__init__()
        self.person, self.conversation_id, self.count = person, conversation_id, count
        self.acked = []

    def run(self):
        for number in range(self.count):
            for _ in range(50):
                try:
                    self.acked.append(self.person.post(self.conversation_id, f"{number}", f"c-{number}"))
                    break
                except Exception:
                    time.sleep(0.2)
            time.sleep(0.01)


@pytest.mark.fault("F11")
def test_devices_that_come_and_go_miss_nothing_and_get_nothing_twice(ana, ben):
    chat = ana.open_direct(ben)
    devices = [ben.device(f"device-{number}", cursors={chat: 0}) for number in range(3)]
    writer = Writer(ana, chat, 120)
    writer.start()
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    while writer.is_alive():
        device = chance.choice(devices)
        if chance.random() < 0.5:
            device.drop()
            reconnect(device)
        else:
            try:
                for _ in range(chance.randrange(20)):
                    device.read(0.05)
            except TimeoutError:
                pass
    writer.join()
    for device in devices:
        read_until_level(device, chat, 120)
        received = [frame["seq"] for frame in device.frames if frame["type"] == "event"]
        assert len(received) == len(set(received)), f"doubles on the wire, seed {seed}"
    assert_level(ana, devices, chat, 120)


def test_more_than_200_missed_events_are_one_gap_and_fetched(ana, ben):
    chat = ana.open_direct(ben)
    device = ben.device()
    device.drop()
    for number in range(210):
        ana.post(chat, f"{number}")
    device.cursors[chat] = 0
    device.connect()
    gap = next(frame for frame in device.frames if frame["type"] == "gap")
    assert (gap["from"], gap["to"]) == (1, 210)
    ana.post(chat, "live")
    read_until_level(device, chat, 211)
    assert_level(ana, [device], chat, 211)


def test_killed_processes_lose_nothing(stack, ana, ben):
    chat = ana.open_direct(ben)
    devices = [ben.device(f"device-{number}", cursors={chat: 0}) for number in range(4)]
    writer = Writer(ana, chat, 150)
    writer.start()
    readers = [threading.Thread(target=read_until_level, args=(device, chat, 150)) for device in devices]
    for reader in readers:
        reader.start()
    killed = set()
    for round_number in range(1, 4):
        # In the middle of what is being said.
        wait_for(lambda so_far=20 * round_number: len(writer.acked) >= so_far, "some more acks", 60)
        for pid in stack.worker_pids("realtime"):
            try:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            except ProcessLookupError:
                continue
        stack.wait_until_ready("realtime")
    writer.join()
    for reader in readers:
        reader.join()
    assert len(killed) >= 3
    assert len(writer.acked) == 150
    assert_level(ana, devices, chat, 150)


@pytest.mark.fault("F13")
def test_an_orderly_end_closes_with_1012_and_a_delay_and_loses_nothing(stack, ana, ben):
    chat = ana.open_direct(ben)
    devices = [ben.device(f"device-{number}", cursors={chat: 0}) for number in range(6)]
    ana.post(chat, "before")
    for device in devices:
        read_until_level(device, chat, 1)
    stack.kill("realtime", signal.SIGTERM)
    for device in devices:
        with pytest.raises(ConnectionClosed) as closed:
            device.wait_for("never")
        assert closed.value.rcvd.code == 1012
        assert closed.value.rcvd.reason.startswith("r=")
    ana.post(chat, "meanwhile")
    for device in devices:
        reconnect(device)
        read_until_level(device, chat, 2)
    assert_level(ana, devices, chat, 2)


@pytest.mark.fault("F4")
def test_a_stopped_nats_only_delays(stack, ana, ben):
    chat = ana.open_direct(ben)
    device = ben.device("device", cursors={chat: 0})
    frozen = stack.pause("nats")
    try:
        acked = Writer(ana, chat, 3)
        acked.start()
        # Stored and acknowledged all the same.
        wait_for(lambda: len(acked.acked) == 3, "three acks", 30)
    finally:
        stack.go_on(frozen)
    acked.join()
    read_until_level(device, chat, 3)
    assert_level(ana, [device], chat, 3)


def test_flushed_presence_comes_back_by_itself(stack, ana, ben):
    ana.open_direct(ben)
    watcher, watched = ana.device(), ben.device()
    watcher.say({"type": "watch", "user_ids": [ben.user_id]})
    watcher.wait_for("presence", user_id=ben.user_id, state="online")
    with redis.Redis.from_url(stack.redis_url("realtime"), decode_responses=True) as cache:
        cache.delete(f"presence:{ben.user_id}")
    with redis.Redis.from_url(stack.redis_url("realtime"), decode_responses=True) as cache:
        wait_for(lambda: cache.zcard(f"presence:{ben.user_id}"), "presence again", 40)
    watched.close()
