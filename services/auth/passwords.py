"""Passwords: argon2id hashes, made and checked in a few threads.

Called by registration and logins. An unknown user's password is checked against a hash that no password fits, so
that the answer takes as long as for a known one. Cost after OWASP (19 MiB, 2 rounds): 24 ms here; it is raised by
changing the numbers, and then each login brings its own hash up to date.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.auth.threads import Threads

MEMORY_KIB, ROUNDS, LANES = 19_456, 2, 1


class Passwords:
    def __init__(self, threads: Threads, *, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS):
        self._threads = threads
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=LANES)
        self._nobodys = self._hasher.hash("the hash that unknown users are checked against")

    def hash(self, password: str) -> str:
        """A PHC string with a salt of its own. Raises Unavailable when too many are waiting."""
        return self._threads.run(self._hasher.hash, _bytes(password))

    def fits(self, password_hash: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; None takes as long and is never right. Raises Unavailable."""
        fits = self._threads.run(self._verify, password_hash or self._nobodys, _bytes(password))
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    # The same letters typed on different keyboards may come as different characters.
    return unicodedata.normalize("NFKC", password).encode()
