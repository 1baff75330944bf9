"""The nemesis' proxy for tests that do not live in an asyncio loop."""

import asyncio
import threading
from contextlib import contextmanager

from deploy.verification.nemesis import Proxy

SECONDS = 10.0


@contextmanager
def proxy_to(port):
    """A proxy to a port of this machine, in a loop and thread of its own; its commands may be given from here."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = Proxy(port)
    asyncio.run_coroutine_threadsafe(proxy.start(), loop).result(SECONDS)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result(SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS)
        loop.close()
