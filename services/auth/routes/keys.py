"""The public keys that access tokens can be checked with."""

from services.auth.signing import SigningKeys
from services.common.http import Reply, Routes
from services.common.requests import Jwks


def routes(keys: SigningKeys) -> Routes:
    routes = Routes("auth", "keys")

    @routes.get("/jwks.json")
    def jwks() -> Jwks | Reply:
        """A JSON Web Key Set."""
        return Reply(keys.jwks, headers={"Cache-Control": "public, max-age=300"})

    return routes
