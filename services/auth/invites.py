"""Invites as registration sees them: chat knows which link lets whom in, and counts.

Called by registration.py, before an account is made and, when it was not made after all, again.
"""

from services.common import logs, subjects
from services.common.bus import Bus
from services.common.errors import Conflict, InvalidInput, NotFound, Unavailable
from services.common.requests import Empty, InviteUse

ANSWER_SECONDS = 5.0
INVALID = "invite_invalid"

log = logs.get_logger("invites")


class Invites:
    def __init__(self, bus: Bus):
        self._bus = bus

    def use(self, token: str, user_id: str) -> None:
        """Keep a use for this person to be. Raises InvalidInput that says why not, Unavailable."""
        try:
            self._ask(InviteUse(token=token, user_id=user_id))
        except NotFound as problem:
            message = "This invite link is not valid any more. Ask for a new one."
            raise InvalidInput(message, code=INVALID, field="invite") from problem
        except Conflict as problem:
            raise InvalidInput(problem.message, code=problem.code, field="invite") from problem

    def give_back(self, token: str, user_id: str) -> None:
        """They were not registered. When that cannot be said, the use stays with somebody who never comes."""
        try:
            self._ask(InviteUse(token=token, user_id=user_id, is_given_back=True))
        except Unavailable:
            log.warning("a use of an invite could not be given back", user_id=user_id)

    def _ask(self, question: InviteUse) -> None:
        self._bus.request(subjects.CHAT_INVITE, question, Empty, seconds=ANSWER_SECONDS)
