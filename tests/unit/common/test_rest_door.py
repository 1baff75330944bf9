"""The REST frame: typed input, errors in one shape, a request id, health and the OpenAPI page."""

import json

import pytest

from services.common.errors import NotFound, Unauthenticated
from services.common.http import Reply, Routes
from services.common.service import Service
from services.common.settings import CommonSettings
from services.common.shapes import Answer, Input
from services.common.tokens import Identity

ID = "0123456789abcdef01234567"


class SilentBus:
    """A bus that is there and says nothing."""

    is_connected = True

    def subscribe(self, subject, callback):
        return None

    def on_trouble(self, callback):
        return None


class Note(Answer):
    text: str


class NoteInput(Input):
    text: str


class NoteQuery(Input):
    limit: int = 10


@pytest.fixture
def client():
    service = Service("example", CommonSettings(nats_url="nats://nowhere", log_level="error"), bus=SilentBus())
    service.authenticate = lambda token: _identity(token)
    routes = Routes("example", "notes")

    @routes.post("/notes")
    def write(identity: Identity, body: NoteInput) -> Note:
        """Write a note."""
        return Note(text=f"{identity.user_id}: {body.text}")

    @routes.get("/notes/<note_id>")
    def read(note_id: str, query: NoteQuery) -> Note:
        if query.limit == 0:
            raise NotFound("note")
        return Note(text=str(query.limit))

    @routes.get("/greeting")
    def greet(identity: Identity | None) -> Note:
        return Note(text=identity.user_id if identity else "stranger")

    @routes.put("/notes/<note_id>/mark")
    def mark(note_id: str) -> None:
        return None

    @routes.get("/broken")
    def broken() -> Note:
        raise RuntimeError("secret detail")

    @routes.get("/created")
    def created() -> Note:
        return Reply(Note(text="new"), status=201)

    service.add(routes)
    return service.flask.test_client()


def _identity(token):
    if token != "good":
        raise Unauthenticated()
    return Identity("ana", "session", 0.0)


def post(client, data, *, token="good", content_type="application/json"):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post("/api/example/notes", data=data, content_type=content_type, headers=headers)


def test_a_route_that_knows_people_takes_strangers_but_no_false_tokens(client):
    def greet(headers):
        return client.get("/api/example/greeting", headers=headers)

    assert greet({}).json == {"text": "stranger"}
    assert greet({"Authorization": "Bearer good"}).json == {"text": "ana"}
    assert greet({"Authorization": "Bearer forged"}).status_code == 401


def test_a_typed_body_reaches_the_function_and_its_answer_goes_out(client):
    answer = post(client, '{"text": "hello"}')
    assert (answer.status_code, answer.json) == (201, {"text": "ana: hello"})


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ("", 400, "malformed", None),
        ("{", 400, "malformed", None),
        (b"\xff\xfe", 400, "malformed", None),
        ("[]", 422, "invalid_input", None),
        ("{}", 422, "invalid_input", "text"),
        ('{"text": {"$gt": ""}}', 422, "invalid_input", "text"),
        ('{"text": 5}', 422, "invalid_input", "text"),
        ('{"text": "a", "author_id": "eve"}', 422, "invalid_input", "author_id"),
    ],
)
def test_a_wrong_body_is_answered_with_what_is_wrong(client, data, status, code, field):
    answer = post(client, data)
    assert answer.status_code == status
    assert (answer.json["error"]["code"], answer.json["error"]["field"]) == (code, field)
    assert answer.json["error"]["message"]


def test_a_form_is_refused_because_another_site_could_send_it(client):
    assert post(client, "text=hello", content_type="application/x-www-form-urlencoded").status_code == 400


@pytest.mark.parametrize("token", [None, "bad"])
def test_without_a_valid_token_nothing_happens(client, token):
    answer = post(client, '{"text": "hello"}', token=token)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthenticated")


def test_the_query_is_typed_too(client):
    assert client.get(f"/api/example/notes/{ID}?limit=3").json == {"text": "3"}
    assert client.get(f"/api/example/notes/{ID}?limit=many").status_code == 422
    assert client.get(f"/api/example/notes/{ID}?sort=-1").status_code == 422


@pytest.mark.parametrize(
    "path", [f"/api/example/notes/{ID}/", f"/api/example//notes/{ID}", f"/api//example/notes/{ID}"]
)
def test_an_address_has_one_spelling_because_the_gateway_limits_by_address(client, path):
    assert client.get(path).status_code == 404


def test_a_path_part_that_is_no_id_looks_like_nothing_there(client):
    for part in ("x", "../etc", "0" * 23, "$ne"):
        assert client.get(f"/api/example/notes/{part}").status_code == 404


def test_errors_share_one_shape(client):
    for answer in (
        client.get("/api/example/nowhere"),
        client.delete("/api/example/notes"),
        client.get("/api/example/broken"),
    ):
        assert set(answer.json["error"]) == {"code", "message", "field", "retry"}
    assert client.delete("/api/example/notes").status_code == 405
    assert client.delete("/api/example/notes").headers["Allow"]


def test_an_unexpected_error_tells_nothing_of_the_inside(client):
    answer = client.get("/api/example/broken")
    assert answer.status_code == 500
    assert b"secret detail" not in answer.data


def test_nothing_to_say_is_a_204_and_a_reply_chooses_its_status(client):
    assert client.put(f"/api/example/notes/{ID}/mark").status_code == 204
    assert client.get("/api/example/created").status_code == 201


def test_a_request_id_is_kept_or_made(client):
    assert client.get("/healthz", headers={"X-Request-Id": "abcdef-123456"}).headers["X-Request-Id"] == "abcdef-123456"
    made = client.get("/healthz", headers={"X-Request-Id": "bad\tid"}).headers["X-Request-Id"]
    assert len(made) == 16


def test_answers_are_not_kept_by_caches(client):
    assert client.get("/api/example/created").headers["Cache-Control"] == "no-store"


def test_readiness_names_the_parts(client):
    assert client.get("/readyz").json == {"ready": True, "parts": {"accepting": True, "bus": True}}


def test_the_openapi_page_lists_every_route(client):
    page = client.get("/api/example/openapi.json").json
    assert page["openapi"] == "3.1.0"
    assert set(page["paths"]) == {
        "/api/example/notes",
        "/api/example/notes/{note_id}",
        "/api/example/notes/{note_id}/mark",
        "/api/example/broken",
        "/api/example/created",
        "/api/example/greeting",
    }
    write = page["paths"]["/api/example/notes"]["post"]
    assert (write["summary"], write["security"]) == ("Write a note.", [{"access_token": []}])
    assert json.dumps(page).count("NoteInput") >= 2


def test_metrics_are_in_the_format_of_prometheus(client):
    client.get("/api/example/created")
    assert b"natter_http_request_seconds" in client.get("/metrics").data
