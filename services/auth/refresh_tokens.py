"""Refresh tokens: opaque to browsers, three parts inside, and only hashes of them are stored.

`<session id>.<family>.<secret>`: the session to look up, a part that stays the same for all tokens of that session,
and 256 bits that change with each turn. Who knows the family has held one of our tokens, so a wrong secret beside a
right family is a token that was used before, while a guess is nothing. The next secret follows from the last one and
a salt made for that turn: the salt alone (the database) and the secret alone (a thief) both say nothing about it, yet
a second tab with the same secret gets the same successor.
"""

import base64
import hashlib
import hmac
import re
import secrets

import msgspec

_FORM = re.compile(r"([0-9a-f]{24})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})")


class RefreshToken(msgspec.Struct, frozen=True):
    session_id: str
    family: str
    secret: str

    def text(self) -> str:
        return f"{self.session_id}.{self.family}.{self.secret}"


def new(session_id: str) -> RefreshToken:
    """The first token of a session."""
    return RefreshToken(session_id, secrets.token_urlsafe(16), secrets.token_urlsafe(32))


def parse(text: str | None) -> RefreshToken | None:
    """None for what cannot be one of ours."""
    match = _FORM.fullmatch(text or "")
    return RefreshToken(*match.groups()) if match else None


def new_salt() -> bytes:
    return secrets.token_bytes(32)


def successor(token: RefreshToken, salt: bytes) -> RefreshToken:
    """The token that follows this one in the turn with that salt."""
    digest = hmac.digest(salt, token.secret.encode(), "sha256")
    secret = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return RefreshToken(token.session_id, token.family, secret)


def hashed(part: str) -> str:
    """What is stored of a family or secret; they are random, so a plain hash cannot be searched."""
    return hashlib.sha256(part.encode()).hexdigest()


def is_same(stored: str | None, part: str) -> bool:
    """Whether the stored hash is of this part."""
    return stored is not None and hmac.compare_digest(stored, hashed(part))
