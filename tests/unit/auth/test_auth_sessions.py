"""The life of a session: refresh, reuse, logout, the list of devices, and its end."""

import itertools

import pytest

from services.auth import refresh_tokens
from services.common import subjects
from services.common.requests import Empty, Revocations

DAY = 86_400


def revoked(auth):
    return auth.bus.request(subjects.AUTH_REVOCATIONS, Empty(), Revocations).session_ids


def session_id_of(browser):
    return refresh_tokens.parse(browser.cookie).session_id


def test_a_refresh_answers_like_a_login_with_a_new_pair_of_tokens(auth, ana):
    cookie = ana.cookie
    answer = ana.refresh()
    assert answer.status_code == 200
    assert answer.json["user"] == ana.user
    assert answer.json["expires_in"] == 600
    assert ana.cookie != cookie
    assert ana.call("GET", "/me").status_code == 200


def test_a_session_lives_through_many_refreshes(auth, ana):
    for _ in range(50):
        auth.clock.forward(600)
        assert ana.refresh().status_code == 200


def test_only_hashes_of_refresh_tokens_are_kept(auth, ana):
    ana.refresh()
    token = refresh_tokens.parse(ana.cookie)
    kept = repr(auth.stores.sessions.by_id)
    assert token.secret not in kept
    assert token.family not in kept


def test_two_tabs_that_refresh_at_once_both_live_on_the_same_successor(auth, ana):
    shared = ana.cookie
    ana.refresh()
    successor = ana.cookie
    auth.clock.forward(9)
    ana.cookie = shared
    assert ana.refresh().status_code == 200
    assert ana.cookie == successor
    auth.clock.forward(600)
    assert ana.refresh().status_code == 200


def test_a_tab_that_loses_the_race_in_the_database_gets_the_same_successor(auth, ana):
    shared, turn = ana.cookie, auth.stores.sessions.turn
    winners = []

    def slower(session_id, turn_made, client):
        # The other tab's whole refresh happens between our look and our write.
        if not winners:
            winners.append(None)
            other = auth.browser()
            other.cookie = shared
            assert other.refresh().status_code == 200
            winners[0] = other.cookie
        return turn(session_id, turn_made, client)

    auth.stores.sessions.turn = slower
    assert ana.refresh().status_code == 200
    assert ana.cookie == winners[0] != shared


@pytest.mark.parametrize("age", ["the one before, too late", "the one before that", "the first of many"])
def test_an_old_token_ends_the_whole_session(auth, ana, audit, age):
    tokens = [ana.cookie]
    for _ in range(5):
        ana.refresh()
        tokens.append(ana.cookie)
    auth.clock.forward(11 if "too late" in age else 0)
    thief = auth.browser(address="198.51.100.7")
    thief.cookie = {"the one before, too late": tokens[-2], "the one before that": tokens[-3]}.get(age, tokens[0])
    assert thief.refresh().status_code == 401
    assert ana.refresh().status_code == 401, "the owner is asked for the password again"
    assert ana.call("GET", "/me").status_code == 401
    session_id = refresh_tokens.parse(tokens[0]).session_id
    assert revoked(auth) == [session_id]
    assert auth.bus.said_on(subjects.SESSION_REVOKED) == [{"user_id": ana.user["id"], "session_id": session_id}]
    assert [line["event"] for line in audit()] == ["refresh token reused"]


def test_a_guess_does_not_end_anybodys_session(auth, ana):
    token = refresh_tokens.parse(ana.cookie)
    guesser = auth.browser()
    for guess in (
        refresh_tokens.new(token.session_id).text(),
        f"{token.session_id}.{token.family[::-1]}.{token.secret}",
        "0" * 24 + ana.cookie[24:],
        "",
        "no token at all",
        "\u00fc" * 100,
        "x" * 4_000,
    ):
        guesser.cookie = guess
        assert guesser.refresh().status_code == 401
    assert ana.refresh().status_code == 200


def test_no_cookie_is_no_session(auth):
    assert auth.browser().refresh().status_code == 401


@pytest.mark.parametrize("path", ["/refresh", "/logout"])
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"headers": {}}, 403),
        ({"headers": {"X-Natter-Client": ""}}, 403),
        ({"headers": {"X-Natter-Client": "web", "Sec-Fetch-Site": "cross-site"}}, 403),
        ({"headers": {"X-Natter-Client": "web"}, "data": "a=b", "content_type": "text/plain"}, 400),
        ({"headers": {"X-Natter-Client": "web"}, "data": {"a": "b"}}, 400),
    ],
)
def test_a_foreign_page_cannot_use_the_cookie(auth, ana, path, sent, status):
    assert ana.call("POST", path, **sent).status_code == status
    assert ana.refresh().status_code == 200, "nothing happened to the session"


