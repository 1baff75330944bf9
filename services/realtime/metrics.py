"""Metrics: what /metrics says about the open connections.

Counting in the hub is plain integers; here they are copied into Prometheus' numbers every half second, which also
works with several workers.
"""

from prometheus_client import Counter, Gauge, Histogram

from services.realtime.hub import Hub
from services.realtime.repairs import Repairs
from services.realtime.writer import Writer

CONNECTIONS = Gauge("natter_realtime_connections", "Open connections", multiprocess_mode="livesum")
CONVERSATIONS = Gauge("natter_realtime_conversations", "Conversations served", multiprocess_mode="livesum")
OUTBOX_BYTES = Gauge("natter_realtime_outbox_bytes", "Bytes waiting for slow readers", multiprocess_mode="livesum")
DELIVERIES = Counter("natter_realtime_deliveries", "Events put to connections")
REPAIRED = Counter("natter_realtime_repaired_events", "Events read from the log because no announcement brought them")
CLOSES = Counter("natter_realtime_closes", "Connections closed", ["code"])
HELLO_SECONDS = Histogram(
    "natter_realtime_hello_seconds",
    "From hello to caught",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Metrics:
    """Give it the hub, the writer and who repairs."""

    def __init__(self, hub: Hub, writer: Writer, repairs: Repairs):
        self._hub, self._writer, self._repairs = hub, writer, repairs
        self._deliveries = self._repaired = 0

    def closed(self, code: int) -> None:
        # Codes are the peer's choice: name only ours, or anybody could make as many series as they like.
        CLOSES.labels(code if code in _OWN_CODES else "other").inc()

    def greeted(self, seconds: float) -> None:
        HELLO_SECONDS.observe(seconds)

    def count(self) -> None:
        """Copy the numbers; called every half second."""
        CONNECTIONS.set(len(self._hub.connections))
        CONVERSATIONS.set(len(self._hub.conversations))
        OUTBOX_BYTES.set(self._writer.blocked_bytes)
        DELIVERIES.inc(self._hub.deliveries - self._deliveries)
        self._deliveries = self._hub.deliveries
        REPAIRED.inc(self._repairs.events_read - self._repaired)
        self._repaired = self._repairs.events_read


_OWN_CODES = frozenset((1000, 1001, 1002, 1006, 1007, 1009, 1011, 1012, 4008, 4401, 4403, 4429, 4503))
