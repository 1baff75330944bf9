"""The REST door of notify: what it takes, what it refuses, and that each sees only their own."""

import json

import msgspec
import pytest

from services.common.service import Service
from services.common.settings import CommonSettings
from services.common.shapes import Preferences
from services.common.tokens import Identity
from services.notify.routes.decisions import decision_routes
from services.notify.routes.notifications import notification_routes
from services.notify.routes.preferences import preference_routes
from tests.unit.notify.world import ANA, BEN, CLEO, CONVERSATION, OTHER


class Door:
    """Requests as one person, given by user id."""

    def __init__(self, world):
        service = Service("notify", CommonSettings(nats_url="nats://nowhere", log_level="error"), bus=world.bus)
        service.authenticate = lambda token: Identity(token, "session", 0.0)
        service.add(notification_routes(world.notifications, world.missed_reads))
        service.add(preference_routes(world.preferences))
        service.add(decision_routes(world.explanations))
        self.client = service.flask.test_client()

    def get(self, path, user_id=BEN, **query):
        return self._answer(self.client.get(f"/api/notify{path}", query_string=query, headers=_headers(user_id)))

    def put(self, path, body, user_id=BEN):
        data = body if isinstance(body, str) else json.dumps(body)
        headers = {**_headers(user_id), "Content-Type": "application/json"}
        return self._answer(self.client.put(f"/api/notify{path}", data=data, headers=headers))

    def _answer(self, response):
        return response.status_code, response.get_json(silent=True)


def _headers(user_id):
    return {"Authorization": f"Bearer {user_id}"} if user_id else {}


@pytest.fixture
def door(world):
    return Door(world)


def test_notifications_are_listed_with_the_number_of_unread_ones(world, door):
    world.say("one")
    world.clock.pass_by(seconds=1)
    world.say("two")
    status, page = door.get("/notifications", limit=1)
    assert (status, page["unread"], [one["preview"] for one in page["notifications"]]) == (200, 2, ["Ana: two"])
    status, page = door.get("/notifications", limit=1, before=page["next"])
    assert ([one["preview"] for one in page["notifications"]], page["next"]) == (["Ana: one"], None)
    assert set(page["notifications"][0]) == {
        "id", "kind", "conversation_id", "seq", "message_no", "actor_id", "title", "preview", "created_at", "read_at",
    }  # fmt: skip


def test_listing_shows_as_read_what_was_read_unheard(world, door):
    world.say()
    world.read(BEN, 1, is_announced=False)
    status, page = door.get("/notifications")
    assert (status, page["unread"]) == (200, 0)
    assert page["notifications"][0]["read_at"]


def test_listing_works_without_chat(world, door):
    world.say()
    world.bus.is_connected = False
    status, page = door.get("/notifications")
    assert (status, page["unread"]) == (200, 1)


def test_marking_read_answers_nothing_and_counts(world, door):
    world.say()
    assert door.put("/notifications/read", {"conversation_id": CONVERSATION, "message_no": 1}) == (204, None)
    assert door.get("/notifications")[1]["unread"] == 0
    assert door.get("/notifications", CLEO)[1]["unread"] == 1


def test_preferences_begin_with_everything_and_are_what_was_put(door):
    nothing_chosen = {"default_level": "all", "conversations": {}, "muted_until": {}, "paused_until": None}
    assert door.get("/preferences") == (200, nothing_chosen)
    chosen = {"default_level": "mentions", "conversations": {CONVERSATION: "nothing"}}
    assert door.put("/preferences", chosen) == (200, {**nothing_chosen, **chosen})
    chosen |= {"muted_until": {OTHER: "2026-11-23T13:00:00.000Z"}, "paused_until": "2026-11-24T07:00:00.000Z"}
    assert door.put("/preferences", chosen) == (200, chosen)
    assert door.get("/preferences") == (200, chosen)
    assert door.get("/preferences", CLEO) == (200, nothing_chosen)


