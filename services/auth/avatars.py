"""Avatars: each change is a new picture under a new name, so that a picture's address can be kept for ever."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime

from services.auth import audit
from services.auth.clients import Client
from services.auth.images import Images
from services.auth.profiles import Profiles
from services.auth.records import Account, Picture
from services.auth.stores.accounts import AccountStore
from services.auth.stores.pictures import PictureStore
from services.common import clock
from services.common.errors import InvalidInput, NotFound, TooLarge, Unauthenticated

BYTES_LIMIT = 5_000_000

_NAME = re.compile(r"[0-9a-f]{32}")


class Avatars:
    def __init__(
        self,
        accounts: AccountStore,
        pictures: PictureStore,
        profiles: Profiles,
        images: Images,
        now: Callable[[], datetime] = clock.now,
    ):
        self._accounts, self._pictures, self._profiles = accounts, pictures, profiles
        self._images, self._now = images, now

    def replace(self, user_id: str, data: bytes, client: Client) -> Account:
        """Make this the user's picture. Raises InvalidInput, TooLarge, Unavailable when too many are being made."""
        if not data:
            raise InvalidInput("Send the picture as the body of the request.", field="avatar")
        if len(data) > BYTES_LIMIT:
            raise TooLarge("A picture has at most 5 MB.", field="avatar")
        drawn = self._images.avatar_of(data)
        name = secrets.token_hex(16)
        self._pictures.insert(Picture(name=name, user_id=user_id, data=drawn, created_at=self._now()))
        return self._set(user_id, name, client)

    def remove(self, user_id: str, client: Client) -> Account:
        """Back to initials on a colour."""
        return self._set(user_id, None, client)

    def get(self, name: str) -> bytes:
        """WebP bytes. Raises NotFound."""
        data = self._pictures.find(name) if _NAME.fullmatch(name) else None
        if data is None:
            raise NotFound("picture")
        return data

    def _set(self, user_id: str, name: str | None, client: Client) -> Account:
        before = self._accounts.set_avatar(user_id, name)
        if before is None:
            raise Unauthenticated()
        if before.avatar:
            self._pictures.delete(before.avatar)
        account = self._profiles.require(user_id)
        audit.record("profile changed", client, user_id=user_id, fields=["avatar"])
        self._profiles.announce(account)
        return account
