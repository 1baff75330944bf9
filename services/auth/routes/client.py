"""What routes read of a request beside its body: who sent it, its refresh cookie, and that our own page sent it."""

from flask import request
from werkzeug.http import dump_cookie

from services.auth.clients import Client, client_of
from services.common.errors import Forbidden, Malformed

COOKIE = "natter_refresh"
COOKIE_PATH = "/api/auth"
OWN_PAGE_HEADER = "X-Natter-Client"


def client() -> Client:
    """The gateway, our one trusted hop, writes X-Real-IP over whatever the visitor sent."""
    return client_of(request.headers.get("X-Real-IP") or request.remote_addr, request.headers.get("User-Agent"))


def require_own_page() -> None:
    """For requests that the cookie alone authorises: a foreign page can neither add the header nor send JSON."""
    if not request.headers.get(OWN_PAGE_HEADER) or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden(f"Send the header {OWN_PAGE_HEADER}.", code="not_our_page")
    if request.content_length and request.mimetype != "application/json":
        raise Malformed("Send no body, or JSON with Content-Type: application/json.")


def refresh_token() -> str | None:
    return request.cookies.get(COOKIE)


def keep_token(token: str, max_age_seconds: int) -> dict[str, str]:
    """The header that makes the browser keep the refresh token where no script sees it."""
    return _set_cookie(token, max_age_seconds)


def drop_token() -> dict[str, str]:
    return _set_cookie("", 0)


def _set_cookie(value: str, max_age_seconds: int) -> dict[str, str]:
    cookie = dump_cookie(
        COOKIE,
        value,
        max_age=max_age_seconds,
        path=COOKIE_PATH,
        secure=request.headers.get("X-Forwarded-Proto") == "https",
        httponly=True,
        samesite="Strict",
    )
    return {"Set-Cookie": cookie}
