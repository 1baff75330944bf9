"""Write fresh secrets for Docker Compose into .env, once.

docker-compose.yml reads them from there. An existing .env is left alone: the database in its volume knows its
passwords. `./natter up` does not need this, it makes secrets of its own.
"""

import argparse
import base64
import os
import secrets

from deploy import places
from deploy.failure import Failure
from deploy.stack.secrets import DETOURS, SERVICES, WITH_DATABASE

# PKCS #8 around a raw Ed25519 seed, RFC 8410 §7: no library is needed to make a key.
ED25519_PREFIX = bytes.fromhex("302e020100300506032b657004220420")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(given: argparse.Namespace) -> None:
    path = places.ROOT / ".env"
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failure(
            f"{path} is there already", "keep it: the database knows these passwords; remove it only with the volumes"
        ) from None
    with open(file, "w") as env:
        env.writelines(f"{name}={value}\n" for name, value in make().items())
    print(f"Secrets are in {path}. Next: docker compose up -d --build")


def make() -> dict[str, str]:
    """A fresh set, by the names that docker-compose.yml uses."""
    return {
        "AUTH_SIGNING_KEY": base64.b64encode(ED25519_PREFIX + secrets.token_bytes(32)).decode(),
        "MONGO_KEY": secrets.token_hex(128),
        **{f"MONGO_PASSWORD_{name.upper()}": _password() for name in ("root", *WITH_DATABASE)},
        **{f"NATS_PASSWORD_{name.upper()}": _password() for name in SERVICES},
        **{f"VALKEY_PASSWORD_{name.upper()}": _password() for name in SERVICES},
        **{f"DETOUR_KEY_{asker}_{answerer}".upper(): _password() for asker, answerer in DETOURS},
    }


def _password() -> str:
    # Begins with a letter: NATS reads an unquoted value that begins with a digit as a number.
    return "k" + secrets.token_hex(24)
