"""The stores of notify on a real database, Redis and in memory: the same tests, so that unit tests stand on truth."""

import secrets
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGKILL

import msgspec
import pytest
from pymongo import MongoClient
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from services.common import clock
from services.common.shapes import Notification, Preferences
from services.notify.reasons import Decision
from services.notify.records import Addressed, notification_id, place
from services.notify.stores.decisions import DecisionStore
from services.notify.stores.heads import HeadStore
from services.notify.stores.lookers import LookerStore
from services.notify.stores.notifications import NotificationStore
from services.notify.stores.preferences import PreferenceStore
from tests.integration.notify_alone import SECONDS, VALKEY, Process, answers, free_port, new_id
from tests.stack import wait_for
from tests.unit.notify import fakes

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder():
    made = Path(tempfile.mkdtemp(prefix="natter-notify-stores-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def database(folder):
    port = free_port()
    command = [sys.executable, "-m", "secantus", "--port", str(port), "--storage-path", str(folder / "mongo")]
    process = Process("mongo", folder, command)
    client = MongoClient("127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=500, tz_aware=True)
    try:
        wait_for(lambda: answers(lambda: client.admin.command("ping")), "the database", SECONDS)
        yield client[f"natter_{secrets.token_hex(4)}"]
    finally:
        client.close()
        process.end(SIGKILL)


@pytest.fixture(scope="module")
def redis(folder):
    port = free_port()
    process = Process("redis", folder, [str(VALKEY), "--port", str(port), "--bind", "127.0.0.1", "--save", ""])
    client = Redis(port=port, decode_responses=True)
    try:
        wait_for(lambda: answers(client.ping), "Redis", SECONDS)
        yield client
    finally:
        client.close()
        process.end(SIGKILL)


@pytest.fixture(params=["fake", "real"])
def kind(request):
    return request.param


@pytest.fixture
def made(kind, request):
    """Makes the store in the wanted kind."""

    def make(fake, real):
        store = fake() if kind == "fake" else real(request.getfixturevalue("database"))
        if hasattr(store, "ensure_indexes"):
            store.ensure_indexes()
        return store

    return make


@pytest.fixture
def notifications(made):
    return made(fakes.FakeNotificationStore, NotificationStore)


def addressed(user_id, conversation_id, seq, at=NOON):
    return Addressed(
        user_id,
        Notification(
            id=notification_id(user_id, conversation_id, seq, clock.iso(at)),
            kind="message",
            conversation_id=conversation_id,
            seq=seq,
            message_no=seq,
            actor_id="a" * 24,
            title="Plans",
            preview=f"message {seq}",
            created_at=clock.iso(at),
            read_at=None,
        ),
    )


def test_what_is_stored_comes_back_as_it_was(notifications):
    user_id, conversation_id = new_id(), new_id()
    one = addressed(user_id, conversation_id, 1)
    assert notifications.add([one]) == [one]
    assert notifications.page(user_id, 10, None, NOON) == [one.notification]
    assert notifications.exists(one.notification.id)
    assert not notifications.exists(new_id())


def test_only_new_ones_are_stored_and_answered(notifications):
    user_id, conversation_id = new_id(), new_id()
    first, second, third = (addressed(user_id, conversation_id, seq) for seq in (1, 2, 3))
    notifications.add([second])
    notifications.mark_read(user_id, conversation_id, 2, NOON)
    assert notifications.add([first, second, third]) == [first, third]
    assert notifications.add([first, second, third]) == []
    assert notifications.add([]) == []
    assert notifications.count_unread(user_id) == 2


def test_pages_are_newest_first_whatever_lies_between(notifications):
    user_id, conversation_id = new_id(), new_id()
    ages = [
        timedelta(0),
        timedelta(0),
        timedelta(minutes=20),
        timedelta(hours=5),
        timedelta(days=3),
        timedelta(days=29),
    ]
    expected = [addressed(user_id, conversation_id, 9 - index, NOON - age) for index, age in enumerate(ages)]
    notifications.add(expected[::-1])
    notifications.add([addressed(new_id(), conversation_id, 9)])
    found, before = [], None
    while page := notifications.page(user_id, 2, before, NOON):
        found += page
        before = place(page[-1])
    assert found == [one.notification for one in expected]
    assert notifications.page(user_id, 10, "f" * 50, NOON) == found
    assert notifications.page(user_id, 10, "0" * 50, NOON) == []


def test_an_event_from_a_clock_that_is_ahead_is_listed_too(notifications):
    user_id = new_id()
    one = addressed(user_id, new_id(), 1, NOON + timedelta(minutes=10))
    notifications.add([one])
    assert notifications.page(user_id, 10, None, NOON) == [one.notification]


def test_reading_goes_up_to_a_message_in_one_conversation_of_one_person(notifications):
    ana, ben, here, there = new_id(), new_id(), new_id(), new_id()
    notifications.add(
        [addressed(who, where, seq) for who in (ana, ben) for where in (here, there) for seq in (1, 2, 3)]
    )
    assert notifications.mark_read(ana, here, 2, NOON) == 2
    assert notifications.mark_read(ana, here, 2, NOON) == 0
    assert notifications.unread(ana) == {here: (3, 3), there: (1, 3)}
    assert notifications.count_unread(ana) == 4
    assert notifications.count_unread(ben) == 6
    read = [one for one in notifications.page(ana, 10, None, NOON) if one.read_at]
    assert {(one.conversation_id, one.message_no, one.read_at) for one in read} == {
        (here, 1, clock.iso(NOON)),
        (here, 2, clock.iso(NOON)),
    }


def test_named_ones_are_found_if_they_are_the_users_own(notifications):
    ana, ben, here = new_id(), new_id(), new_id()
    mine, other = addressed(ana, here, 1), addressed(ben, here, 1)
    notifications.add([mine, other])
    assert notifications.named(ana, [mine.notification.id, other.notification.id, new_id()]) == [mine.notification]
    assert notifications.named(ana, []) == []


def test_removing_takes_what_came_before_a_seq(notifications):
    ana, here, there = new_id(), new_id(), new_id()
    notifications.add([addressed(ana, where, seq) for where in (here, there) for seq in (1, 2, 3)])
    notifications.mark_read(ana, here, 1, NOON)
    hour = timedelta(hours=1)
    assert notifications.remove(ana, here, 3, NOON - hour, NOON) == 0
    assert notifications.remove(ana, here, 3, NOON, NOON + hour) == 2
    assert notifications.remove(ana, here, 3, NOON, NOON + hour) == 0
    assert notifications.unread(ana) == {here: (3, 3), there: (1, 3)}


def test_people_with_something_unread_are_found_by_time(notifications):
    ana, ben, cleo, here = new_id(), new_id(), new_id(), new_id()
    year = NOON.replace(year=2031)
    notifications.add(
        [
            addressed(ana, here, 1, year),
            addressed(ben, here, 1, year),
            addressed(cleo, here, 1, year + timedelta(hours=1)),
        ]
    )
    notifications.mark_read(ben, here, 1, NOON)
    assert notifications.users_with_unread(year, year + timedelta(minutes=1)) == {ana}


def test_preferences_are_as_they_were_put(made):
    store = made(fakes.FakePreferenceStore, PreferenceStore)
    ana, ben, cleo = new_id(), new_id(), new_id()
    mutes = {new_id(): clock.iso(NOON)}
    chosen = Preferences(
        default_level="mentions", conversations={new_id(): "nothing"}, muted_until=mutes, paused_until=clock.iso(NOON)
    )
    store.put(ana, Preferences())
    store.put(ana, chosen)
    store.put(ben, Preferences(default_level="nothing"))
    assert store.some([ana, ben, cleo]) == {ana: chosen, ben: Preferences(default_level="nothing")}
    assert len(store.some([ana, *(new_id() for _ in range(300)), ben])) == 2


def test_choices_for_one_conversation_leave_the_others(made):
    store = made(fakes.FakePreferenceStore, PreferenceStore)
    ana, here, there, over = new_id(), new_id(), new_id(), new_id()
    store.choose(ana, here, "mentions", None, [])
    store.choose(ana, there, None, clock.iso(NOON), [])
    store.choose(ana, over, "all", clock.iso(NOON), [])
    store.choose(ana, here, "nothing", clock.iso(NOON), [over])
    both = Preferences(
        conversations={here: "nothing", over: "all"}, muted_until={there: clock.iso(NOON), here: clock.iso(NOON)}
    )
    assert store.some([ana]) == {ana: both}
    store.choose(ana, here, None, None, [])
    store.choose(ana, there, None, None, [])
    assert store.some([ana]) == {ana: Preferences(conversations={over: "all"})}


def test_a_default_and_a_pause_are_kept_beside_choices_whichever_came_first(made):
    store = made(fakes.FakePreferenceStore, PreferenceStore)
    ana, ben, cleo, here = new_id(), new_id(), new_id(), new_id()
    store.choose_default(ana, "mentions")
    store.choose(ana, here, "all", None, [])
    store.pause(ben, clock.iso(NOON))
    store.choose(ben, here, "all", None, [])
    store.choose(cleo, here, "all", None, [])
    store.choose_default(cleo, "nothing")
    store.pause(cleo, clock.iso(NOON))
    store.pause(cleo, None)
    assert store.some([ana, ben, cleo]) == {
        ana: Preferences(default_level="mentions", conversations={here: "all"}),
        ben: Preferences(conversations={here: "all"}, paused_until=clock.iso(NOON)),
        cleo: Preferences(default_level="nothing", conversations={here: "all"}),
    }


def a_decision(decided_at=NOON):
    return Decision(
        conversation_id=new_id(),
        seq=1,
        message_no=1,
        at=clock.iso(NOON),
        decided_at=clock.iso(decided_at),
        told=2,
        not_told={"sender": 1},
        reasons={new_id(): "sender"},
    )


def test_what_was_told_of_one_message_is_reworded_and_removed_for_all(notifications):
    conversation_id, readers = new_id(), [new_id() for _ in range(3)]
    told = [addressed(user_id, conversation_id, 1) for user_id in readers]
    others = [addressed(user_id, conversation_id, 2) for user_id in readers]
    notifications.add([*told, *others])
    named = [one.notification.id for one in told]
    reworded = notifications.reword([*named, new_id()], "said better", "mention")
    assert sorted(one.user_id for one in reworded) == sorted(readers)
    second, first = notifications.page(readers[0], 10, None, NOON)
    assert (first.preview, first.kind) == ("said better", "mention")
    assert second == others[0].notification
    assert first in [one.notification for one in reworded]
    assert sorted(notifications.remove_named([*named, new_id()])) == sorted(readers)
    assert notifications.remove_named(named) == []
    assert [one.seq for one in notifications.page(readers[0], 10, None, NOON)] == [2]


def test_what_is_past_its_time_is_removed_and_the_rest_stays(notifications, made):
    user_id, conversation_id = new_id(), new_id()
    # More than are removed at once.
    old = [addressed(user_id, conversation_id, seq, NOON - timedelta(days=31)) for seq in range(1, 602)]
    fresh = addressed(user_id, conversation_id, 602, NOON - timedelta(days=29))
    notifications.add([*old, fresh])
    assert notifications.expire(NOON) == len(old)
    assert notifications.page(user_id, 10, None, NOON) == [fresh.notification]
    decisions = made(fakes.FakeDecisionStore, DecisionStore)
    over, kept = a_decision(NOON - timedelta(days=8)), a_decision(NOON - timedelta(days=6))
    decisions.add([over, kept])
    assert decisions.expire(NOON) == 1
    assert (decisions.find(over.conversation_id, 1), decisions.find(kept.conversation_id, 1)) == (None, kept)


def test_the_first_decision_about_an_event_stays(made):
    store = made(fakes.FakeDecisionStore, DecisionStore)
    first = a_decision()
    again = msgspec.structs.replace(first, told=0)
    other = msgspec.structs.replace(first, seq=2)
    store.add([first])
    store.add([again, other])
    store.add([])
    assert store.find(first.conversation_id, 1) == first
    assert store.find(first.conversation_id, 2) == other
    assert store.find(first.conversation_id, 3) is None


def test_heads_only_grow_but_for_a_restart(made):
    store = made(fakes.FakeHeadStore, HeadStore)
    here, there = new_id(), new_id()
    store.grow({here: 5, there: 1})
    store.grow({here: 3, there: 2})
    store.grow({})
    assert store.some([here, there, new_id()]) == {here: 5, there: 2}
    store.restart(here, 2)
    found = {key: seq for part in store.all() for key, seq in part.items()}
    assert {key: found[key] for key in (here, there)} == {here: 2, there: 2}


@pytest.fixture
def lookers(kind, request):
    """The store with a function that makes somebody look."""
    if kind == "fake":
        store = fakes.FakeLookers()
        return store, lambda user_id, conversation_id: store.looking.add((user_id, conversation_id))
    redis = request.getfixturevalue("redis")

    def look(user_id, conversation_id):
        later, long_ago = NOON.timestamp() + 45, NOON.timestamp() - 1
        redis.zadd(f"looking:{conversation_id}", {f"{user_id}:phone": later, f"{user_id}:laptop": later})
        redis.zadd(f"looking:{conversation_id}", {f"{new_id()}:gone": long_ago})

    return LookerStore(redis, now=NOON.timestamp), look


def test_lookers_are_known_by_conversation(lookers):
    store, look = lookers
    ana, ben, here, there = new_id(), new_id(), new_id(), new_id()
    look(ana, here)
    look(ben, here)
    look(ana, there)
    found = store.of([here, here, there, new_id()])
    assert {key: users for key, users in found.items() if users} == {here: {ana, ben}, there: {ana}}
    assert not any(store.of([]).values())


def test_a_redis_that_is_away_is_not_asked_at_every_message():
    asked, time = [], [0.0]

    class Away:
        def pipeline(self, transaction):
            asked.append(time[0])
            return Redis(port=1, socket_connect_timeout=0.2, retry=Retry(NoBackoff(), 0)).pipeline()

    store = LookerStore(Away(), monotonic=lambda: time[0])
    for moment in (0.0, 1.0, 4.9, 5.1):
        time[0] = moment
        assert store.of([new_id()]) == {}
    assert asked == [0.0, 5.1]
