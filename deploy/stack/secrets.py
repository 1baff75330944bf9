"""The secrets of one stack: made once, at random, one file each, readable by this user only.

Called by `up` before anything else is written. Existing secrets are kept, missing ones are made; removing a file and
running `up` again therefore renews that secret. Needs the private environment (cryptography).
"""

import os
import secrets
from pathlib import Path

SERVICES = ("auth", "chat", "realtime", "notify")
WITH_DATABASE = ("auth", "chat", "notify")
# Who asks whom, by HTTP while NATS is away: a key for each pair (services/common/detours.py).
DETOURS = (
    ("auth", "chat"), ("chat", "auth"), ("realtime", "auth"), ("realtime", "chat"),
    ("notify", "auth"), ("notify", "chat"),
)  # fmt: skip
SIGNING_KEY = "auth-signing-key.pem"
PASSWORDS = (
    "supervisor",
    "mongo-root",
    *(f"mongo-{service}" for service in WITH_DATABASE),
    *(f"nats-{service}" for service in SERVICES),
    *(f"valkey-{service}" for service in SERVICES),
    *(f"detour-{asker}-{answerer}" for asker, answerer in DETOURS),
)


class Secrets:
    """The folder of secrets; `read` answers one of them."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self, name: str) -> str:
        return (self.folder / name).read_text().strip()

    @property
    def signing_key(self) -> Path:
        return self.folder / SIGNING_KEY


def make(folder: Path) -> Secrets:
    """Make whatever is missing; what is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    for name in PASSWORDS:
        _write_new(folder / name, lambda: secrets.token_urlsafe(32).encode() + b"\n")
    _write_new(folder / SIGNING_KEY, _signing_key)
    return Secrets(folder)


def _signing_key() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_new(path: Path, content) -> None:
    if path.exists() and path.stat().st_size:
        os.chmod(path, 0o600)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
