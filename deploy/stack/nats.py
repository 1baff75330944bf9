"""NATS: its configuration, with one user per service that may say and hear only what that service needs.

The lists follow services/common/subjects.py (tests/unit/deploy compares the two). Anonymous connections are refused.
Only chat may make the stream CHAT and publish to it, only notify may read it through its durable consumer, and a
service answers only requests that it was sent.
"""

import json
from typing import Any

from deploy.stack.data import Data, write_private
from deploy.stack.program import Program, fingerprint
from deploy.stack.readiness import greets
from deploy.stack.secrets import SERVICES, Secrets

EVERYBODY_PUBLISHES = ("auth.jwks", "auth.revocations")
EVERYBODY_HEARS = ("auth.session_revoked", "auth.user_changed")
CHAT_REQUESTS = (
    "chat.heads", "chat.events", "chat.send", "chat.mark_read", "chat.check", "chat.members", "chat.shared",
)  # fmt: skip

PUBLISHES = {
    "auth": ("auth.session_revoked", "auth.user_changed", "chat.invite"),
    "chat": (
        "chat.event.*", "chat.read.*", "chat.doubt", "user.*.joined", "user.*.unread_mark", "turn.*",
        "auth.users", "$JS.API.STREAM.INFO.CHAT", "$JS.API.STREAM.CREATE.CHAT", "$JS.API.STREAM.UPDATE.CHAT",
        "$JS.API.STREAM.MSG.GET.CHAT", "$JS.API.DIRECT.GET.CHAT", "$JS.API.DIRECT.GET.CHAT.>",
    ),
    "realtime": (*CHAT_REQUESTS, "auth.users", "typing.*", "presence.*"),
    "notify": (
        "user.*.notification", "user.*.preferences", "auth.users",
        "chat.members", "chat.heads", "chat.events", "chat.check",
        "$JS.API.STREAM.INFO.CHAT", "$JS.API.CONSUMER.INFO.CHAT.notify", "$JS.API.CONSUMER.CREATE.CHAT.notify",
        "$JS.API.CONSUMER.CREATE.CHAT.notify.>", "$JS.API.CONSUMER.DURABLE.CREATE.CHAT.notify",
        "$JS.API.CONSUMER.MSG.NEXT.CHAT.notify", "$JS.ACK.CHAT.notify.>",
    ),
}  # fmt: skip

HEARS = {
    "auth": ("auth.jwks", "auth.users", "auth.revocations"),
    "chat": (*CHAT_REQUESTS, "chat.invite", "turn.*", "chat.event.*", "chat.read.*", "chat.doubt", "user.*.joined"),
    "realtime": ("chat.*.*", "user.*.*", "typing.*", "presence.*"),
    "notify": ("chat.read.*",),
}


def program(server: str, data: Data, port: int, secrets: Secrets) -> Program:
    path = data / "run" / "nats.conf"
    text = configuration(data, port, secrets)
    write_private(path, text)
    return Program(
        name="nats",
        command=(server, "--config", str(path)),
        port=port,
        environment={"GOMEMLIMIT": "96MiB", "NATTER_CONFIGURATION": fingerprint(text)},
        is_ready=greets(port, b"", b"INFO"),
    )


def url(port: int, service: str, secrets: Secrets) -> str:
    return f"nats://{service}:{secrets.read(f'nats-{service}')}@127.0.0.1:{port}"


def configuration(data: Data, port: int, secrets: Secrets) -> str:
    """The configuration file; NATS reads JSON as well as its own format."""
    return (
        json.dumps(
            {
                "server_name": f"natter-{data.stack_id}",
                "host": "127.0.0.1",
                "port": port,
                # The heads of somebody in ten thousands of conversations are one answer.
                "max_payload": 8_388_608,
                "max_pending": 67_108_864,
                "logtime": True,
                "jetstream": {
                    "store_dir": str(data / "nats"),
                    "max_memory_store": 33_554_432,
                    "max_file_store": 4_294_967_296,
                    # An acknowledged publish is on the disk; the default writes through every two minutes.
                    "sync_interval": "always",
                },
                "authorization": {"timeout": 3, "users": [user(service, secrets) for service in SERVICES]},
            },
            indent=2,
        )
        + "\n"
    )


def user(service: str, secrets: Secrets) -> dict[str, Any]:
    """A service's NATS user: password and what it may publish and subscribe to."""
    return {
        "user": service,
        "password": secrets.read(f"nats-{service}"),
        "permissions": {
            "publish": {"allow": [*EVERYBODY_PUBLISHES, *PUBLISHES[service]]},
            "subscribe": {"allow": [f"_INBOX_{service}.>", *EVERYBODY_HEARS, *HEARS[service]]},
            "allow_responses": {"max": 1, "expires": "30s"},
        },
    }
