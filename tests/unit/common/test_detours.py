"""Detours: the door for questions that come without NATS, and what the asker makes of its answers."""

import json
import time

import jwt
import msgspec
import pytest
import urllib3

from services.common import detours, errors, subjects
from services.common.bus import Bus
from services.common.detours import Detours
from services.common.errors import Conflict, Forbidden, NotFound, Problem, Unauthenticated, Unavailable
from services.common.requests import MembersOf, UserIds
from services.common.service import Service
from services.common.settings import CommonSettings, SettingsError, load

KEY, OTHER_KEY = "k" * 43, "o" * 43
QUESTION = json.dumps({"conversation_id": "c" * 24}).encode()


@pytest.fixture
def realtime():
    return Detours("realtime", ["chat=http://127.0.0.1:1"], [f"realtime-chat={KEY}"])


@pytest.fixture
def chat():
    """The service that answers; `chat.bus.reply` gives it something to say."""
    chosen = CommonSettings(nats_url="nats://nowhere", detour_keys=(f"realtime-chat={KEY}", f"notify-chat={OTHER_KEY}"))
    return Service("chat", chosen)


class Wire:
    """Stands in for a pool of lines: leads to the Flask app of another service."""

    def __init__(self, service):
        self._client, self.broken, self.asked = service.flask.test_client(), 0, []

    def urlopen(self, method, path, body, headers, **more):
        self.asked.append(headers)
        if self.broken:
            self.broken -= 1
            raise urllib3.exceptions.ProtocolError("hung up")
        answer = self._client.open(path, method=method, data=body, headers=headers)
        return type("Answer", (), {"status": answer.status_code, "data": answer.data})


@pytest.fixture
def wire(realtime, chat):
    realtime._lines["chat"] = Wire(chat)
    return realtime._lines["chat"]


def ask(realtime, subject=subjects.CHAT_MEMBERS):
    return realtime.ask(subject, QUESTION, 5.0)


def token(asker="realtime", answerer="chat", key=KEY, algorithm="HS256", **claims):
    now = int(time.time())
    body = {"iss": asker, "aud": answerer, "iat": now, "exp": now + 60, **claims}
    body = {name: value for name, value in body.items() if value is not None}
    return jwt.encode(body, key, algorithm=algorithm, headers={"kid": asker})


def test_a_question_is_answered_by_the_handler_that_answers_over_nats(realtime, chat, wire):
    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: UserIds(user_ids=[question.conversation_id[:1]]))
    assert msgspec.json.decode(ask(realtime), type=UserIds).user_ids == ["c"]


@pytest.mark.parametrize(
    "problem", [NotFound("conversation"), Conflict("No."), Forbidden("Not you."), Unavailable("Later.", retry=7.0)]
)
def test_the_handlers_problem_is_raised_again(realtime, chat, wire, problem):
    def refuse(question):
        raise problem

    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, refuse)
    with pytest.raises(type(problem)) as raised:
        ask(realtime)
    assert raised.value.body() == problem.body()


def test_a_fault_of_the_handler_is_no_secret_and_no_silence(realtime, chat, wire):
    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: 1 / 0)
    with pytest.raises(Problem) as raised:
        ask(realtime)
    assert raised.value.status == 500
    assert "division" not in raised.value.message


def test_the_request_id_goes_along(realtime, chat, wire):
    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: UserIds(user_ids=[detours.logs.request_id.get()]))
    detours.logs.request_id.set("a-request-id")
    assert msgspec.json.decode(ask(realtime), type=UserIds).user_ids == ["a-request-id"]


def test_what_nobody_answers_any_more_is_unavailable(realtime, chat, wire):
    with pytest.raises(Unavailable):
        ask(realtime)
    door = chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: UserIds(user_ids=[]))
    ask(realtime)
    door.close()
    with pytest.raises(Unavailable):
        ask(realtime)


def test_a_line_that_broke_is_tried_once_more_and_not_for_ever(realtime, chat, wire):
    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: UserIds(user_ids=[]))
    wire.broken = 1
    ask(realtime)
    wire.broken = 5
    with pytest.raises(Unavailable):
        ask(realtime)
    assert wire.broken == 3


def test_where_nobody_listens_it_is_unavailable(realtime):
    with pytest.raises(Unavailable):
        ask(realtime)


def test_a_wrong_set_up_is_not_taken_for_the_visitors_fault(chat):
    stranger = Detours("realtime", ["chat=http://127.0.0.1:1"], [f"realtime-chat={OTHER_KEY}"])
    stranger._lines["chat"] = Wire(chat)
    with pytest.raises(Unavailable):
        ask(stranger)
    notify = Detours("notify", ["chat=http://127.0.0.1:1"], [f"notify-chat={OTHER_KEY}"])
    notify._lines["chat"] = Wire(chat)
    with pytest.raises(Unavailable):
        ask(notify, subjects.CHAT_SEND)


