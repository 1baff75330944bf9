"""Writes what is made from the structs: JSON schemas, OpenAPI pages and TypeScript types.

`./natter fix` writes them anew; `./natter check` runs this with --check, which only looks and fails when a file is
not what the code would make. The structs of services/ are the one source; the browser's types are never typed again.
"""

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from deploy.stack import nats, valkey
from deploy.stack import secrets as stack_secrets
from services.common import events, frames, schema, shapes

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("auth", "chat", "notify")
SCHEMAS = ROOT / "docs" / "schema"
COMPOSE = ROOT / "deploy" / "compose"
TYPES = ROOT / "web" / "src" / "generated" / "contract.ts"
NODE_SCRIPT = ROOT / "web" / "scripts" / "types-from-schema.mjs"


def main() -> int:
    """Exit code 0 when all files are (now) what the structs say."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only look, write nothing")
    parser.add_argument("--node", default="node", help="the node program that writes the TypeScript types")
    arguments = parser.parse_args()
    stale = {path: text for path, text in _files(arguments.node).items() if _read(path) != text}
    for path, text in stale.items():
        print(("differs from the code: " if arguments.check else "wrote ") + str(path.relative_to(ROOT)))
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale and arguments.check:
        print("run ./natter fix and commit the result", file=sys.stderr)
    return 1 if stale and arguments.check else 0


def _files(node: str) -> dict[Path, str]:
    pages = {service: _openapi(service) for service in SERVICES}
    socket = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Natter frames and events",
        "oneOf": [
            {"$ref": f"#/$defs/{kind.__name__}"}
            for union in (frames.IncomingFrame, frames.OutgoingFrame, events.Event)
            for kind in get_args(union)
        ],
        "$defs": _socket_schemas("#/$defs/{name}"),
    }
    return {
        **{SCHEMAS / f"{service}.openapi.json": _json(page) for service, page in pages.items()},
        SCHEMAS / "frames.schema.json": _json(socket),
        TYPES: _types(_merged(pages), node),
        COMPOSE / "nats.conf": _compose_nats(),
        COMPOSE / "valkey.users": _compose_valkey(),
    }


def _openapi(service: str) -> dict[str, Any]:
    """The page of a service, built as in production; nothing connects before `start`."""
    with tempfile.NamedTemporaryFile(suffix=".pem") as key:
        key.write(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        key.flush()
        os.environ.update(
            NATS_URL="nats://127.0.0.1:1",
            MONGODB_URI="mongodb://127.0.0.1:1",
            REDIS_URL="redis://127.0.0.1:1",
            CHAT_FILES="/nowhere",
            AUTH_SIGNING_KEY_FILE=key.name,
        )
        flask = importlib.import_module(f"services.{service}.app").app()
    page: dict[str, Any] = flask.extensions["natter"].openapi()
    return page


def _socket_schemas(template: str) -> dict[str, Any]:
    unions = (frames.IncomingFrame, frames.OutgoingFrame, events.Event)
    return schema.components([kind for union in unions for kind in get_args(union)], template)


def _merged(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """All schemas by name. Two structs of one name that differ are a mistake: the browser could not tell them apart."""
    merged = _socket_schemas("#/$defs/{name}")
    for service, page in pages.items():
        text = json.dumps(page["components"]["schemas"]).replace("#/components/schemas/", "#/$defs/")
        for name, part in json.loads(text).items():
            if merged.setdefault(name, part) != part:
                raise SystemExit(f"{service}: a struct named {name} differs from another service's; rename one")
    return {"title": "Contract", "$defs": dict(sorted(merged.items()))}


def _types(definitions: dict[str, Any], node: str) -> str:
    command = [node, str(NODE_SCRIPT)]
    made = subprocess.run(
        command, input=json.dumps(definitions), capture_output=True, text=True, cwd=NODE_SCRIPT.parent, timeout=120
    )
    if made.returncode:
        raise SystemExit(f"the TypeScript types could not be made: {made.stderr.strip()}")
    unions = {"IncomingFrame": frames.IncomingFrame, "OutgoingFrame": frames.OutgoingFrame, "LoggedEvent": events.Event}
    lines = [
        f"export type {name} = {' | '.join(kind.__name__ for kind in get_args(union))};"
        for name, union in unions.items()
    ]
    choices = {"ConversationKind": shapes.ConversationKind, "Role": shapes.Role, "PresenceState": shapes.PresenceState}
    lines += [
        f"export type {name} = {' | '.join(json.dumps(value) for value in get_args(choice))};"
        for name, choice in choices.items()
    ]
    return made.stdout + "\n".join(lines) + "\n"


class _Variables:
    """Stands for a stack whose passwords come from the environment of its containers."""

    stack_id = "compose"

    def __truediv__(self, name: str) -> str:
        return f"/data/{name}"

    def read(self, name: str) -> str:
        part, _, service = name.partition("-")
        return f"${part.upper()}_PASSWORD_{service.upper()}"


def _compose_nats() -> str:
    """The permissions of the local stack for docker-compose.yml. NATS fills in variables where they are not quoted."""
    configuration = json.loads(nats.configuration(_Variables(), 4222, _Variables()))
    configuration |= {"host": "0.0.0.0", "http": "127.0.0.1:8222"}  # noqa: S104 - the container's own network
    return re.sub(r'"(\$NATS_PASSWORD_[A-Z]+)"', r"\1", _json(configuration))


def _compose_valkey() -> str:
    """The users of the local stack; valkey.sh fills in the passwords."""
    lines = [
        f"user {name} on >{_Variables().read(f'valkey-{name}')} {valkey.rights(name)}"
        for name in stack_secrets.SERVICES
    ]
    return "\n".join([valkey.NOBODY, *lines]) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
