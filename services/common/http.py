"""The REST door: routes that translate and nothing more, and the OpenAPI page made from them.

A service's `routes/<noun>s.py` makes a `Routes`, adds functions to it, and app.py registers it. The annotations of a
function say what it takes and answers:

    @routes.post("/conversations/<conversation_id>/messages", status=201)
    def send(identity: Identity, conversation_id: str, body: SendInput) -> Ack: ...

`identity: Identity` makes the route one for logged-in people, `Identity | None` one that knows them when they are;
`body` is a JSON object, `query` a struct filled from the query string, both typed by msgspec with unknown fields
refused; a path part `..._id` that is no id is a 404. A body of type `bytes` is taken as it is, one of type `BodyStream`
piece by piece. To answer with another status or headers, return `Reply(value, status=200)`; its value may be an
iterator of bytes. None answers 204.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar, get_type_hints

import msgspec
from flask import Blueprint, Response, request

from services.common import ids
from services.common.errors import InvalidInput, Malformed, NotFound, TooLarge, Unauthenticated
from services.common.tokens import Identity

F = TypeVar("F", bound=Callable[..., Any])

BODY_LIMIT_BYTES = 1_000_000
PIECE_BYTES = 64 * 1024

_encoder = msgspec.json.Encoder()
_WHERE = re.compile(r" - at `\$(?:\.)?([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")


class Reply:
    """An answer that needs more than a value: its own status, headers, or bytes of a content type."""

    def __init__(
        self,
        value: Any,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ):
        self.value, self.status, self.headers, self.content_type = value, status, headers or {}, content_type


class BodyStream:
    """A request's body, read while it comes in and never held as a whole; `length` as the request announces it."""

    def __init__(self, stream: IO[bytes], length: int):
        self._stream, self.length = stream, length

    def pieces(self) -> Iterator[bytes]:
        while piece := self._stream.read(PIECE_BYTES):
            yield piece


class Route:
    """One operation, as registered and as documented. `body_limit` in bytes, where it is not the service's own."""

    def __init__(
        self, method: str, path: str, function: Callable[..., Any], status: int, body_limit: int | None = None
    ):
        hints = get_type_hints(function)
        self.method, self.path, self.function, self.status = method, path, function, status
        self.body_limit = body_limit
        self.body, self.query, self.answer = hints.get("body"), hints.get("query"), hints.get("return")
        self.takes_identity = "identity" in hints
        self.needs_identity = hints.get("identity") is Identity
        self.takes_bytes = self.body in (bytes, BodyStream)
        self.path_ids = [
            name for name in inspect.signature(function).parameters if name.endswith("_id") and f"<{name}>" in path
        ]

    def __call__(self, authenticate: Callable[[str], Identity], **parts: Any) -> Response:
        if self.needs_identity:
            parts["identity"] = authenticate(_bearer())
        elif self.takes_identity:
            parts["identity"] = authenticate(_bearer()) if "Authorization" in request.headers else None
        for name in self.path_ids:
            if not ids.is_id(parts[name]):
                raise NotFound(name.removesuffix("_id"))
        if self.body_limit is not None:
            request.max_content_length = self.body_limit
        if self.body is BodyStream:
            parts["body"] = _body_stream()
        elif self.takes_bytes:
            parts["body"] = request.get_data()
        elif self.body is not None:
            parts["body"] = _json_body(self.body)
        if self.query is not None:
            parts["query"] = _query(self.query)
        return _response(self.function(**parts), self.status)


class Routes:
    """The operations of one noun of a service, below `/api/<service>`."""

    def __init__(self, service: str, noun: str):
        self.service, self.noun = service, noun
        self.all: list[Route] = []

    def get(self, path: str, *, status: int = 200) -> Callable[[F], F]:
        return self._add("GET", path, status)

    def post(self, path: str, *, status: int = 201) -> Callable[[F], F]:
        return self._add("POST", path, status)

    def put(self, path: str, *, status: int = 200) -> Callable[[F], F]:
        return self._add("PUT", path, status)

    def patch(self, path: str, *, status: int = 200, body_limit: int | None = None) -> Callable[[F], F]:
        return self._add("PATCH", path, status, body_limit)

    def delete(self, path: str, *, status: int = 204) -> Callable[[F], F]:
        return self._add("DELETE", path, status)

    def _add(self, method: str, path: str, status: int, body_limit: int | None = None) -> Callable[[F], F]:
        def keep(function: F) -> F:
            self.all.append(Route(method, path, function, status, body_limit))
            return function

        return keep

    def blueprint(self, authenticate: Callable[[str], Identity]) -> Blueprint:
        """What Flask registers; `authenticate` turns an access token into an Identity or raises."""
        blueprint = Blueprint(self.noun, __name__, url_prefix=f"/api/{self.service}")
        for route in self.all:
            blueprint.add_url_rule(
                route.path,
                endpoint=f"{route.method} {route.path}".replace(".", "_"),
                view_func=_view(route, authenticate),
                methods=[route.method],
                provide_automatic_options=False,
            )
        return blueprint


def _view(route: Route, authenticate: Callable[[str], Identity]) -> Callable[..., Response]:
    def view(**parts: Any) -> Response:
        return route(authenticate, **parts)

    return view


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated()
    return token


def _body_stream() -> BodyStream:
    if request.content_length is None:
        raise Malformed("Say in Content-Length how long the body is.")
    return BodyStream(request.stream, request.content_length)


def _json_body(kind: type[Any]) -> Any:
    # A JSON content type cannot be sent across sites without a preflight, which we never grant.
    if request.mimetype != "application/json":
        raise Malformed("Send a JSON object with Content-Type: application/json.")
    if (request.content_length or 0) > BODY_LIMIT_BYTES:
        raise TooLarge("The request is larger than 1 MB.")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("The request body is not valid JSON.") from error


def _query(kind: type[Any]) -> Any:
    try:
        return msgspec.convert(request.args.to_dict(), type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error


def _invalid(error: msgspec.ValidationError) -> InvalidInput:
    text = str(error)
    where = _WHERE.search(text)
    named = _UNKNOWN.search(text) or _MISSING.search(text)
    field = named.group(1) if named else (where.group(1) if where else None)
    return InvalidInput(_WHERE.sub("", text) + ".", field=field or None)


def _response(value: Any, status: int) -> Response:
    if isinstance(value, Response):
        return value
    reply = value if isinstance(value, Reply) else Reply(value, status=204 if value is None else status)
    if reply.value is None:
        data = b""
    elif reply.content_type == "application/json":
        data = _encoder.encode(reply.value)
    else:
        data = reply.value
    response = Response(data, status=reply.status, content_type=reply.content_type)
    response.headers.update(reply.headers)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
