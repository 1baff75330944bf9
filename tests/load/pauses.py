"""When to come back after a connection was lost, and how fast people write. Pure; `random` is handed in.

Called by line.py and locustfile.py; the rules of docs/protocol.md.
"""

import re

LONGEST_SECONDS = 30.0
FIRST_SECONDS = 1.0
TOO_FAST_SECONDS = 2.0
TOLD = (1012, 4429, 4503)
TOO_FAST = 4429
NOT_AUTHENTICATED = 4401
# Closed by these, nothing went wrong: the server restarts, or the network did it.
CALM = (1000, 1001, 1006, 1012)


def after_close(code, reason, attempt, random):
    """Seconds until the next attempt, or None to stay away."""
    told = re.search(r"\br=(\d+)", reason) if code in TOLD else None
    if told:
        return int(told[1]) / 1000
    if code == TOO_FAST:
        return TOO_FAST_SECONDS + pause(max(attempt, 4), random)
    if code != NOT_AUTHENTICATED and 4400 <= code <= 4499:
        return None
    return pause(attempt, random)


def pause(attempt, random):
    """A random part of min(30 s, 0.5 s · 2^attempt), the first up to a second."""
    return random.uniform(0.0, min(LONGEST_SECONDS, max(FIRST_SECONDS, 0.5 * 2 ** min(attempt, 10))))


def between_sends(sends_per_second, senders, random):
    """Seconds until this sender says the next message, when all together say that many: people keep no beat."""
    return random.expovariate(sends_per_second / max(1, senders))
