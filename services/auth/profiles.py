"""What people show of themselves: reading and changing one's own profile, and looking others up by id.

Called by routes.profiles and, for other services, by subscriptions. Each change is announced to all.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from services.auth import audit, names
from services.auth.clients import Client
from services.auth.records import Account
from services.auth.stores.accounts import AccountStore
from services.common import subjects
from services.common.bus import Bus
from services.common.errors import InvalidInput, Unauthenticated
from services.common.requests import UserChanged
from services.common.shapes import User

IDS_LIMIT = 1_000


class Profiles:
    def __init__(self, accounts: AccountStore, bus: Bus):
        self._accounts, self._bus = accounts, bus

    def require(self, user_id: str) -> Account:
        """The account that a token speaks for. Raises Unauthenticated when it is gone."""
        account = self._accounts.find(user_id)
        if account is None:
            raise Unauthenticated()
        return account

    def change(self, user_id: str, changes: Mapping[str, str | int], client: Client) -> Account:
        """Set display_name, colour or status_text, whichever are given. Raises InvalidInput that names the field."""
        account = self.require(user_id)
        cleaned = {field: _CLEAN[field](value) for field, value in changes.items()}
        if not cleaned:
            return account
        changed = self._accounts.change(account, cleaned)
        if changed is None:
            raise Unauthenticated()
        audit.record("profile changed", client, user_id=user_id, fields=sorted(cleaned))
        self.announce(changed)
        return changed

    def announce(self, account: Account) -> None:
        """Tell every service what the profile is now."""
        self._bus.publish(subjects.USER_CHANGED, msgspec.json.encode(UserChanged(user=account.user())))

    def of(self, user_ids: Sequence[str]) -> list[User]:
        """The profiles of those who exist, in the order asked for, each once. Raises InvalidInput above IDS_LIMIT."""
        wanted = list(dict.fromkeys(user_ids))
        if len(wanted) > IDS_LIMIT:
            raise InvalidInput(f"Ask for at most {IDS_LIMIT} people at once.", field="user_ids")
        found = {account.id: account.user() for account in self._accounts.find_many(wanted)}
        return [found[user_id] for user_id in wanted if user_id in found]

    def called(self, usernames: Sequence[str]) -> list[User]:
        """The profiles of those who have one of these user names, in no order. Raises InvalidInput above IDS_LIMIT."""
        if len(usernames) > IDS_LIMIT:
            raise InvalidInput(f"Ask for at most {IDS_LIMIT} people at once.", field="usernames")
        return [account.user() for account in self._accounts.find_called(usernames)]


_CLEAN: dict[str, Callable[[str | int], str | int]] = {
    "display_name": lambda value: names.clean_display_name(str(value)),
    "status_text": lambda value: names.clean_status_text(str(value)),
    "colour": int,
}