def test_what_is_chosen_for_one_conversation_leaves_the_others_and_is_told_to_all_devices(world, door):
    here, there = f"/preferences/conversations/{CONVERSATION}", f"/preferences/conversations/{OTHER}"
    door.put(there, {"level": "mentions", "muted_until": None})
    status, answer = door.put(here, {"level": None, "muted_until": "2026-11-23T14:00:00+01:00"})
    expected = {
        "default_level": "all",
        "conversations": {OTHER: "mentions"},
        "muted_until": {CONVERSATION: "2026-11-23T13:00:00.000Z"},
        "paused_until": None,
    }
    assert (status, answer) == (200, expected)
    assert door.get("/preferences")[1] == expected
    assert [msgspec.to_builtins(told.preferences) for told in world.preferences_told(BEN)][-1] == expected
    world.clock.pass_by(hours=2)
    # What is over by now is forgotten with the next choice.
    assert door.put(there, {"level": None, "muted_until": None})[1] == {
        **expected,
        "conversations": {},
        "muted_until": {},
    }


def test_the_default_and_a_pause_leave_what_is_chosen_for_conversations_and_are_told_to_all_devices(world, door):
    door.put(f"/preferences/conversations/{CONVERSATION}", {"level": "all", "muted_until": None})
    expected = {"default_level": "mentions", "conversations": {CONVERSATION: "all"}, "muted_until": {}}
    for _ in range(2):  # Saying it again changes nothing.
        answer = door.put("/preferences/default", {"level": "mentions"})
        assert answer == (200, {**expected, "paused_until": None})
    expected["paused_until"] = "2026-11-23T13:00:00.000Z"
    for _ in range(2):
        assert door.put("/preferences/pause", {"until": "2026-11-23T14:00:00+01:00"}) == (200, expected)
    assert door.get("/preferences") == (200, expected)
    assert [msgspec.to_builtins(told.preferences) for told in world.preferences_told(BEN)][-1] == expected
    assert world.preferences_told(CLEO) == []
    assert door.put("/preferences/pause", {"until": None})[1]["paused_until"] is None


def test_a_pause_that_is_over_already_is_none(door):
    assert door.put("/preferences/pause", {"until": "2026-11-23T11:59:00Z"})[1]["paused_until"] is None


def test_one_cannot_choose_for_too_many_conversations(world, door):
    world.preferences.put(BEN, Preferences(conversations={f"{n:024x}": "all" for n in range(1_000)}))
    answer = door.put(f"/preferences/conversations/{CONVERSATION}", {"level": "nothing", "muted_until": None})
    assert (answer[0], answer[1]["error"]["code"]) == (409, "too_many_choices")
    assert door.put(f"/preferences/conversations/{0:024x}", {"level": "nothing", "muted_until": None})[0] == 200


def test_everyone_may_ask_why_about_themself_only(world, door):
    world.say(sender=ANA)
    query = {"conversation_id": CONVERSATION, "seq": 1}
    assert door.get("/decisions", ANA, **query)[1]["reason"] == "sender"
    status, answer = door.get("/decisions", BEN, **query)
    assert (status, answer["outcome"], answer["reason"]) == (200, "notified", None)
    assert door.get("/decisions", "f" * 24, **query)[0] == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/notifications", {"limit": "0"}),
        ("/notifications", {"limit": "101"}),
        ("/notifications", {"limit": "many"}),
        ("/notifications", {"before": ""}),
        ("/notifications", {"before": "$gt"}),
        ("/notifications", {"before": "F" * 50}),
        ("/notifications", {"before[$gt]": ""}),
        ("/notifications", {"other": "1"}),
        ("/decisions", {}),
        ("/decisions", {"conversation_id": CONVERSATION}),
        ("/decisions", {"conversation_id": "nothing", "seq": "1"}),
        ("/decisions", {"conversation_id": CONVERSATION, "seq": "0"}),
        ("/decisions", {"conversation_id": CONVERSATION, "seq": "9" * 30}),
        ("/preferences/other", {}),
    ],
)
def test_an_odd_query_is_refused_and_never_breaks(door, path, query):
    status, answer = door.get(path, **query)
    assert status in (404, 422)
    assert answer["error"]["code"] in ("invalid_input", "not_found")


