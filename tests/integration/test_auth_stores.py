"""The fakes of the unit tests and the stores on a real database are told apart by nothing: one body, both run it."""

import uuid
from datetime import timedelta

import msgspec
import pytest
from pymongo import MongoClient

from services.auth import search_terms
from services.auth.clients import Client
from services.auth.records import Account, Picture, StoredSession, Taken
from services.auth.stores.collections import stores_of
from services.auth.stores.sessions import Turn
from services.common import clock, ids
from tests.unit.auth.fakes import fake_stores

HERE = Client("192.0.2.1", "Firefox")
THERE = Client("198.51.100.7", "Chrome")


@pytest.fixture(params=["fake", "real"])
def stores(request):
    if request.param == "fake":
        yield fake_stores()
        return
    stack = request.getfixturevalue("stack")
    with MongoClient(stack.mongo_uri("auth"), tz_aware=True) as client:
        stores = stores_of(client[stack.database_name("auth")])
        stores.prepare()
        yield stores


@pytest.fixture
def accounts(stores):
    return stores.accounts


@pytest.fixture
def sessions(stores):
    return stores.sessions


def an_account(**fields):
    # The database may hold others: names here are nobody else's.
    name = "c" + uuid.uuid4().hex[:20]
    made = Account(
        id=ids.new_id(),
        username=name,
        email=None,
        password_hash="$argon2id$",
        display_name=name.title(),
        colour=3,
        status_text="",
        avatar=None,
        created_at=clock.now(),
    )
    return msgspec.structs.replace(made, **fields)


def a_session(**fields):
    now = clock.now()
    made = StoredSession(
        id=ids.new_id(),
        user_id=ids.new_id(),
        family_hash="f",
        token_hash="first",
        address=HERE.address,
        user_agent=HERE.user_agent,
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=1),
    )
    return msgspec.structs.replace(made, **fields)


def a_turn(token_hash="first", successor_hash="second"):
    now = clock.now()
    return Turn(
        token_hash=token_hash,
        successor_hash=successor_hash,
        salt=b"\x00\xffsalt",
        at=now,
        expires_at=now + timedelta(days=2),
    )


# -- accounts


def test_an_account_comes_back_as_it_was(accounts):
    account = an_account(email=f"{uuid.uuid4().hex}@example.org", display_name="Zoë 🎉 <b>", status_text="$ne")
    accounts.insert(account)
    assert accounts.find(account.id) == account
    assert accounts.find_by_login(account.username) == account
    assert accounts.find_by_login(account.email) == account


def test_nobody_is_found_where_nobody_is(accounts):
    assert accounts.find(ids.new_id()) is None
    assert accounts.find_by_login("nobody-of-that-name") is None
    assert accounts.find_by_login("nobody@example.org") is None
    assert accounts.find_many([ids.new_id()]) == []
    assert accounts.find_many([]) == []
    assert accounts.set_avatar(ids.new_id(), "name") is None
    assert accounts.change(an_account(), {"colour": 1}) is None


def test_usernames_and_email_addresses_are_unique_and_no_address_is_no_collision(accounts):
    address = f"{uuid.uuid4().hex}@example.org"
    first = an_account(email=address)
    accounts.insert(first)
    with pytest.raises(Taken) as taken:
        accounts.insert(an_account(username=first.username))
    assert taken.value.field == "username"
    with pytest.raises(Taken) as taken:
        accounts.insert(an_account(email=address))
    assert taken.value.field == "email"
    for _ in range(2):
        accounts.insert(an_account())


def test_many_are_found_by_their_ids(accounts):
    made = [an_account() for _ in range(120)]
    for account in made:
        accounts.insert(account)
    wanted = [account.id for account in made] + [ids.new_id()]
    assert {account.id for account in accounts.find_many(wanted)} == {account.id for account in made}
    called = [account.username for account in made]
    assert {account.id for account in accounts.find_called([*called, "n@body"])} == {account.id for account in made}


def test_a_change_touches_what_it_names_and_the_terms_follow_the_name(accounts):
    account = an_account(display_name="Before")
    accounts.insert(account)
    changed = accounts.change(account, {"display_name": f"Quentin {account.username[:9]}", "colour": 11})
    assert changed == msgspec.structs.replace(account, display_name=f"Quentin {account.username[:9]}", colour=11)
    assert accounts.find(account.id) == changed
    term = search_terms.beginning(f"quentin {account.username[:9]}")
    assert accounts.find_by_term(term, 10) == [changed]
    assert accounts.find_by_term(search_terms.beginning(account.username[:19]), 10) == [changed]


def test_a_term_finds_at_most_as_many_as_wanted(accounts):
    word = uuid.uuid4().hex[:12]
    for _ in range(5):
        accounts.insert(an_account(display_name=word))
    assert len(accounts.find_by_term(search_terms.beginning(word), 3)) == 3
    assert len(accounts.find_by_term(search_terms.beginning(word), 10)) == 5
    assert accounts.find_by_term(" no such term", 10) == []


def test_some_are_as_many_as_wanted(accounts):
    for _ in range(3):
        accounts.insert(an_account())
    assert len({account.id for account in accounts.some(2)}) == 2


