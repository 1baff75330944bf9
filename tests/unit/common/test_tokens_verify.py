"""Access tokens: what auth signs is accepted, everything else is not."""

import base64
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.common import requests, subjects, tokens
from services.common.errors import Unauthenticated, Unavailable

KEY = Ed25519PrivateKey.generate()
OTHER_KEY = Ed25519PrivateKey.generate()


def public_jwk(key, kid):
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": kid, "x": x}


class KeyBus:
    """Answers for auth; counts how often the keys were asked for."""

    def __init__(self):
        self.keys = [public_jwk(KEY, "k1")]
        self.revoked = []
        self.key_requests = 0
        self.is_away = False
        self.callbacks = {}

    def subscribe(self, subject, callback):
        self.callbacks[subject] = callback

    def on_trouble(self, callback):
        self.callbacks["trouble"] = callback

    def request(self, subject, question, answer, *, seconds=5.0):
        if self.is_away:
            raise Unavailable()
        if subject == subjects.AUTH_JWKS:
            self.key_requests += 1
            return requests.Jwks(keys=self.keys)
        return requests.Revocations(session_ids=self.revoked)


class Clock:
    seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def bus():
    return KeyBus()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def verifier(bus, clock):
    return tokens.TokenVerifier(bus, clock)


def signed(key=KEY, kid="k1", algorithm="EdDSA", headers=None, **changes):
    now = int(time.time())
    claims = {
        "iss": "natter-auth",
        "aud": "natter",
        "sub": "ana",
        "sid": "s1",
        "typ": "access",
        "iat": now,
        "exp": now + 600,
    }
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid, **(headers or {})})


def hmac_signed_with(secret):
    """HS256 with a public key as its secret, the classic confusion; PyJWT refuses to make one, an attacker does not."""
    header, claims, _ = signed().split(".")
    header = (
        base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode()).rstrip(b"=").decode()
    )
    mac = hmac.new(secret, f"{header}.{claims}".encode(), "sha256").digest()
    return f"{header}.{claims}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_good_token_names_its_user_and_session(verifier):
    identity = verifier.verify(signed())
    assert (identity.user_id, identity.session_id) == ("ana", "s1")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        signed(key=OTHER_KEY),
        signed(kid="../../etc/passwd"),
        signed(typ="refresh"),
        signed(iss="natter-auth-evil"),
        signed(aud="other"),
        signed(exp=int(time.time()) - 60),
        signed(exp=None),
        signed(sid=None),
        signed(sid=["s1"]),
        signed(headers={"crit": ["evil"], "evil": True}),
        signed()[: signed().rindex(".") + 1],
        jwt.encode({"sub": "ana", "sid": "s1"}, None, algorithm="none", headers={"kid": "k1"}),
        signed(key="x" * 64, algorithm="HS256"),
        hmac_signed_with(json.dumps(public_jwk(KEY, "k1")).encode()),
    ],
)
def test_any_other_token_is_refused(verifier, token):
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_unknown_keys_ask_auth_at_most_once_in_half_a_minute(verifier, bus, clock):
    for n in range(100):
        with pytest.raises(Unauthenticated):
            verifier.verify(signed(kid=f"bad-{n}"))
    assert bus.key_requests == 1
    clock.seconds += tokens.REFETCH_SECONDS
    bus.keys = [public_jwk(KEY, "k1"), public_jwk(OTHER_KEY, "k2")]
    assert verifier.verify(signed(key=OTHER_KEY, kid="k2")).user_id == "ana"


def test_a_token_that_cannot_be_checked_is_not_called_invalid(verifier, bus):
    bus.is_away = True
    with pytest.raises(Unavailable):
        verifier.verify(signed())
    bus.is_away = False
    assert verifier.verify(signed()).user_id == "ana"


def test_a_revoked_session_is_refused_and_told_to_listeners(verifier, bus):
    told = []
    verifier.on_revoked(told.append)
    verifier.verify(signed())
    bus.revoked = ["s1"]
    bus.callbacks["trouble"]()
    with pytest.raises(Unauthenticated):
        verifier.verify(signed())
    bus.callbacks["trouble"]()
    assert told == [{"s1"}]
