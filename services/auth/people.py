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
        """At most FOUND_LIMIT: first those with a word that begins with the query, then those that have it inside.

        An empty query answers who comes first by username.
        """
        folded = search_terms.fold(query.strip().removeprefix("@"))
        if not folded:
            return [account.user() for account in self._accounts.first(FOUND_LIMIT)]
        found = self._find(search_terms.beginning(folded), folded)
        inside = search_terms.inside(folded)
        if inside and len(found) < FOUND_LIMIT:
            known = {account.id for account in found}
            found += [account for account in self._find(inside, folded) if account.id not in known]
        return [account.user() for account in found[:FOUND_LIMIT]]

    def _find(self, term: str, folded: str) -> list[Account]:
        candidates = self._accounts.find_by_term(term, CANDIDATES_LIMIT)
        matching = [one for one in candidates if search_terms.has(folded, one.username, one.display_name)]
        return sorted(matching, key=lambda account: (account.username != folded, account.username))
