"""What notify counts, for /metrics."""

from prometheus_client import Counter, Gauge

CONSUMED = Counter("natter_notify_consumed_events", "Events dealt with", ["kind"])
CREATED = Counter("natter_notify_created_notifications", "Notifications stored")
SUPPRESSED = Counter("natter_notify_suppressed_notifications", "Members not told, by reason", ["reason"])
WITHDRAWN = Counter("natter_notify_withdrawn_conversations", "Times a person's notifications were withdrawn")
HEALED = Counter("natter_notify_healed_events", "Events that came from the log because the stream did not bring them")
LAG = Gauge("natter_notify_lag_seconds", "Age of the event that was dealt with last", multiprocess_mode="mostrecent")
