"""Fill the running Natter with believable people who have talked for weeks, and say who to log in as.

For trying it out, for pictures and for measuring: --messages 100000 makes an account with a very long past, within some
minutes. People register at the public door, send the pictures that are drawn here, and read and write their last
messages there, so that counts and notifications are real; the past is written by the services' own stores, since no
public door takes a date. The same --seed makes the same people say the same things. Their e-mail addresses end with
@natter-demo.invalid. A Natter with other people in it is left alone unless you say --yes.
"""

import argparse
import asyncio
import json
import secrets
import time
from typing import Any, NamedTuple

from deploy import arguments, environment, invite, progress, settings_file
from deploy.failure import Failure
from deploy.stack import data
from deploy.stack.data import Data, write_private
from deploy.stack.supervisor import Supervisor

LEAST_PEOPLE, MOST_PEOPLE = 4, 24
MOST_MESSAGES = 200_000
MOST_GROUPS = 1_000
MOST_WEEKS = 520
KEPT = "demo.json"
"""In the data directory: who was made, with which password."""


class Wanted(NamedTuple):
    """How much of it."""

    people: int = 12
    messages: int = 600
    weeks: int = 6
    seed: int = 1
    groups: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--people", type=arguments.number(LEAST_PEOPLE, MOST_PEOPLE), default=Wanted().people, help="how many (12)"
    )
    parser.add_argument(
        "--messages", type=arguments.number(100, MOST_MESSAGES), default=600, help="about how many in all (600)"
    )
    parser.add_argument(
        "--groups",
        type=arguments.number(0, MOST_GROUPS),
        default=0,
        help="so many small groups more, of the second person (0)",
    )
    parser.add_argument("--weeks", type=arguments.number(1, MOST_WEEKS), default=6, help="for how long they talk (6)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same talk (1)")
    parser.add_argument("--yes", action="store_true", help="also where other people are")
    arguments.add_data_dir(parser)


def run(given: argparse.Namespace) -> None:
    environment.enter("runtime")
    opened = data.require(given.data_dir)
    Supervisor(opened).require_running()
    begun_at = time.monotonic()
    wanted = Wanted(given.people, given.messages, given.weeks, given.seed, given.groups)
    made = make(opened, wanted, is_sure=given.yes)
    print(f"{made['messages']:,} messages of {given.people} people in {time.monotonic() - begun_at:.0f} s")
    print(f"\n  {made['url']}\n  username {made['people'][0]}\n  password {made['password']}")
    print(f"\nEverybody else has the same password: {', '.join(made['people'][1:])}")


def make(opened: Data, wanted: Wanted, *, is_sure: bool = False) -> dict[str, Any]:
    """What was made: `url`, `people` (usernames, the first is in everything), `password`, `conversations` by title.

    Raises Failure where the demo, or other people, are already.
    """
    from deploy.demonstration.cast import CAST
    from deploy.demonstration.stage import DOMAIN
    from services.auth.stores.accounts import AccountStore

    accounts = AccountStore(_database(opened, "auth"))
    if accounts.find_by_login(f"{CAST[0].username}@{DOMAIN}"):
        raise Failure("the demo is here already", f"log in as {opened / KEPT} says, or take another --data-dir")
    if accounts.some(1) and not is_sure:
        raise Failure("there are people in this Natter already", "take another --data-dir, or say --yes")
    return asyncio.run(_make(opened, wanted))


async def _make(opened: Data, wanted: Wanted) -> dict[str, Any]:
    from deploy.demonstration import plans, talk
    from deploy.demonstration.cast import CAST
    from deploy.demonstration.stage import Stage
    from deploy.verification.door import Door
    from services.chat.stores.collections import Stores
    from services.common import clock
    from services.notify.stores.heads import HeadStore

    known = opened.settings()
    url = f"http://{known['host']}:{known['port']}"
    password = secrets.token_urlsafe(9)
    people, messages, weeks, seed, groups = wanted
    plan = plans.make(seed, people, messages, weeks, clock.now(), groups)
    total = sum(len(conversation.said) for conversation in plan)
    stores, heads = Stores(_database(opened, "chat")), HeadStore(_database(opened, "notify"))
    async with Door(url) as door:
        rules = await door.insist("GET", "/api/auth/registration")
        token = invite.make(opened, people, days=1) if rules["needs_invite"] else None
        stage = Stage(door, CAST[:people], password, token)
        await stage.admit()
        written = 0
        with progress.step("messages", total) as step:

            def on_written(count: int) -> None:
                nonlocal written
                written += count
                step.at(written)

            await stage.remember(stores, heads, plan, on_written)
        await stage.live(plan)
    made = {
        "url": url,
        "people": [role.username for role in CAST[:people]],
        "password": password,
        "conversations": stage.conversation_ids,
        "messages": total + sum(len(lines) for _, lines in talk.lately(people)),
    }
    write_private(opened / KEPT, json.dumps(made, indent=2, ensure_ascii=False) + "\n")
    return made


def _database(opened: Data, service: str) -> Any:
    from deploy.stack import mongo, secrets
    from services.common import database
    from services.common.settings import DatabaseSettings

    settings = settings_file.read(opened / "natter.env")
    prefix = settings.get("NATTER_DATABASE_PREFIX", "natter")
    kept = secrets.make(opened / "secrets")
    uri = settings.get("MONGODB_URI") or mongo.uri(opened.settings()["ports"]["mongo"], service, prefix, kept)
    return database.database(DatabaseSettings(mongodb_uri=uri, database_prefix=prefix), service)
