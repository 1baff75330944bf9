"""Making an account."""

import pytest

from services.auth.passwords import Passwords
from services.auth.settings import AuthSettings
from services.common import subjects
from services.common.errors import Conflict, NotFound
from services.common.requests import Empty, InviteUse
from services.common.settings import SettingsError, load
from services.common.tokens import LIFETIME_SECONDS
from tests.unit.auth.fakes import AtOnce


def error(answer):
    body = answer.json["error"]
    return answer.status_code, body["code"], body["field"]


def test_registration_lets_a_person_in(auth):
    browser = auth.browser()
    answer = browser.register("Ana.B-1", display_name="  Ana 🎉 ", email="Ana@Example.org")
    assert answer.status_code == 201
    assert answer.json["expires_in"] == LIFETIME_SECONDS
    assert answer.json["user"] == {
        "id": answer.json["user"]["id"],
        "username": "ana.b-1",
        "display_name": "Ana 🎉",
        "avatar_url": None,
        "colour": answer.json["user"]["colour"],
        "status_text": "",
        "email": "ana@example.org",
    }
    assert browser.call("GET", "/me").json == answer.json["user"]
    assert browser.refresh().status_code == 200


def test_the_refresh_cookie_is_out_of_reach_of_scripts_and_other_sites(auth):
    cookie = auth.browser().register("ana").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/api/auth"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_the_refresh_cookie_is_secure_where_the_visitor_came_over_https(auth):
    browser = auth.browser()
    body = {"username": "ana", "display_name": "Ana", "password": "long enough"}
    answer = browser.call("POST", "/register", json=body, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


def test_tokens_are_not_to_be_stored_by_caches(auth):
    assert auth.browser().register("ana").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("username", ["ANA", " ana ", "ａｎａ"])
def test_a_username_is_taken_however_it_is_written(auth, ana, username):
    assert error(auth.browser().register(username)) == (409, "conflict", "username")


def test_an_email_address_has_one_account(auth, ana):
    assert error(auth.browser().register("other", email="ANA@example.org")) == (409, "conflict", "email")


def test_accounts_without_an_email_address_do_not_collide(auth):
    assert [auth.browser().register(name).status_code for name in ("ana", "ben", "cleo")] == [201, 201, 201]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a"),
        ("username", "a" * 33),
        ("username", ".ana"),
        ("username", "ana b"),
        ("username", "ünal"),
        ("username", "ana@home"),
        ("username", "ana\x00"),
        ("username", "All"),
        ("display_name", ""),
        ("display_name", "   "),
        ("display_name", "\u200b\u2060"),
        ("display_name", "\u3164"),
        ("display_name", "two\nlines"),
        ("display_name", "left\u202eright"),
        ("display_name", "n" * 65),
        ("password", "7 chars"),
        ("password", "p" * 1_025),
        ("email", "nowhere"),
        ("email", "a@b"),
        ("email", "a b@example.org"),
        ("email", f"{'a' * 250}@example.org"),
        ("username", None),
        ("username", {"$gt": ""}),
        ("password", 12345678),
        ("colour", 3),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_at_fault(auth, field, value):
    body = {"username": "ana", "display_name": "Ana", "password": "long enough", field: value}
    assert error(auth.browser().call("POST", "/register", json=body)) == (422, "invalid_input", field)
    assert not auth.stores.accounts.by_id


@pytest.mark.parametrize("name", ["山田太郎", "محمد", "👩‍👩‍👧‍👦", "Zoë", "O'Brien <b>", "n" * 64])
def test_people_are_called_what_they_call_themselves(auth, name):
    assert auth.browser().register("ana", display_name=name).json["user"]["display_name"] == name


@pytest.mark.parametrize("password", ["x" * 8, "pässwörd 🎉", "p" * 1_024, " spaces around ", "a\x00bcdefgh"])
def test_a_password_is_used_to_its_last_character(auth, password):
    browser = auth.browser()
    assert browser.register("ana", password=password).status_code == 201
    assert browser.login("ana", password).status_code == 200
    assert browser.login("ana", password[:-1]).status_code == 401
    assert browser.login("ana", password + "!").status_code == 401


def test_passwords_are_kept_as_argon2id_with_todays_cost(auth):
    assert Passwords(AtOnce()).hash("some password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_registrations_from_one_address_are_slowed_down_and_go_on_after_a_pause(make_auth):
    auth = make_auth(registrations_per_address=3)
    assert [auth.browser().register(f"person{n}").status_code for n in range(4)] == [201] * 4
    slow = auth.browser().register("person5")
    assert error(slow) == (429, "too_fast", None)
    assert slow.json["error"]["retry"] == pytest.approx(1.0)
    assert slow.headers["Retry-After"] == "1"
    assert auth.browser(address="192.0.2.77").register("person6").status_code == 201
    auth.clock.forward(1)
    assert auth.browser().register("person5").status_code == 201


def test_a_refused_registration_does_not_use_up_the_allowance(make_auth):
    auth = make_auth(registrations_per_address=1)
    auth.person("ana")
    for _ in range(5):
        assert auth.browser().register("ana").status_code == 409


def test_a_registration_leaves_one_audit_line_without_secrets(auth, audit):
    browser = auth.browser(user_agent="curl/8 \x1b[31mforged")
    browser.register("ana", password="a secret password")
    (line,) = audit()
    assert line["event"] == "registered"
    assert line["user_id"] == browser.user["id"]
    assert line["address"] == "192.0.2.1"
    assert "secret" not in str(line)
    assert browser.cookie not in str(line)


class Links:
    """Chat, as far as registration asks it: `uses` are left, those of a `token` only."""

    def __init__(self, auth, token, uses):
        self.token, self.uses, self.people = token, uses, set()
        auth.bus.reply(subjects.CHAT_INVITE, InviteUse, self.use)

    def use(self, question):
        if question.token != self.token:
            raise NotFound("invite")
        if question.is_given_back:
            self.people.discard(question.user_id)
        elif len(self.people) >= self.uses:
            raise Conflict("This link has been used up. Ask for a new one.", code="invite_used_up")
        else:
            self.people.add(question.user_id)
        return Empty()


@pytest.fixture
def closed(make_auth):
    """Where only invited people may register."""
    return make_auth(registration="invite")


def test_an_open_door_says_that_it_is_open(auth):
    assert auth.browser().call("GET", "/registration").json == {"needs_invite": False}


def test_where_invites_are_needed_nobody_registers_without(closed):
    Links(closed, "right", 1)
    assert closed.browser().call("GET", "/registration").json == {"needs_invite": True}
    assert error(closed.browser().register("ana")) == (422, "invite_required", "invite")
    assert error(closed.browser().register("ana", invite="wrong")) == (422, "invite_invalid", "invite")
    assert closed.browser().register("ana", invite="right").status_code == 201


@pytest.mark.parametrize("mode", ["open", "invite"])
def test_a_link_lets_so_many_people_register_and_no_more(make_auth, mode):
    auth = make_auth(registration=mode)
    links = Links(auth, "right", 1)
    person = auth.person("ana", invite="right")
    assert links.people == {person.user["id"]}
    assert error(auth.browser().register("ben", invite="right")) == (422, "invite_used_up", "invite")


def test_whoever_does_not_get_the_username_takes_no_use(auth, ana, monkeypatch):
    """Two ask for one name at once: the second is told by the database, after its use was kept."""
    links = Links(auth, "right", 1)
    find = auth.stores.accounts.find_by_login
    monkeypatch.setattr(auth.stores.accounts, "find_by_login", lambda login: None)
    assert error(auth.browser().register("ana", invite="right")) == (409, "conflict", "username")
    monkeypatch.setattr(auth.stores.accounts, "find_by_login", find)
    assert links.people == set()
    assert auth.browser().register("ben", invite="right").status_code == 201


def test_with_an_invite_nobody_registers_while_chat_does_not_answer(auth):
    answer = auth.browser().register("ana", invite="right")
    assert answer.status_code == 503
    assert auth.browser().register("ana").status_code == 201


def test_a_door_that_is_neither_open_nor_for_invited_people_does_not_start():
    environment = {"AUTH_REGISTRATION": "maybe"}
    with pytest.raises(SettingsError, match="AUTH_REGISTRATION should be open or invite"):
        load(AuthSettings, environment)