def test_a_logged_out_session_is_over_at_once(auth, ana, audit):
    session_id, cookie = session_id_of(ana), ana.cookie
    answer = ana.logout()
    assert (answer.status_code, answer.data) == (204, b"")
    assert not ana.cookie
    assert ana.call("GET", "/me").status_code == 401
    ana.cookie = cookie
    assert ana.refresh().status_code == 401
    assert revoked(auth) == [session_id]
    assert [line["event"] for line in audit()] == ["logged out"]


def test_logging_out_twice_or_without_a_session_is_fine(auth, ana):
    assert [browser.logout().status_code for browser in (ana, ana, auth.browser())] == [204, 204, 204]


def test_a_session_that_is_not_used_ends(make_auth):
    auth = make_auth(session_idle_days=30)
    ana, ben = auth.person("ana"), auth.person("ben")
    for _ in range(3):
        auth.clock.forward(20 * DAY)
        assert ana.refresh().status_code == 200
    assert ben.refresh().status_code == 401


def test_no_session_lasts_longer_than_the_longest(make_auth):
    auth = make_auth(session_idle_days=30, session_longest_days=90)
    ana = auth.person("ana")
    days = itertools.takewhile(lambda _: ana.refresh().status_code == 200, itertools.count(20, 20))
    for _ in days:
        auth.clock.forward(20 * DAY)
    assert not auth.stores.sessions.living_of(ana.user["id"], auth.clock(), 10)
    assert auth.clock.seconds == 100 * DAY


def test_revocations_are_listed_for_longer_than_an_access_token_lives(auth, ana):
    session_id = session_id_of(ana)
    ana.logout()
    auth.clock.forward(14 * 60)
    assert revoked(auth) == [session_id]
    auth.clock.forward(2 * 60)
    assert revoked(auth) == []


def test_people_see_their_devices_and_which_one_they_hold(auth, ana):
    auth.clock.forward(60)
    phone = auth.browser("198.51.100.7", "Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537")
    phone.login("ana")
    auth.person("ben")
    page = ana.call("GET", "/sessions").json
    assert page["next"] is None
    assert [(one["device"], one["address"], one["current"]) for one in page["sessions"]] == [
        ("Chrome on Android", "198.51.100.7", False),
        ("Firefox on Linux", "192.0.2.1", True),
    ]
    (here,) = [one for one in page["sessions"] if one["current"]]
    auth.clock.forward(60)
    ana.refresh()
    (now,) = [one for one in ana.call("GET", "/sessions").json["sessions"] if one["current"]]
    assert now["created_at"] == here["created_at"]
    assert now["last_used_at"] > here["last_used_at"]


def test_a_device_can_be_logged_out_from_another(auth, ana, audit):
    phone = auth.browser()
    phone.login("ana")
    session_id = session_id_of(phone)
    assert ana.call("DELETE", f"/sessions/{session_id}").status_code == 204
    assert phone.call("GET", "/me").status_code == 401
    assert phone.refresh().status_code == 401
    assert ana.call("GET", "/me").status_code == 200
    assert [one["current"] for one in ana.call("GET", "/sessions").json["sessions"]] == [True]
    assert ana.call("DELETE", f"/sessions/{session_id}").status_code == 404
    assert audit()[-1]["event"] == "session revoked"


def test_all_other_devices_can_be_logged_out_at_once(auth, ana):
    others = [auth.browser() for _ in range(3)]
    for other in others:
        other.login("ana")
    ben = auth.person("ben")
    assert ana.call("DELETE", "/sessions").status_code == 204
    assert [other.call("GET", "/me").status_code for other in others] == [401] * 3
    assert ana.call("GET", "/me").status_code == 200
    assert ben.call("GET", "/me").status_code == 200


def test_nobody_can_log_out_somebody_else(auth, ana):
    ben = auth.person("ben")
    assert ben.call("DELETE", f"/sessions/{session_id_of(ana)}").status_code == 404
    assert ben.call("DELETE", "/sessions/0123456789abcdef01234567").status_code == 404
    assert ben.call("DELETE", "/sessions/nonsense").status_code == 404
    assert ana.call("GET", "/me").status_code == 200


@pytest.mark.parametrize("method_path", ["GET /me", "GET /sessions", "GET /users?query=a", "DELETE /sessions"])
def test_without_an_access_token_there_is_nothing_to_see(auth, method_path):
    method, path = method_path.split()
    assert auth.browser().call(method, path).status_code == 401
