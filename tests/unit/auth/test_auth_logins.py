"""Logging in with a password, and what slows guessing down."""

import pytest

from services.auth.passwords import Passwords
from services.common.errors import Unavailable
from tests.unit.auth.fakes import AtOnce


@pytest.mark.parametrize("login", ["ana", "ANA", " ana ", "ana@example.org", "Ana@Example.ORG"])
def test_people_log_in_by_username_or_email_address(auth, ana, login):
    browser = auth.browser()
    answer = browser.login(login)
    assert answer.status_code == 200
    assert answer.json["user"] == ana.user
    assert browser.call("GET", "/me").json == ana.user


def test_each_login_is_a_session_of_its_own(auth, ana):
    browser = auth.browser()
    browser.login("ana")
    assert browser.call("DELETE", "/sessions").status_code == 204
    assert browser.call("GET", "/me").status_code == 200
    assert ana.call("GET", "/me").status_code == 401


def test_an_unknown_user_and_a_wrong_password_look_the_same(auth, ana):
    answers = [auth.browser().login(login, "wrong password") for login in ("ana", "nobody", "no@example.org", "", "💥")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers.keys()))) for answer in answers}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_an_unknown_user_costs_one_hash_like_a_wrong_password(auth, ana):
    checked = []
    verify = auth.passwords._hasher.verify

    class Counting:
        def verify(self, password_hash, password):
            checked.append(password_hash)
            return verify(password_hash, password)

    auth.passwords._hasher = Counting()
    for login in ("ana", "nobody"):
        auth.browser().login(login, "wrong password")
    assert len(checked) == 2
    assert checked[0].split("$")[:4] == checked[1].split("$")[:4], "the same cost"


def test_guessing_from_one_address_is_slowed_down_more_and_more(make_auth):
    auth = make_auth(login_failures=3)
    auth.person("ana")
    guesser = auth.browser(address="198.51.100.7")
    waits = []
    for _ in range(3):
        assert guesser.login("ana", "wrong password").status_code == 401
    for _ in range(5):
        assert guesser.login("ana", "wrong password").status_code == 401
        slow = guesser.login("ana", "wrong password")
        assert (slow.status_code, slow.json["error"]["code"]) == (429, "too_fast")
        waits.append(slow.json["error"]["retry"])
        auth.clock.forward(slow.json["error"]["retry"])
    assert waits == [1, 2, 4, 8, 16]


def test_the_right_password_waits_too_so_that_the_limit_tells_nothing(make_auth):
    auth = make_auth(login_failures=1)
    auth.person("ana")
    guesser = auth.browser(address="198.51.100.7")
    for _ in range(2):
        guesser.login("ana", "wrong password")
    assert guesser.login("ana").status_code == 429


def test_a_success_forgets_the_failures(make_auth):
    auth = make_auth(login_failures=3)
    auth.person("ana")
    for _ in range(10):
        assert auth.browser().login("ana", "wrong password").status_code == 401
        assert auth.browser().login("ana").status_code == 200


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(make_auth):
    auth = make_auth(login_failures=3)
    auth.person("ana")
    for _ in range(20):
        auth.browser(address="198.51.100.7").login("ana", "wrong password")
    assert auth.browser().login("ana").status_code == 200


def test_strangers_everywhere_do_not_keep_the_owner_out_where_they_are_known(make_auth):
    auth = make_auth(login_failures_per_account=20)
    auth.person("ana")
    answers = [
        auth.browser(address=f"198.51.100.{number % 50}").login("ana", "wrong password").status_code
        for number in range(200)
    ]
    assert answers.count(401) <= 22
    assert auth.browser().login("ana").status_code == 200
    elsewhere = auth.browser(address="203.0.113.5")
    slow = elsewhere.login("ana")
    assert slow.status_code == 429
    auth.clock.forward(slow.json["error"]["retry"])
    assert elsewhere.login("ana").status_code == 200


def test_trying_many_accounts_from_one_address_is_slowed_down(make_auth):
    auth = make_auth(login_failures_per_address=10)
    guesser = auth.browser(address="198.51.100.7")
    answers = [guesser.login(f"person{number}", "Summer2026!").status_code for number in range(30)]
    assert answers == [401] * 11 + [429] * 19


def test_unknown_users_are_limited_like_known_ones(make_auth):
    auth = make_auth(login_failures=3)
    auth.person("ana")
    answers = {
        login: [auth.browser("198.51.100.7").login(login, "wrong password").status_code for _ in range(6)]
        for login in ("ana", "nobody")
    }
    assert answers["ana"] == answers["nobody"]


def test_many_logins_from_one_office_are_no_attack(make_auth):
    auth = make_auth(login_failures_per_address=5)
    auth.person("ana")
    assert [auth.browser().login("ana").status_code for _ in range(30)] == [200] * 30


def test_a_login_brings_the_hash_up_to_date_when_the_cost_has_risen(auth, ana):
    (account,) = auth.stores.accounts.by_id.values()
    auth.passwords._hasher = Passwords(AtOnce(), memory_kib=16, rounds=2)._hasher
    assert auth.browser().login("ana").status_code == 200
    renewed = auth.stores.accounts.by_id[account.id].password_hash
    assert "$m=16,t=2,p=1$" in renewed
    assert auth.browser().login("ana").status_code == 200
    assert auth.stores.accounts.by_id[account.id].password_hash == renewed


def test_a_login_that_finds_the_server_busy_may_come_back_and_was_no_attempt(make_auth):
    auth = make_auth(login_failures=1)
    auth.person("ana")

    class Busy:
        def run(self, *work):
            raise Unavailable("The server is busy.", retry=1.0)

    calm, auth.passwords._threads = auth.passwords._threads, Busy()
    for _ in range(5):
        answer = auth.browser("198.51.100.7").login("ana")
        assert (answer.status_code, answer.json["error"]["code"]) == (503, "unavailable")
    auth.passwords._threads = calm
    assert auth.browser("198.51.100.7").login("ana").status_code == 200


def test_logins_leave_audit_lines_without_what_was_typed(auth, ana, audit):
    browser = auth.browser()
    browser.login("ana", "a mistyped secret")
    browser.login("a secret in the wrong field", "ana")
    browser.login("ana")
    failed, unknown, success = audit()
    assert (failed["event"], failed["user_id"]) == ("login failed", ana.user["id"])
    assert (unknown["event"], unknown["user_id"]) == ("login failed", None)
    assert success["event"] == "logged in"
    assert "secret" not in str(audit())
