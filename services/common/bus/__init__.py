"""NATS for code that runs in greenlets: the only folder that knows asyncio or nats-py.

Used by app.py (start, stop), subscriptions.py (what comes in) and use-cases (what goes out). bus.py says what may be
asked of it and what it promises; behind it stand the line (connection.py), questions and answers (questions.py) and the
stored stream (streams.py).
"""

from services.common.bus.bus import Bus
from services.common.bus.listening import Message, Subscription

__all__ = ["Bus", "Message", "Subscription"]
