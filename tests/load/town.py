"""Who talks where: everybody has a team of at most eight, a square of at most fifty and the one who came before them.

Called by locustfile.py when a user starts. Conversations are opened by the people themselves, through the public door.
"""

import threading
from dataclasses import dataclass

TEAM_SIZE = 8
SQUARE_SIZE = 50


@dataclass(frozen=True)
class Home:
    """Conversation ids; the first person of all has no direct one."""

    team: str
    square: str
    direct: str | None

    @property
    def conversation_ids(self):
        return [each for each in (self.team, self.square, self.direct) if each is not None]


@dataclass
class Circle:
    conversation_id: str
    founder: object
    members: int = 1


class Town:
    """People are given as objects with `open_group(title)`, `open_direct(person)` and `add_member(id, person)`."""

    def __init__(self):
        self._lock = threading.Lock()
        self._teams, self._squares = [], []
        self._last = None

    def settle(self, person):
        """A home for somebody new. What the person raises, rises."""
        with self._lock:
            team = self._join(person, self._teams, TEAM_SIZE, "Team")
            square = self._join(person, self._squares, SQUARE_SIZE, "Square")
            direct = person.open_direct(self._last) if self._last is not None else None
            self._last = person
        return Home(team, square, direct)

    def _join(self, person, circles, size, name):
        if not circles or circles[-1].members >= size:
            circles.append(Circle(person.open_group(f"{name} {len(circles) + 1}"), person))
        else:
            circles[-1].founder.add_member(circles[-1].conversation_id, person)
            circles[-1].members += 1
        return circles[-1].conversation_id
