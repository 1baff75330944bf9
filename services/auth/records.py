"""What auth keeps, as the stores hand it out. Times are aware UTC datetimes."""

from datetime import datetime

import msgspec

from services.auth.shapes import Me
from services.common.shapes import User


class Taken(Exception):
    """Another account has this username or e-mail address; `field` says which."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


class Account(msgspec.Struct, kw_only=True, frozen=True):
    """A login and its profile. `password_hash` is a PHC string, `avatar` the name of a picture."""

    id: str
    username: str
    email: str | None
    password_hash: str
    display_name: str
    colour: int
    status_text: str
    avatar: str | None
    created_at: datetime

    def user(self) -> User:
        """What everybody may see."""
        return User(
            id=self.id,
            username=self.username,
            display_name=self.display_name,
            avatar_url=f"/api/auth/avatars/{self.avatar}.webp" if self.avatar else None,
            colour=self.colour,
            status_text=self.status_text,
        )

    def me(self) -> Me:
        """What the owner sees."""
        return Me(**msgspec.structs.asdict(self.user()), email=self.email)


class StoredSession(msgspec.Struct, kw_only=True, frozen=True):
    """One device logged in.

    The hashes are of parts of its refresh token, `salt` is of its last turn (refresh_tokens.py).
    """

    id: str
    user_id: str
    family_hash: str
    token_hash: str
    previous_hash: str | None = None
    salt: bytes | None = None
    rotated_at: datetime | None = None
    address: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Picture(msgspec.Struct, kw_only=True, frozen=True):
    """An avatar: WebP, 256 × 256."""

    name: str
    user_id: str
    data: bytes
    created_at: datetime