@pytest.mark.parametrize("before", ["0" * 50, "f" * 50])
def test_a_cursor_from_nowhere_is_a_place_like_any_other(world, door, before):
    world.say()
    status, page = door.get("/notifications", before=before)
    assert (status, page["next"]) == (200, None)


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/notifications/read", "", 400),
        ("/notifications/read", "{", 400),
        ("/notifications/read", "[]", 422),
        ("/notifications/read", {"conversation_id": {"$gt": ""}}, 422),
        ("/notifications/read", {"message_no": 1}, 422),
        ("/notifications/read", {"conversation_id": CONVERSATION, "message_no": -1}, 422),
        ("/notifications/read", {"conversation_id": CONVERSATION, "message_no": 2**60}, 422),
        ("/notifications/read", {"notification_ids": "all"}, 422),
        ("/notifications/read", {"notification_ids": [{"$ne": None}]}, 422),
        ("/notifications/read", {"notification_ids": ["a" * 24] * 101}, 422),
        ("/notifications/read", {"everything": True}, 422),
        ("/preferences/conversations/nothing", {"level": None, "muted_until": None}, 404),
        (f"/preferences/conversations/{CONVERSATION}", {"level": None}, 422),
        (f"/preferences/conversations/{CONVERSATION}", {"level": "loud", "muted_until": None}, 422),
        (f"/preferences/conversations/{CONVERSATION}", {"level": None, "muted_until": "tomorrow"}, 422),
        (f"/preferences/conversations/{CONVERSATION}", {"level": None, "muted_until": "2026-11-23T12:00:00"}, 422),
        (f"/preferences/conversations/{CONVERSATION}", {"level": None, "muted_until": "2028-01-01T00:00:00Z"}, 422),
        (
            f"/preferences/conversations/{CONVERSATION}",
            {"level": None, "muted_until": "9999-12-31T23:59:59-12:00"},
            422,
        ),
        ("/preferences/default", {}, 422),
        ("/preferences/default", {"level": None}, 422),
        ("/preferences/default", {"level": {"$gt": ""}}, 422),
        ("/preferences/default", {"level": "mentions", "conversations": {}}, 422),
        ("/preferences/pause", {}, 422),
        ("/preferences/pause", {"until": "tomorrow"}, 422),
        ("/preferences/pause", {"until": "2026-11-23T13:00:00"}, 422),
        ("/preferences/pause", {"until": "2026-11-30T12:00:01Z"}, 422),
        ("/preferences/pause", {"until": "9999-12-31T23:59:59-12:00"}, 422),
        ("/preferences", {"default_level": "all", "conversations": {}, "paused_until": "2027-11-23T13:00:00Z"}, 422),
        ("/preferences", {}, 422),
        ("/preferences", {"default_level": "all"}, 422),
        (
            "/preferences",
            {"default_level": "all", "conversations": {}, "muted_until": {CONVERSATION: "9999-12-31T23:59:59-12:00"}},
            422,
        ),
        ("/preferences", {"default_level": "loud", "conversations": {}}, 422),
        ("/preferences", {"default_level": "all", "conversations": []}, 422),
        ("/preferences", {"default_level": "all", "conversations": {"$where": "all"}}, 422),
        ("/preferences", {"default_level": "all", "conversations": {CONVERSATION: {"$gt": ""}}}, 422),
        ("/preferences", {"default_level": "all", "conversations": {f"{n:024x}": "all" for n in range(1_001)}}, 422),
    ],
)
def test_an_odd_body_is_refused_and_never_breaks(door, path, body, expected):
    status, answer = door.put(path, body)
    assert status == expected
    assert answer["error"]["message"]


@pytest.mark.parametrize("path", ["/notifications", "/preferences", "/decisions"])
def test_nobody_gets_in_without_a_token(door, path):
    assert door.get(path, user_id=None)[0] == 401


def test_another_method_is_refused(door):
    assert door.client.post("/api/notify/notifications", headers=_headers(BEN)).status_code == 405
