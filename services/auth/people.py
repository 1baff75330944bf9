"""Finding people by a part of their names, to start a conversation with them."""

from services.auth import search_terms
from services.auth.records import Account
from services.auth.stores.accounts import AccountStore
from services.common.shapes import User

FOUND_LIMIT = 20
CANDIDATES_LIMIT = 200


class People:
    def __init__(self, accounts: AccountStore):
        self._accounts = accounts

    def search(self, query: str) -> list[User]:
        """At most FOUND_LIMIT: who is called exactly so, those with a word that begins so, those that have it inside.

        An empty query suggests some people.
        """
        folded = search_terms.fold(query.strip().removeprefix("@"))
        if not folded:
            return [account.user() for account in _sorted(self._accounts.some(FOUND_LIMIT))]
        found: dict[str, Account] = {}
        for look in (self._called, self._beginning, self._having):
            if len(found) < FOUND_LIMIT:
                found.update({account.id: account for account in _sorted(look(folded)) if account.id not in found})
        return [account.user() for account in found.values()][:FOUND_LIMIT]

    def _called(self, folded: str) -> list[Account]:
        account = None if "@" in folded else self._accounts.find_by_login(folded)
        return [account] if account else []

    def _beginning(self, folded: str) -> list[Account]:
        # The term says all of a short query, so that no more candidates are needed than people.
        limit = FOUND_LIMIT if len(folded) <= search_terms.PREFIX_LIMIT else CANDIDATES_LIMIT
        return _matching(self._accounts.find_by_term(search_terms.beginning(folded), limit), folded)

    def _having(self, folded: str) -> list[Account]:
        term = search_terms.inside(folded)
        return _matching(self._accounts.find_by_term(term, CANDIDATES_LIMIT), folded) if term else []


def _matching(candidates: list[Account], folded: str) -> list[Account]:
    return [one for one in candidates if search_terms.has(folded, one.username, one.display_name)]


def _sorted(accounts: list[Account]) -> list[Account]:
    return sorted(accounts, key=lambda account: account.username)
