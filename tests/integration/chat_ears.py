"""An ear on NATS for tests: hears what chat announces, as realtime would, in a thread of its own."""

import asyncio
import json
import threading

import nats


class Ears:
    """`with Ears(url) as ears:`; `ears.heard(conversation_id)` is the seqs in the order in which they came."""

    def __init__(self, url, subject="chat.event.*"):
        self._url, self._subject = url, subject
        self._frames = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10), "NATS does not answer"
        return self

    def __exit__(self, *problem):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def heard(self, conversation_id):
        return [frame["seq"] for frame in list(self._frames) if frame["conversation_id"] == conversation_id]

    async def _listen(self):
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        client = await nats.connect(
            self._url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,
            error_cb=_ignore,
            inbox_prefix=b"_INBOX_realtime",
        )

        async def keep(message):
            self._frames.append(json.loads(message.data))

        await client.subscribe(self._subject, cb=keep)
        await client.flush()
        self._ready.set()
        await self._end.wait()
        await client.close()


async def _ignore(error):
    """The test cuts lines on purpose."""
