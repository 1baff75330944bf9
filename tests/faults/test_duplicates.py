"""Everything comes more than once: frames from clients, announcements from chat."""

import asyncio
import json

import nats
import pytest

from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks

COPIES = 3


@pytest.mark.fault("F8")
def test_what_is_sent_and_announced_several_times_is_stored_and_told_once(stack, ana, ben, checker):
    conversation_id = ana.open_direct(ben)
    speakers = [Speaker(person, conversation_id, copies=COPIES) for person in (ana, ben)]
    listeners = [Listener(ben, conversation_id), Listener(ana, conversation_id)]
    for thread in (*speakers, *listeners):
        thread.start()
    wait_for_acks(speakers, 30)
    asyncio.run(announce_again(stack, ana.events(conversation_id)))
    wait_for_acks(speakers, 30)
    events = assert_whole(ana, conversation_id, speakers, listeners)
    asyncio.run(announce_again(stack, events))
    last = ana.post(conversation_id, "the last one")
    for listener in listeners:
        listener.device.wait_until(lambda listener=listener: last["seq"] in listener.device.seqs(conversation_id))
        told = [frame["seq"] for frame in listener.device.frames if frame["type"] == "event"]
        assert told == list(range(1, last["seq"] + 1)), "told twice on the wire"
    acks = [frame for speaker in speakers for frame in speaker.device.frames if frame["type"] == "ack"]
    places = {}
    for ack in acks:
        assert places.setdefault(ack["client_message_id"], ack["seq"]) == ack["seq"]
    assert any(ack["duplicate"] for ack in acks)
    assert checker.check(conversation_id) == []


async def announce_again(stack, events):
    """Publish what chat has announced, twice more, newest first: without message ids nothing drops it on the way."""
    client = await nats.connect(stack.nats_url("chat"), inbox_prefix=b"_INBOX_chat")
    for event in [*reversed(events), *events]:
        await client.publish(f"chat.event.{event['conversation_id']}", json.dumps(event).encode())
    await client.flush(5)
    await client.close()
