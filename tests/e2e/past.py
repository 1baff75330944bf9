"""What was said before a newcomer came: colleagues, and a group that has talked for two weeks.

Called by layouts.py, for specs/walk.spec.ts. People register at the public door; the past is put into the log as
./natter demo does it, since no public door takes a date.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import requests

from deploy.demonstration import histories, talk
from deploy.demonstration.plans import Conversation, Said
from services.chat.stores.collections import Stores
from services.common import clock, database
from services.common.settings import DatabaseSettings
from services.notify.stores.heads import HeadStore

PASSWORD = "four quiet words"
PEOPLE = {"nora.lind": "Nora Lind", "milan.petrov": "Milan Petrov", "zoe.fischer": "Zoë Fischer"}
GROUP = "Winter issue"
TALK = {
    12: """
a: Welcome to the winter issue. Forty pages, and this time we begin early. {🎉 bc}
b: I believe it when I see it. {😂 ac}
c: >2 The printer has given us a date, so we must: the twelfth.
""",
    7: """
b: Who has the key to the archive? I need the lighthouse photographs.
a: It hangs behind the blue door, next to the fire blanket.
b: Found it, thank you. {🙏 a}
""",
    3: """
c: Nineteen pages are laid out. The recipe is still too long for its page.
a: Then the soup goes. Nobody has ever cooked the soup. {😂 bc}
""",
    0: """
b: The lighthouse photographs are scanned, all eleven. {❤️ ac}
a: Lovely. Which one for the cover?
c: >2 The one with the storm coming in.
""",
}
"""By how many days ago. The names are none of the demo's, which may join them."""


def write(stack) -> Path:
    """The file that says who is there and where they have talked; the first time it is asked for, it becomes so."""
    kept = stack.data / "past.json"
    if not kept.exists():
        user_ids = [_register(stack.url, username, name) for username, name in PEOPLE.items()]
        conversation_id = _remember(stack, user_ids)
        told = {"password": PASSWORD, "usernames": list(PEOPLE), "group": GROUP, "conversation_id": conversation_id}
        kept.write_text(json.dumps(told))
    return kept


def _register(url: str, username: str, name: str) -> str:
    wanted = {"username": username, "display_name": name, "password": PASSWORD}
    answer = requests.post(f"{url}/api/auth/register", json=wanted, timeout=30)
    answer.raise_for_status()
    return answer.json()["user"]["id"]


def _remember(stack, user_ids: list[str]) -> str:
    chat, notify = (_database(stack, service) for service in ("chat", "notify"))
    try:
        plan = Conversation(GROUP, list(range(len(user_ids))), _said(clock.now()), unread=0)
        return histories.write(Stores(chat), HeadStore(notify), user_ids, plan)
    finally:
        chat.client.close()
        notify.client.close()


def _database(stack, service: str):
    settings = DatabaseSettings(mongodb_uri=stack.mongo_uri(service), database_prefix="natter")
    return database.database(settings, service)


def _said(now: datetime) -> list[Said]:
    said: list[Said] = []
    for days, text in TALK.items():
        for thread in talk.threads(text):
            before, begun_at = len(said), now - timedelta(days=days, minutes=20)
            for place, line in enumerate(thread):
                answers = None if line.answers is None else before + line.answers + 1
                reactions = [(emoji, who) for emoji, letters in line.reactions for who in letters]
                at = begun_at + timedelta(minutes=place)
                said.append(Said(at, len(said) + 1, line.speaker, line.body, answers, None, False, reactions, []))
    return said
