"""Coming back, as a patient client does: reconnecting, reading on until level, and what level means."""

import random
import time

from websockets.exceptions import ConnectionClosed, WebSocketException

LOST = (ConnectionClosed, OSError, EOFError)
"""What a device meets when its line is gone."""


def reconnect(device, seconds=30):
    """Come back as a patient client does."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            device.connect()
            return
        except (OSError, WebSocketException, AssertionError, EOFError) as error:
            # The gateway answers 502 or 503 while nobody is behind it.
            if time.monotonic() > deadline:
                raise AssertionError(f"{device.name} cannot come back") from error
            time.sleep(random.uniform(0.1, 0.4))


def read_until_level(device, conversation_id, count, seconds=60):
    """Read, come back when the line is lost, and read on until `count` events are applied."""
    deadline = time.monotonic() + seconds
    while len(device.seqs(conversation_id)) < count:
        assert time.monotonic() < deadline, f"{device.name} has {len(device.seqs(conversation_id))} of {count}"
        try:
            device.read(1.0)
        except TimeoutError:
            continue
        except LOST:
            reconnect(device)


def assert_level(person, devices, conversation_id, count):
    everything = [event["seq"] for event in person.events(conversation_id)]
    assert everything == list(range(1, count + 1))
    for device in devices:
        assert device.seqs(conversation_id) == everything, device.name
