"""Addresses: whom a body speaks to, as far as that is known before its message has a place in the log.

Made by people.py, carried by proposals. Who of these is a member is decided at the message's place.
"""

from collections.abc import Mapping

import msgspec

from services.chat.states import ConversationState
from services.common import mentions
from services.common.mentions import Spoken


class Address(msgspec.Struct, frozen=True):
    """The names that a body speaks to, and who has them."""

    names: Spoken = ()
    user_ids: Mapping[str, str] = {}

    def among(self, state: ConversationState) -> list[str]:
        """The members whom it speaks to, by id or mentions.ALL."""
        if not self.names:
            return []
        return mentions.resolve(self.names, self.user_ids, state.members, is_group=state.kind == "group")


NOBODY = Address()
