"""The names of the headers that go along with what is said over NATS."""

from services.common import logs

REQUEST_ID = "Natter-Request-Id"
STATUS = "Natter-Status"
MESSAGE_ID = "Nats-Msg-Id"


def of_request() -> dict[str, str] | None:
    """The id of the request that is being served, if there is one."""
    current = logs.request_id.get()
    return {REQUEST_ID: current} if current else None
