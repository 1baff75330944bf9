"""One account of a load test at the REST door; every request is counted by locust under a name without ids.

Called by locustfile.py and line.py. Made by registering, like anybody else; the access token is renewed before it ends.
"""

import time
import uuid

import gevent

PASSWORD = "four quiet words"
TRIES = 6
RENEW_BEFORE_SECONDS = 60.0
PAGE = 50


class NotPossible(Exception):
    """The server did not do what a load test cannot go on without."""


class Person:
    """`http` is locust's client of this user."""

    def __init__(self, http):
        self._http = http
        self._token, self._ends_at = "", 0.0
        username = f"load-{uuid.uuid4().hex[:16]}"
        body = {"username": username, "display_name": f"Load {username[5:9]}", "password": PASSWORD}
        self._granted(self._patiently("POST", "/api/auth/register", body))
        self.device_id = uuid.uuid4().hex

    @property
    def token(self):
        """Good for a minute at least. Raises NotPossible."""
        if time.monotonic() > self._ends_at - RENEW_BEFORE_SECONDS:
            self._granted(self._patiently("POST", "/api/auth/refresh"))
        return self._token

    def refused(self):
        """The server did not want the token: the next one is a new one."""
        self._ends_at = 0.0

    def open_group(self, title):
        body = {"kind": "group", "title": title, "member_ids": []}
        return self._call("POST", "/api/chat/conversations", body)["id"]

    def open_direct(self, other):
        return self._call("POST", "/api/chat/conversations", {"kind": "direct", "user_id": other.user_id})["id"]

    def add_member(self, conversation_id, other):
        path = f"/api/chat/conversations/{conversation_id}/members"
        self._call("POST", path, {"user_id": other.user_id}, name="/api/chat/conversations/[id]/members")

    def conversations(self):
        """My list, newest first; [] when it did not come."""
        answer = self._get("/api/chat/conversations?limit=200", "/api/chat/conversations")
        return answer["conversations"] if answer else []

    def page(self, conversation_id, before=None):
        """A page of messages, oldest first; [] when it did not come."""
        path = f"/api/chat/conversations/{conversation_id}/messages?limit={PAGE}"
        answer = self._get(
            path + (f"&before={before}" if before else ""),
            f"/api/chat/conversations/[id]/messages{' (older)' if before else ''}",
        )
        return answer["messages"] if answer else []

    def events(self, conversation_id, after):
        """What the log holds after that seq, at most 200; [] when it did not come."""
        path = f"/api/chat/conversations/{conversation_id}/events?after={after}&limit=200"
        answer = self._get(path, "/api/chat/conversations/[id]/events")
        return answer["events"] if answer else []

    def _granted(self, grant):
        self.user_id = grant["user"]["id"]
        self._token, self._ends_at = grant["access_token"], time.monotonic() + grant["expires_in"]

    def _patiently(self, method, path, body=None):
        """A request that may be told to wait: a limit is no failure. Raises NotPossible."""
        for _ in range(TRIES):
            with self._http.request(
                method, path, json=body, headers={"X-Natter-Client": "load"}, catch_response=True, timeout=30
            ) as answer:
                if answer.ok:
                    return answer.json()
                retry = _retry(answer)
                if retry is None:
                    break
                answer.success()
            gevent.sleep(retry)
        raise NotPossible(f"{method} {path}: {answer.status_code} {answer.text[:200]}")

    def _call(self, method, path, body, name=None):
        answer = self._http.request(method, path, json=body, headers=self._headers(), name=name or path, timeout=30)
        if not answer.ok:
            raise NotPossible(f"{method} {path}: {answer.status_code} {(answer.text or '')[:200]}")
        return answer.json() if answer.content else None

    def _get(self, path, name):
        answer = self._http.get(path, headers=self._headers(), name=name, timeout=30)
        return answer.json() if answer.ok else None

    def _headers(self):
        return {"Authorization": f"Bearer {self.token}"}


def _retry(answer):
    """Seconds to wait when the server says that trying again makes sense, else None."""
    if answer.status_code not in (429, 503):
        return None
    try:
        said = answer.json()["error"]["retry"]
    except (ValueError, KeyError, TypeError):
        said = None
    return min(float(said or 1.0), 30.0)
