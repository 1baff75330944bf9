"""Valkey (speaks Redis): holds only what may be lost, so it writes nothing to the disk.

One user per service, each limited to its own keys; presence and lookers are realtime's, notify may read who looks.
Commands that administer, run scripts or are marked dangerous are for nobody.
"""

import hashlib

from deploy.stack.data import Data, write_private
from deploy.stack.program import Program, fingerprint
from deploy.stack.readiness import greets
from deploy.stack.secrets import SERVICES, Secrets

KEYS = {
    "auth": ("~auth:*",),
    "chat": ("~chat:*",),
    "realtime": ("~realtime:*", "~presence:*", "~looking:*"),
    "notify": ("~notify:*", "%R~looking:*", "%R~presence:*"),
}
COMMANDS = "+@all -@admin -@dangerous -@scripting -@pubsub"
NOBODY = "user default off resetkeys resetchannels -@all"
MEMORY = "64mb"


def program(server: str, data: Data, port: int, secrets: Secrets) -> Program:
    path, users = data / "run" / "valkey.conf", data / "run" / "valkey.users"
    texts = access(secrets), configuration(data, port)
    write_private(users, texts[0])
    write_private(path, texts[1])
    return Program(
        name="valkey",
        command=(server, str(path)),
        port=port,
        environment={"NATTER_CONFIGURATION": fingerprint(*texts)},
        # Without a password it answers NOAUTH, which is a sign of life too.
        is_ready=greets(port, b"PING\r\n", b"NOAUTH"),
    )


def url(port: int, service: str, secrets: Secrets) -> str:
    return f"redis://{service}:{secrets.read(f'valkey-{service}')}@127.0.0.1:{port}/0"


def configuration(data: Data, port: int) -> str:
    lines = (
        "bind 127.0.0.1",
        f"port {port}",
        "protected-mode yes",
        "daemonize no",
        f'dir "{data / "run"}"',
        f'aclfile "{data / "run" / "valkey.users"}"',
        'save ""',
        "appendonly no",
        f"maxmemory {MEMORY}",
        "maxmemory-policy volatile-ttl",
        "tcp-keepalive 60",
        # A title would wipe the mark by which launch.py knows the process.
        "set-proc-title no",
        "loglevel notice",
    )
    return "\n".join(lines) + "\n"


def access(secrets: Secrets) -> str:
    """The file of users: passwords as SHA-256, key patterns, commands."""
    lines = [NOBODY]
    for service in SERVICES:
        password = hashlib.sha256(secrets.read(f"valkey-{service}").encode()).hexdigest()
        lines.append(f"user {service} on #{password} {rights(service)}")
    return "\n".join(lines) + "\n"


def rights(service: str) -> str:
    """What a service's user may touch and do, as the file of users says it."""
    return f"resetchannels {' '.join(KEYS[service])} {COMMANDS}"
