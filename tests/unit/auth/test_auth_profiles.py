"""One's own profile, and those of others."""

import pytest

from services.common import ids, subjects
from services.common.errors import InvalidInput
from services.common.requests import UserIds, Users

NOBODY = "0123456789abcdef01234567"


def public(user):
    return {field: value for field, value in user.items() if field != "email"}


def test_a_change_is_answered_kept_and_announced(auth, ana, audit):
    answer = ana.call("PATCH", "/me", json={"display_name": " Ana B. ", "colour": 11, "status_text": "away 🌴"})
    assert answer.status_code == 200
    assert answer.json == {**ana.user, "display_name": "Ana B.", "colour": 11, "status_text": "away 🌴"}
    assert ana.call("GET", "/me").json == answer.json
    assert auth.bus.said_on(subjects.USER_CHANGED) == [{"user": public(answer.json)}]
    (line,) = audit()
    assert (line["event"], line["fields"]) == ("profile changed", ["colour", "display_name", "status_text"])
    assert "Ana B." not in str(line)


@pytest.mark.parametrize(("field", "value"), [("display_name", "Anna"), ("colour", 0), ("status_text", "")])
def test_what_is_left_out_stays(auth, ana, field, value):
    before = ana.call("PATCH", "/me", json={"display_name": "Ana", "colour": 5, "status_text": "here"}).json
    assert ana.call("PATCH", "/me", json={field: value}).json == {**before, field: value}


def test_changing_nothing_says_nothing(auth, ana):
    assert ana.call("PATCH", "/me", json={}).json == ana.user
    assert not auth.bus.said_on(subjects.USER_CHANGED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", None),
        ("display_name", "n" * 65),
        ("colour", 12),
        ("colour", -1),
        ("colour", "3"),
        ("colour", True),
        ("status_text", "s" * 101),
        ("status_text", "two\nlines"),
        ("username", "other"),
        ("email", "other@example.org"),
        ("avatar", "0" * 32),
        ("id", NOBODY),
        ("password_hash", "x"),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(auth, ana, field, value):
    answer = ana.call("PATCH", "/me", json={"status_text": "fine", field: value})
    assert (answer.status_code, answer.json["error"]["field"]) == (422, field)
    assert ana.call("GET", "/me").json == ana.user


def test_email_addresses_are_for_their_owners_only(auth, ana):
    ben = auth.person("ben", email="ben@example.org")
    found = ana.call("GET", f"/users?ids={ben.user['id']}").json["users"]
    assert found == [public(ben.user)]
    assert "example.org" not in ana.call("GET", "/users?query=ben").text


def test_people_are_looked_up_by_ids_in_the_order_asked_for(auth, ana):
    ben, cleo = auth.person("ben"), auth.person("cleo")
    wanted = [cleo.user["id"], NOBODY, ana.user["id"], ben.user["id"], cleo.user["id"]]
    page = ana.call("GET", "/users?ids=" + ",".join(wanted)).json
    assert [user["username"] for user in page["users"]] == ["cleo", "ana", "ben"]
    assert page["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "ids=nonsense",
        "ids=" + ",".join([NOBODY] * 101),
        "ids=$ne",
        f"ids={NOBODY}&query=a",
        "limit=3",
        "query=" + "a" * 101,
    ],
)
def test_a_lookup_that_cannot_be_is_refused(auth, ana, query):
    assert ana.call("GET", f"/users?{query}").status_code == 422


def test_other_services_ask_for_up_to_a_thousand_people(auth, ana):
    ben = auth.person("ben")
    asked = [ben.user["id"], *(ids.new_id() for _ in range(998)), ana.user["id"]]
    answer = auth.bus.request(subjects.AUTH_USERS, UserIds(user_ids=asked), Users)
    assert [user.username for user in answer.users] == ["ben", "ana"]
    with pytest.raises(InvalidInput):
        auth.bus.request(subjects.AUTH_USERS, UserIds(user_ids=[*asked, ids.new_id()]), Users)


def test_other_services_ask_who_has_a_user_name(auth, ana):
    ben = auth.person("ben")
    answer = auth.bus.request(subjects.AUTH_USERS, UserIds(user_ids=[], usernames=["ben", "nobody"]), Users)
    assert [user.id for user in answer.users] == [ben.user["id"]]


def test_a_token_of_an_account_that_is_gone_is_good_for_nothing(auth, ana):
    auth.stores.accounts.by_id.clear()
    assert ana.call("GET", "/me").status_code == 401
    assert ana.call("PATCH", "/me", json={"colour": 3}).status_code == 401
    assert ana.refresh().status_code == 401
