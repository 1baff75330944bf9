"""Messages on their way: who shall hear each, and how long it took. Pure; the clock is handed in.

Called by locustfile.py. Knows only the users of this process, which is all of them unless locust runs distributed. A
user who dropped their line is still expected to hear what was said meanwhile, by the replay.
"""

import collections
from dataclasses import dataclass, field

OVERDUE_SECONDS = 20.0
MOST = 20_000


@dataclass
class Flight:
    conversation_id: str
    sent_at: float
    waiting: set = field(default_factory=set)


class Flights:
    """`arrive` and `leave` say who is here; `start`, `land` and `overdue` follow the messages."""

    def __init__(self, now):
        self._now = now
        self._here = collections.defaultdict(set)
        self._flights = collections.OrderedDict()

    def arrive(self, user_id, conversation_ids):
        for conversation_id in conversation_ids:
            self._here[conversation_id].add(user_id)

    def leave(self, user_id):
        """Nothing is expected of this user any more."""
        for users in self._here.values():
            users.discard(user_id)
        for flight in self._flights.values():
            flight.waiting.discard(user_id)

    def start(self, client_message_id, conversation_id, sender_id):
        """The message goes out now, to everybody else who is here."""
        waiting = self._here[conversation_id] - {sender_id}
        self._flights[client_message_id] = Flight(conversation_id, self._now(), waiting)
        while len(self._flights) > MOST:
            self._flights.popitem(last=False)

    def cancel(self, client_message_id):
        """It was refused."""
        self._flights.pop(client_message_id, None)

    def land(self, client_message_id, user_id):
        """Seconds from the send until this user heard it; None for one that nobody waits for."""
        flight = self._flights.get(client_message_id)
        if flight is None or user_id not in flight.waiting:
            return None
        flight.waiting.discard(user_id)
        if not flight.waiting:
            del self._flights[client_message_id]
        return self._now() - flight.sent_at

    def overdue(self):
        """(client_message_id, user_id) of those who should have heard long ago; each is named once."""
        late = []
        for client_message_id, flight in list(self._flights.items()):
            if self._now() - flight.sent_at < OVERDUE_SECONDS:
                break
            late += [(client_message_id, user_id) for user_id in sorted(flight.waiting)]
            del self._flights[client_message_id]
        return late
