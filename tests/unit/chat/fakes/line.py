"""A process's line to the world, on which a test can let calls fail."""

from contextlib import contextmanager

from services.common.errors import Unavailable


class Crash(BaseException):
    """The process is dead; nothing of it may catch this."""


class Line:
    """A process's line to the world. `faults`: what happens to the calls to come, by how many calls lie before each."""

    def __init__(self):
        self.calls = 0
        self.faults = {}
        self.is_dead = False

    def fail_in(self, calls, fault):
        """`fault`: "before", "after", "crash before" or "crash after"."""
        self.faults[self.calls + calls] = fault

    @contextmanager
    def undisturbed(self):
        """For a look from outside: no faults, and nothing is counted."""
        calls, faults, is_dead = self.calls, self.faults, self.is_dead
        self.faults, self.is_dead = {}, False
        try:
            yield
        finally:
            self.calls, self.faults, self.is_dead = calls, faults, is_dead

    def run(self, action, error=Unavailable):
        if self.is_dead:
            raise Crash
        fault = self.faults.pop(self.calls, None)
        self.calls += 1
        if fault == "before":
            raise error()
        if fault == "crash before":
            self.is_dead = True
            raise Crash
        answer = action()
        if fault == "after":
            raise error()
        if fault == "crash after":
            self.is_dead = True
            raise Crash
        return answer
