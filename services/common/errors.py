"""What can go wrong, by meaning.

Problem                      every error that a person or program outside may see
├── InvalidInput   422       the request does not say something we can act on; `field` names the culprit
├── Unauthenticated 401      no valid access token
├── Forbidden      403       known, but not allowed
├── NotFound       404       no such thing, or not yours to know of: the two look alike
├── Conflict       409       the present state does not admit it
├── TooMany        429       slow down; `retry` seconds
└── Unavailable    503       a part that is needed does not answer; `retry` seconds

Raise the meaning where it is known and let it rise: HTTP answers are made in service.py, bus answers in
bus/questions.py, error frames in realtime. All carry the same body: {"error": {"code", "message", "field", "retry"}}.
"""

from typing import Any

import msgspec


class Problem(Exception):
    """Base of all errors shown outside. `code` is stable for programs, `message` is for people."""

    code = "internal"
    status = 500

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None, retry: float | None = None):
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field
        self.retry = retry

    def body(self) -> dict[str, Any]:
        """The error as it goes out, in HTTP answers and bus replies alike."""
        return {"error": {"code": self.code, "message": self.message, "field": self.field, "retry": self.retry}}


class InvalidInput(Problem):
    code = "invalid_input"
    status = 422


class Malformed(InvalidInput):
    """Not even the outer form is right: no JSON, wrong content type."""

    code = "malformed"
    status = 400


class Unauthenticated(Problem):
    code = "unauthenticated"
    status = 401

    def __init__(self, message: str = "Log in to continue.", **more: Any):
        super().__init__(message, **more)


class Forbidden(Problem):
    code = "forbidden"
    status = 403


class NotFound(Problem):
    """Takes the noun: NotFound("conversation")."""

    code = "not_found"
    status = 404

    def __init__(self, noun: str, **more: Any):
        super().__init__(f"There is no such {noun}, or you are not part of it.", **more)
        self.noun = noun


class Conflict(Problem):
    code = "conflict"
    status = 409


class TooLarge(Problem):
    code = "too_large"
    status = 413


class TooMany(Problem):
    code = "too_fast"
    status = 429


class Unavailable(Problem):
    code = "unavailable"
    status = 503

    def __init__(
        self, message: str = "A part of the server does not answer. Try again in a moment.", *, retry: float = 2.0
    ):
        super().__init__(message, retry=retry)


class ErrorDetail(msgspec.Struct, kw_only=True):
    """The inside of every error body."""

    code: str
    message: str
    field: str | None = None
    retry: float | None = None


class ErrorBody(msgspec.Struct, kw_only=True):
    """The shape of every error answer."""

    error: ErrorDetail


_BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind for kind in (InvalidInput, Malformed, Unauthenticated, Forbidden, Conflict, TooLarge, TooMany)
}


def from_body(status: int, detail: ErrorDetail) -> Problem:
    """The error that another service raised, raised again here with the same meaning."""
    if status == NotFound.status:
        problem: Problem = NotFound("thing", code=detail.code, field=detail.field)
        problem.message = detail.message
        return problem
    if status == Unavailable.status:
        return Unavailable(detail.message, retry=detail.retry or 2.0)
    kind = _BY_STATUS.get(status, Problem)
    return kind(detail.message, code=detail.code, field=detail.field, retry=detail.retry)
