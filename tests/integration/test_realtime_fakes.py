"""The stand-ins of realtime's unit tests behave as what they stand for: each body runs on both."""

import subprocess
import sys
import uuid

import pytest
import redis

from services.realtime.stores.looks import LookStore
from services.realtime.stores.presences import ALIVE_SECONDS, LEAVE_SECONDS, PresenceStore
from tests.integration.people import Person
from tests.integration.realtime_contract import check_chat
from tests.stack import ROOT
from tests.unit.realtime.fakes import FakeBus, FakeChat, FakeLookStore, FakePresenceStore, an_id


@pytest.fixture
def cache(stack):
    with redis.Redis.from_url(stack.redis_url("realtime"), decode_responses=True) as client:
        yield client


@pytest.mark.parametrize("kind", ["fake", "real"])
def test_presence_is_kept_as_promised(cache, kind):
    store = FakePresenceStore() if kind == "fake" else PresenceStore(cache)
    user, other = uuid.uuid4().hex[:24], uuid.uuid4().hex[:24]
    now = 1_000_000.0

    def state(at, user_id=user):
        found = store.find([user_id, other], at)
        assert set(found) == {user_id, other}
        return found[user_id].state

    assert (state(now), store.find([user], now)[user].last_seen) == ("offline", None)
    store.switch([(user, "phone", False)], now)
    store.switch([(user, "laptop", False)], now)
    assert state(now + ALIVE_SECONDS - 1) == "online"
    assert state(now + ALIVE_SECONDS + 1) == "offline"
    store.touch([(user, "phone", False), (user, "laptop", False)], now + 30)
    assert state(now + ALIVE_SECONDS + 1) == "online"
    now += 30
    store.switch([(user, "phone", True)], now)
    assert state(now) == "online"
    store.switch([(user, "laptop", True)], now)
    assert state(now) == "away"
    store.switch([(user, "laptop", False)], now)
    assert state(now) == "online"
    store.retire([(user, "laptop"), (user, "phone")], now)
    assert state(now + LEAVE_SECONDS - 1) == "online"
    gone = store.find([user], now + LEAVE_SECONDS + 1)[user]
    assert (gone.state, gone.last_seen) == ("offline", now)
    assert state(now, other) == "offline"


@pytest.mark.parametrize("kind", ["fake", "real"])
def test_looks_are_kept_as_promised(cache, kind):
    store = FakeLookStore() if kind == "fake" else LookStore(cache)
    chat = uuid.uuid4().hex[:24]

    def looking():
        return set(store.looking.get(chat, {})) if kind == "fake" else set(cache.zrange(f"looking:{chat}", 0, -1))

    store.touch([(chat, "ana", "phone"), (chat, "ben", "laptop")], 1_000_000.0)
    store.touch([(chat, "ana", "phone")], 1_000_015.0)
    assert looking() == {"ana:phone", "ben:laptop"}
    store.remove(chat, "ana", "phone")
    store.remove(chat, "ana", "phone")
    assert looking() == {"ben:laptop"}


def test_the_fake_chat_answers_as_promised():
    chat = FakeChat(FakeBus())
    ana, ben, eve = an_id(1), an_id(2), an_id(3)
    conversation_id = chat.open(100, ana, ben)
    for _ in range(3):
        chat.write(conversation_id)
    check_chat(chat, ana, ben, eve, conversation_id)


def test_the_real_chat_answers_as_promised(stack):
    ana, ben, eve = (Person(stack.url, name) for name in ("ana", "ben", "eve"))
    conversation_id = ana.open_direct(ben)
    for number in range(3):
        ana.post(conversation_id, f"{number}")
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.integration.realtime_contract",
            stack.nats_url("realtime"), ana.user_id, ben.user_id, eve.user_id, conversation_id,
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "as promised" in done.stdout, done.stdout + done.stderr
