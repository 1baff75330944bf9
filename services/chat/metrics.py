"""What chat counts, for /metrics."""

from prometheus_client import Counter, Gauge, Histogram

APPENDED = Counter("natter_chat_appended_events", "Events stored in the log")
DUPLICATES = Counter("natter_chat_duplicate_sends", "Sends answered with the first ack")
RETRIES = Counter("natter_chat_append_retries", "Times another process took the place first")
DOUBTS = Counter("natter_chat_unsettled_commits", "Commits given up without knowing their outcome")
BATCH_RECORDS = Histogram(
    "natter_chat_batch_events", "Events stored by one commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
COMMIT_SECONDS = Histogram(
    "natter_chat_commit_seconds",
    "Time of one commit, retries included",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
APPEND_SECONDS = Histogram(
    "natter_chat_append_seconds",
    "Time from the request to the ack",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
ANNOUNCE_SECONDS = Histogram(
    "natter_chat_announce_seconds",
    "Time from an event's `at` until NATS has stored it",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 300),
)
OWED = Gauge(
    "natter_chat_owed_conversations", "Conversations to be announced from the log", multiprocess_mode="livesum"
)
REPAIRS = Counter("natter_chat_repairs", "Leases of dead processes taken over")
INDEXED = Counter("natter_chat_indexed_events", "Events that the search index has followed")
INDEX_SECONDS = Histogram(
    "natter_chat_index_seconds",
    "Time of one step of indexing, for at most 200 events",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SEARCH_SECONDS = Histogram(
    "natter_chat_search_seconds",
    "Time of one search for messages",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
