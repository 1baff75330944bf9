"""Throw-away people: accounts made for one run, their tokens and the numbers of their conversations.

Called by stage.py. Their names begin with `verify-`, so that an operator knows them again.
"""

import asyncio
import secrets
import time

from deploy.failure import Failure
from deploy.verification.door import AGAIN, Door, Lost

TOKEN_SECONDS = 420.0
"""A token is renewed after this long; it ends after ten minutes."""
AT_ONCE = 4
TRIES = 12


class Person:
    """One account. `place`: in the plan. A person whose token was given has no password and cannot renew it."""

    def __init__(self, door: Door, place: int, username: str, user_id: str, token: str, password: str | None):
        self.door, self.place, self.username, self.user_id = door, place, username, user_id
        self.token = token
        self._password, self._renewed_at = password, time.monotonic()
        self._turn = asyncio.Lock()

    async def fresh_token(self, refused: str | None = None) -> str:
        """A token that lives for some minutes more; `refused` is one that the server would not take."""
        async with self._turn:
            is_old = time.monotonic() - self._renewed_at > TOKEN_SECONDS
            if self._password and (is_old or refused == self.token):
                login = {"login": self.username, "password": self._password}
                answer = await self.door.insist("POST", "/api/auth/login", body=login)
                self.token, self._renewed_at = answer["access_token"], time.monotonic()
        return self.token


async def register_all(door: Door, run: str, count: int, invite: str | None) -> list[Person]:
    """That many new accounts. Raises Failure when the server does not let them in."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(place: int) -> Person:
        async with turns:
            return await _register(door, f"verify-{run}-{place}", place, invite)

    # The first alone: what keeps one out keeps out all, and is said once.
    first = await one(0)
    return [first, *await asyncio.gather(*(one(place) for place in range(1, count)))]


async def known(door: Door, tokens: list[str]) -> list[Person]:
    """The people whom these access tokens belong to. Raises Failure for one that is not taken."""
    found = []
    for place, token in enumerate(tokens):
        answer = await door.call("GET", "/api/auth/me", token)
        if not answer.is_yes:
            raise Failure(f"token {place + 1} is not taken ({answer.message})", "log in again and give the new one")
        found.append(Person(door, place, answer.body["username"], answer.body["id"], token, None))
    return found


async def _register(door: Door, username: str, place: int, invite: str | None) -> Person:
    password = secrets.token_urlsafe(16)
    body = {"username": username, "display_name": f"Verify {place + 1}", "password": password}
    if invite:
        body["invite"] = invite
    said = ""
    for attempt in range(TRIES):
        try:
            answer = await door.call("POST", "/api/auth/register", body=body)
        except Lost as lost:
            raise Failure(f"the server stopped answering ({lost})", "start it, or correct its address") from None
        if answer.is_yes:
            return Person(door, place, username, answer.body["user"]["id"], answer.body["access_token"], password)
        said = answer.message
        if answer.status not in AGAIN:
            raise _refused(answer.status, answer.code, said)
        await asyncio.sleep((answer.retry or 1.0) + 0.1 * attempt)
    raise Failure(
        f"the server slows down new accounts too much ({said})",
        "take fewer --senders and --receivers, or raise NATTER_SIGN_INS_PER_SECOND and AUTH_REGISTRATIONS_PER_ADDRESS",
    )


def _refused(status: int, code: str, said: str) -> Failure:
    if status == 403 or "invit" in f"{said} {code}".lower():
        return Failure(
            f"the server does not let new people in ({said})",
            "give a valid --invite, or --token once for each of several accounts",
        )
    if status in (404, 405) or code.startswith("status "):
        return Failure(f"this is not a Natter ({said})", "give the address that people open in their browser")
    return Failure(f"the server refused a new account ({said})", "see its log")
