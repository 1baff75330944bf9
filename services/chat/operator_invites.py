"""The operator's way to an invite: `python -m services.chat.operator_invites`, in the environment of chat.

Such a link leads to an account and to no conversation: for the first people, and for those whom nobody here knows yet.
Called by deploy/invite.py; prints the token and nothing else. Chat need not run, only its database.
"""

import argparse
import os
from datetime import timedelta

from services.chat.invites import new_invite
from services.chat.stores.invites import InviteStore
from services.common import clock, database, logs
from services.common.settings import DatabaseSettings, load


def main() -> None:
    parser = argparse.ArgumentParser(prog="operator_invites", description="Print the token of a new invite.")
    parser.add_argument("--people", type=int, required=True, help="how many may use it")
    parser.add_argument("--days", type=int, required=True, help="when it expires")
    given = parser.parse_args()
    logs.configure("chat", "warning")
    store = InviteStore(database.database(load(DatabaseSettings, os.environ), "chat"))
    invite, token = new_invite(None, None, timedelta(days=given.days), given.people, clock.now())
    store.ensure_indexes()
    store.insert(invite)
    print(token)


if __name__ == "__main__":
    main()
