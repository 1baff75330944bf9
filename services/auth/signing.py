"""The key that signs access tokens, and the set of keys that others check them with (JWKS).

The file holds PEM blocks of Ed25519 keys: the first signs, all are published. To change the key without logging
anybody out, put the new one second, restart; put it first, restart; ten minutes later drop the old one.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.common import clock
from services.common.requests import Jwks
from services.common.settings import SettingsError
from services.common.tokens import ALGORITHM, AUDIENCE, ISSUER, LIFETIME_SECONDS, TOKEN_TYPE

_BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


class SigningKeys:
    """`keys`: the first signs. `others`: published only."""

    def __init__(
        self,
        key: Ed25519PrivateKey,
        others: tuple[Ed25519PublicKey, ...] = (),
        now: Callable[[], datetime] = clock.now,
    ):
        self._key, self._now = key, now
        published = [_jwk(public) for public in (key.public_key(), *others)]
        self.kid = published[0]["kid"]
        self.jwks = Jwks(keys=published)

    def access_token(self, user_id: str, session_id: str) -> str:
        """A JWT that speaks for this user on this device for LIFETIME_SECONDS."""
        issued_at = int(self._now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user_id,
            "sid": session_id,
            "typ": TOKEN_TYPE,
            "iat": issued_at,
            "exp": issued_at + LIFETIME_SECONDS,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self.kid})


def load(path: Path) -> SigningKeys:
    """The keys of a PEM file. Raises SettingsError when there is none that can sign."""
    try:
        blocks = _BLOCK.findall(path.read_bytes())
        keys = [_read(block) for block in blocks]
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(f"AUTH_SIGNING_KEY_FILE cannot be read: {error}") from error
    if not keys or not isinstance(keys[0], Ed25519PrivateKey):
        raise SettingsError("AUTH_SIGNING_KEY_FILE should begin with an Ed25519 private key in PEM")
    return SigningKeys(keys[0], tuple(_public(key) for key in keys[1:]))


def _read(block: bytes) -> Ed25519PrivateKey | Ed25519PublicKey:
    if b"PUBLIC" in block:
        key: object = serialization.load_pem_public_key(block)
    else:
        key = serialization.load_pem_private_key(block, password=None)
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise ValueError("it holds a key that is not Ed25519")
    return key


def _public(key: Ed25519PrivateKey | Ed25519PublicKey) -> Ed25519PublicKey:
    return key if isinstance(key, Ed25519PublicKey) else key.public_key()


def _jwk(public: Ed25519PublicKey) -> dict[str, str]:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    parts = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}
    # RFC 7638: the thumbprint is over exactly these members in this order.
    thumbprint = _base64url(hashlib.sha256(msgspec.json.encode(parts)).digest())
    return {**parts, "kid": thumbprint, "use": "sig", "alg": ALGORITHM}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
