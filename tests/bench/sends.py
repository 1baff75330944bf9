"""How many messages a second are stored and acknowledged, and how long an ack takes.

    .venv/bin/python -m tests.bench.sends http://127.0.0.1:8080

200 direct conversations, each sender waiting for its ack before the next message, for 10 seconds; then 100 messages a
second spread evenly, for 10 seconds. Through the gateway; one asyncio process makes the load.
"""

import asyncio
import sys
import time

from tests.bench.client import Device, people, percentiles

CONVERSATIONS = 200
SECONDS = 10
BODY = "x" * 100


async def main(url):
    # A sender each: a connection may say 20 frames a second.
    senders, receivers = people(url, CONVERSATIONS), people(url, 20)
    devices = [await Device(person).open() for person in senders]
    listeners = [await Device(person).open() for person in receivers]
    pairs = [
        (device, device.person.open(kind="direct", user_id=receivers[number % len(receivers)].user_id))
        for number, device in enumerate(devices)
    ]
    waited = []

    async def send(device, conversation_id):
        begun = time.perf_counter()
        await device.send(conversation_id, BODY)
        waited.append(time.perf_counter() - begun)

    async def keep_sending(device, conversation_id, until):
        while time.perf_counter() < until:
            try:
                await send(device, conversation_id)
            except RuntimeError:
                # 20 frames a second and connection: wait as the server says.
                await asyncio.sleep(0.05)

    await asyncio.gather(*(keep_sending(*pair, time.perf_counter() + SECONDS) for pair in pairs))
    print(f"as fast as it goes: {len(waited) / SECONDS:.0f} sends/s, ack p50 and p99 {percentiles(waited)} ms")
    waited.clear()
    begun, sends = time.perf_counter(), []
    for number in range(100 * SECONDS):
        await asyncio.sleep(max(0.0, begun + number / 100 - time.perf_counter()))
        sends.append(asyncio.create_task(send(*pairs[number * 7 % len(pairs)])))
    await asyncio.gather(*sends)
    print(f"at 100 sends/s: ack p50 and p99 {percentiles(waited)} ms")
    for device in (*devices, *listeners):
        await device.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
