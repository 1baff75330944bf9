"""Detours: how services ask each other while NATS is away: over HTTP, straight to the other service's own port.

bus/questions.py calls `ask` when NATS does not carry a question, and gets the same answer, or the same Problem, from
the same handler; service.py calls `admit` before it lets that handler answer. Who asks proves it with a token of one
minute, signed with a key that only the two services have, and which questions a service may ask stands in
subjects.ASKED_BY, as in NATS' own permissions. The gateway does not lead here.
"""

import time
from collections.abc import Iterable

import gevent
import jwt
import msgspec
import urllib3

from services.common import errors, logs, subjects
from services.common.errors import Forbidden, Problem, Unauthenticated, Unavailable

ALGORITHM = "HS256"
TOKEN_SECONDS = 60
LEEWAY_SECONDS = 60
"""Clocks of two machines differ."""
LINES = 32
"""Questions at the same time to one service; more wait their turn."""
CONNECT_SECONDS = 1.0
REFUSED = "detour_refused"

log = logs.get_logger("detours")


class Detours:
    """Of one service. `addresses`: `chat=http://127.0.0.1:8001` …, `keys`: `realtime-chat=<secret>` …, asker first."""

    def __init__(self, service: str, addresses: Iterable[str] = (), keys: Iterable[str] = ()):
        self.service = service
        self._addresses, self._keys = pairs(addresses), pairs(keys)
        self._lines: dict[str, urllib3.HTTPConnectionPool] = {}
        self._tokens: dict[str, tuple[str, float]] = {}

    @property
    def are_open(self) -> bool:
        """Whether this service can do its work without NATS."""
        return bool(self._keys)

    # -- asking

    def lead_to(self, subject: str) -> bool:
        """Whether this service can ask that without NATS."""
        answerer = _answerer(subject)
        return answerer in self._addresses and f"{self.service}-{answerer}" in self._keys

    def ask(self, subject: str, data: bytes, seconds: float) -> bytes:
        """The answer. Raises the Problem that the handler raised, or Unavailable. A broken line is tried once more."""
        answerer = _answerer(subject)
        headers = {"Authorization": f"Bearer {self._token(answerer)}", "Content-Type": "application/json"}
        if current := logs.request_id.get():
            headers["X-Request-Id"] = current
        try:
            # All of it, the wait for a free line included, however slowly bytes come.
            with gevent.Timeout(seconds):
                try:
                    status, answer = self._post(answerer, subject, data, headers, seconds)
                except urllib3.exceptions.ProtocolError:
                    status, answer = self._post(answerer, subject, data, headers, seconds)
        except (urllib3.exceptions.HTTPError, gevent.Timeout) as error:
            log.warning("no answer without NATS either", subject=subject, error=repr(error))
            raise Unavailable from error
        if status != 200:
            raise self._problem(subject, status, answer)
        return answer

    def _post(
        self, answerer: str, subject: str, data: bytes, headers: dict[str, str], seconds: float
    ) -> tuple[int, bytes]:
        line = self._lines.get(answerer)
        if line is None:
            line = self._lines[answerer] = urllib3.connection_from_url(
                self._addresses[answerer], maxsize=LINES, block=True
            )
        answer = line.urlopen(
            "POST",
            f"/internal/{subject}",
            body=data,
            headers=headers,
            retries=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
        )
        return answer.status, answer.data

    def _problem(self, subject: str, status: int, answer: bytes) -> Problem:
        try:
            problem = errors.from_body(status, msgspec.json.decode(answer, type=errors.ErrorBody).error)
        except (msgspec.ValidationError, msgspec.DecodeError):
            log.warning("odd answer without NATS", subject=subject, status=status)
            return Unavailable()
        if problem.code == REFUSED:
            log.error("not let in without NATS", subject=subject, error=problem.message)
            return Unavailable()
        return problem

    def _token(self, answerer: str) -> str:
        token, renew_at = self._tokens.get(answerer, ("", 0.0))
        now = time.time()
        # The second bound: after the clock was set back the kept token is none of this time.
        if not renew_at - TOKEN_SECONDS / 2 <= now < renew_at:
            claims = {"iss": self.service, "aud": answerer, "iat": int(now), "exp": int(now) + TOKEN_SECONDS}
            key = self._keys[f"{self.service}-{answerer}"]
            token = jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": self.service})
            self._tokens[answerer] = (token, now + TOKEN_SECONDS / 2)
        return token

    # -- being asked

    def admit(self, authorization: str | None, subject: str) -> str:
        """The asking service. Raises Unauthenticated or Forbidden, which tell the asker that the set-up is wrong."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer" or not token:
            raise Unauthenticated("Only Natter's own services ask here.", code=REFUSED)
        try:
            asker = str(jwt.get_unverified_header(token).get("kid"))
            key = self._keys.get(f"{asker}-{self.service}")
            if key is None:
                raise jwt.InvalidKeyError("unknown asker")
            jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self.service,
                issuer=asker,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated("Only Natter's own services ask here.", code=REFUSED) from error
        if asker not in subjects.ASKED_BY.get(subject, ()):
            raise Forbidden("This service may not ask that.", code=REFUSED)
        return asker


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """`name=value` texts as a dict; a value may be empty, then the name is left out (a secret that was not made)."""
    split = (text.partition("=") for text in texts)
    return {name: value for name, _, value in split if value}


def _answerer(subject: str) -> str:
    return subject.partition(".")[0]
