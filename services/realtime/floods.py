"""How many frames a connection may send: a bucket of 40 that refills with 20 a second.

A refused frame is taken from the bucket too, down into debt: who goes on regardless is recognised by it, who waits
for `retry` seconds is served again. Called by inbox.py for each frame.
"""

import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.realtime.connections import Connection

PER_SECOND = 20.0
BURST = 40
DEBT_LIMIT = 40


def count(connection: "Connection") -> float:
    """Count one frame: 0 when it may be processed, else the seconds to wait; infinity when it is time to close."""
    now = time.monotonic()
    allowance = min(BURST, connection.allowance + (now - connection.counted_at) * PER_SECOND) - 1
    connection.allowance, connection.counted_at = allowance, now
    if allowance >= 0:
        return 0.0
    if allowance < -DEBT_LIMIT:
        return float("inf")
    # Rounded up, and a little more for inexact numbers: whoever waits so long is served.
    return math.ceil((1 - allowance) / PER_SECOND * 100 + 0.01) / 100
