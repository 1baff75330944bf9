"""Chat's surroundings in memory: a database, files, NATS, clocks. test_chat_stores.py holds the stores to real ones.

Several processes share one `World`. Each sees it through stores of its own, on one `Line` on which a test can let calls
fail: before they do anything, or after they did it, so that only the answer is lost; or let the process die there.
"""

from tests.unit.chat.fakes.bus import FakeBus
from tests.unit.chat.fakes.files import MemoryFiles
from tests.unit.chat.fakes.line import Crash, Line
from tests.unit.chat.fakes.stores import FakeStores
from tests.unit.chat.fakes.world import World

__all__ = ["Crash", "FakeBus", "FakeStores", "Line", "MemoryFiles", "World"]
