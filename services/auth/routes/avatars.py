"""Avatars: setting and removing one's own, and the pictures themselves, which anybody with the address may see."""

from services.auth.avatars import Avatars
from services.auth.routes.client import client
from services.auth.shapes import Me
from services.common.http import Reply, Routes
from services.common.tokens import Identity

FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def routes(avatars: Avatars) -> Routes:
    routes = Routes("auth", "avatars")

    @routes.put("/me/avatar")
    def replace(identity: Identity, body: bytes) -> Me:
        """Set my picture: JPEG, PNG, WebP or GIF, at most 5 MB and 24 million pixels."""
        return avatars.replace(identity.user_id, body, client()).me()

    @routes.delete("/me/avatar", status=200)
    def remove(identity: Identity) -> Me:
        """Remove my picture."""
        return avatars.remove(identity.user_id, client()).me()

    @routes.get("/avatars/<name>.webp")
    def picture(name: str) -> Reply:
        """A picture, 256 × 256, never changed under its address."""
        return Reply(avatars.get(name), content_type="image/webp", headers=FOR_EVER)

    return routes