def test_the_token_is_kept_for_a_while_and_survives_a_clock_that_is_set_back(realtime, monkeypatch):
    now = 1_000_000.0
    monkeypatch.setattr(detours.time, "time", lambda: now)
    first = realtime._token("chat")
    now += 20
    assert realtime._token("chat") == first
    now += 20
    second = realtime._token("chat")
    assert second != first
    now -= 3_600
    assert realtime._token("chat") not in (first, second)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer x",
        f"Basic {token()}",
        f"Bearer {token(key=OTHER_KEY)}",
        f"Bearer {token(asker='stranger')}",
        f"Bearer {token(asker='chat', key=KEY)}",
        f"Bearer {token(answerer='auth')}",
        f"Bearer {token(iss='notify')}",
        f"Bearer {token(exp=None)}",
        f"Bearer {token(iat=None)}",
        f"Bearer {token(aud=None)}",
        f"Bearer {token(exp=int(time.time()) - 300)}",
        f"Bearer {token(key=KEY + KEY, algorithm='HS512')}",
        f"Bearer {jwt.encode({'iss': 'realtime', 'aud': 'chat'}, None, algorithm='none', headers={'kid': 'realtime'})}",
    ],
)
def test_nobody_comes_in_without_a_token_of_a_service_for_this_service(chat, authorization):
    with pytest.raises(Unauthenticated):
        chat.detours.admit(authorization, subjects.CHAT_HEADS)


def test_a_service_asks_only_what_it_may(chat):
    for asker, key in (("realtime", KEY), ("notify", OTHER_KEY)):
        for subject in (*subjects.ASKED_BY, "chat.event.x", "nothing"):
            if asker in subjects.ASKED_BY.get(subject, ()):
                assert chat.detours.admit(f"Bearer {token(asker, key=key)}", subject) == asker
            else:
                with pytest.raises(Forbidden):
                    chat.detours.admit(f"Bearer {token(asker, key=key)}", subject)


def test_the_door_takes_questions_and_nothing_else(chat):
    client = chat.flask.test_client()
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert client.open("/internal/chat.heads", method=method).status_code == 405
    for path in ("/internal", "/internal/", "/internal/chat.heads/", "/internal/a/b", "//internal/chat.heads"):
        assert client.post(path, headers={"Authorization": f"Bearer {token()}"}).status_code == 404


def test_one_process_answers_so_many_at_a_time_and_no_more(chat):
    asked = []

    def again(question):
        asked.append(question)
        return chat.bus.answer(subjects.CHAT_MEMBERS, QUESTION) and UserIds(user_ids=[])

    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, again)
    chat.bus._questions._answering = 250
    with pytest.raises(Unavailable):
        chat.bus.answer(subjects.CHAT_MEMBERS, QUESTION)
    assert len(asked) == 6
    assert chat.bus._questions._answering == 250


def test_without_keys_there_are_no_detours_and_the_bus_is_needed():
    def parts(*keys):
        service = Service("chat", CommonSettings(nats_url="nats://nowhere", detour_keys=keys))
        answer = service.flask.test_client().get("/readyz")
        return answer.status_code, answer.json["parts"]

    assert parts() == (503, {"accepting": True, "bus": False})
    assert parts("realtime-chat=") == (503, {"accepting": True, "bus": False})
    assert parts(f"realtime-chat={KEY}") == (200, {"accepting": True, "bus": False})


def test_a_bus_that_is_away_asks_on_the_detour_and_is_unavailable_without_one(realtime, chat, wire):
    chat.bus.reply(subjects.CHAT_MEMBERS, MembersOf, lambda question: UserIds(user_ids=["x"]))
    question = MembersOf(conversation_id="c" * 24)
    bus = Bus("nats://nowhere", "realtime", realtime)
    assert bus.request(subjects.CHAT_MEMBERS, question, UserIds).user_ids == ["x"]
    with pytest.raises(Unavailable):
        Bus("nats://nowhere", "realtime").request(subjects.CHAT_MEMBERS, question, UserIds)


def test_odd_settings_stop_the_start_without_telling_the_secret():
    with pytest.raises(SettingsError) as stopped:
        load(CommonSettings, {"NATS_URL": "nats://nowhere", "NATTER_DETOUR_KEYS": "a-secret-without-a-name"})
    assert "NATTER_DETOUR_KEYS" in str(stopped.value)
    assert "a-secret" not in str(stopped.value)


def test_an_answer_that_is_none_of_ours_is_unavailable(realtime):
    class Odd:
        def urlopen(self, *_, **__):
            return type("Answer", (), {"status": 502, "data": b"<html>"})

    realtime._lines["chat"] = Odd()
    with pytest.raises(Unavailable):
        ask(realtime)


def test_problems_keep_their_meaning_on_the_way():
    for kind in (errors.InvalidInput, errors.TooLarge, errors.TooMany):
        assert type(errors.from_body(kind.status, errors.ErrorDetail(code=kind.code, message="m"))) is kind