def test_setting_an_avatar_answers_what_was_before(accounts):
    account = an_account()
    accounts.insert(account)
    assert accounts.set_avatar(account.id, "one").avatar is None
    assert accounts.set_avatar(account.id, "two").avatar == "one"
    assert accounts.set_avatar(account.id, None).avatar == "two"
    assert accounts.find(account.id).avatar is None


def test_a_password_hash_is_replaced_only_where_it_is_still_the_same(accounts):
    account = an_account(password_hash="old")
    accounts.insert(account)
    accounts.replace_password_hash(account.id, "other", "wrong")
    assert accounts.find(account.id).password_hash == "old"
    accounts.replace_password_hash(account.id, "old", "new")
    assert accounts.find(account.id).password_hash == "new"


# -- sessions


def test_a_session_comes_back_as_it_was(sessions):
    session = a_session()
    sessions.insert(session)
    assert sessions.find(session.id) == session
    assert sessions.find(ids.new_id()) is None


def test_a_turn_is_made_once(sessions):
    session = a_session()
    sessions.insert(session)
    turn = a_turn()
    assert sessions.turn(session.id, turn, THERE)
    assert not sessions.turn(session.id, a_turn(), THERE)
    assert sessions.find(session.id) == msgspec.structs.replace(
        session,
        token_hash="second",
        previous_hash="first",
        salt=b"\x00\xffsalt",
        rotated_at=turn.at,
        last_used_at=turn.at,
        expires_at=turn.expires_at,
        address=THERE.address,
        user_agent=THERE.user_agent,
    )
    assert sessions.turn(session.id, a_turn("second", "third"), HERE)
    assert not sessions.turn(ids.new_id(), a_turn(), HERE)


def test_a_revoked_session_makes_no_turn_and_keeps_the_first_moment(sessions):
    session = a_session()
    sessions.insert(session)
    first = clock.now()
    sessions.revoke([session.id, ids.new_id()], first)
    sessions.revoke([session.id], first + timedelta(hours=1))
    assert sessions.find(session.id).revoked_at == first
    assert not sessions.turn(session.id, a_turn(), HERE)


def test_living_sessions_come_last_used_first(sessions):
    user_id, now = ids.new_id(), clock.now()
    made = [a_session(user_id=user_id, last_used_at=now - timedelta(hours=hours)) for hours in (3, 1, 2)]
    over = a_session(user_id=user_id, expires_at=now - timedelta(milliseconds=1))
    revoked = a_session(user_id=user_id)
    for session in (*made, over, revoked, a_session()):
        sessions.insert(session)
    sessions.revoke([revoked.id], now)
    expected = [made[1].id, made[2].id, made[0].id]
    assert [session.id for session in sessions.living_of(user_id, now, 10)] == expected
    assert [session.id for session in sessions.living_of(user_id, now, 2)] == expected[:2]
    assert sessions.living_of(ids.new_id(), now, 10) == []


def test_an_address_is_known_where_a_session_was(sessions):
    session = a_session()
    sessions.insert(session)
    assert sessions.is_known_address(session.user_id, HERE.address)
    assert not sessions.is_known_address(session.user_id, THERE.address)
    assert not sessions.is_known_address(ids.new_id(), HERE.address)


# -- revocations and pictures


def test_revocations_are_listed_from_a_moment_on(stores):
    now = clock.now()
    early, late = ids.new_id(), ids.new_id()
    stores.revocations.add([early], now - timedelta(minutes=5))
    stores.revocations.add([late], now)
    stores.revocations.add([], now)
    listed = stores.revocations.since(now - timedelta(minutes=1))
    assert late in listed
    assert early not in listed
    assert {early, late} <= set(stores.revocations.since(now - timedelta(minutes=10)))
    stores.revocations.add([early, late], now)
    assert stores.revocations.since(now - timedelta(minutes=1)).count(early) == 1


def test_what_is_past_its_time_is_removed_and_the_rest_stays(stores):
    now = clock.now()
    over, living = a_session(expires_at=now - timedelta(seconds=1)), a_session()
    old, fresh = ids.new_id(), ids.new_id()
    for session in (over, living):
        stores.sessions.insert(session)
    stores.revocations.add([old], now - timedelta(minutes=16))
    stores.revocations.add([fresh], now)
    assert stores.sessions.expire(now) >= 1
    assert stores.revocations.expire(now) >= 1
    assert (stores.sessions.find(over.id), stores.sessions.find(living.id)) == (None, living)
    listed = stores.revocations.since(now - timedelta(hours=1))
    assert (old in listed, fresh in listed) == (False, True)
    assert stores.sessions.expire(now) == 0


def test_a_picture_comes_back_to_the_byte_and_goes(stores):
    picture = Picture(name=uuid.uuid4().hex, user_id=ids.new_id(), data=bytes(range(256)) * 40, created_at=clock.now())
    stores.pictures.insert(picture)
    assert stores.pictures.find(picture.name) == picture.data
    stores.pictures.delete(picture.name)
    stores.pictures.delete(picture.name)
    assert stores.pictures.find(picture.name) is None
