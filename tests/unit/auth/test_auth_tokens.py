"""Access tokens as auth makes them, and as nobody else can."""

import base64
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from services.auth import signing
from services.common import subjects
from services.common.requests import Empty, Jwks
from services.common.settings import SettingsError
from tests.unit.auth.forgeries import forgeries


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def key(signing_key_file):
    return load_pem_private_key(signing_key_file.read_bytes(), None)


def test_keys_are_published_over_http_and_bus_alike(auth):
    answer = auth.browser().call("GET", "/jwks.json")
    (published,) = answer.json["keys"]
    assert (published["kty"], published["crv"], published["alg"], published["use"]) == (
        "OKP",
        "Ed25519",
        "EdDSA",
        "sig",
    )
    assert auth.bus.request(subjects.AUTH_JWKS, Empty(), Jwks).keys == [published]
    assert "d" not in published


def test_the_kid_is_the_thumbprint_of_rfc_8037(tmp_path):
    # The example of RFC 8037, appendix A.3.
    seed = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    path = tmp_path / "key.pem"
    path.write_bytes(pem(Ed25519PrivateKey.from_private_bytes(seed)))
    assert signing.load(path).kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_token_says_who_for_how_long_and_nothing_else(auth, ana):
    header = jwt.get_unverified_header(ana.token)
    claims = jwt.decode(ana.token, options={"verify_signature": False})
    assert header["alg"] == "EdDSA"
    assert set(claims) == {"iss", "aud", "sub", "sid", "typ", "iat", "exp"}
    assert (claims["iss"], claims["aud"], claims["sub"], claims["typ"]) == (
        "natter-auth",
        "natter",
        ana.user["id"],
        "access",
    )
    assert claims["exp"] - claims["iat"] == 600


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "natter"},
        {"iss": "natter-auth.example.org"},
        {"iss": "natter-aut"},
        {"aud": "other"},
        {"typ": "refresh"},
        {"typ": None},
        {"sid": None},
        {"sub": None},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": int(time.time()) + 600},
    ],
)
def test_a_token_with_other_claims_is_refused_even_when_we_signed_it(auth, ana, key, change):
    claims = {**jwt.decode(ana.token, options={"verify_signature": False}), **change}
    claims = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": jwt.get_unverified_header(ana.token)["kid"]})
    assert ana.call("GET", "/me", token=token).status_code == 401


def test_forged_tokens_are_refused(auth, ana, key):
    for name, token in forgeries(ana.token, key):
        answer = ana.call("GET", "/me", token=token)
        assert (answer.status_code, name) == (401, name)
        assert answer.json["error"]["code"] == "unauthenticated"
    assert ana.call("GET", "/me").status_code == 200


def test_a_refresh_token_is_no_access_token_and_the_other_way_round(auth, ana):
    assert ana.call("GET", "/me", token=ana.cookie).status_code == 401
    thief = auth.browser()
    thief.cookie = ana.token
    assert thief.refresh().status_code == 401


def test_a_new_key_takes_over_without_logging_anybody_out(tmp_path, make_auth):
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    path = tmp_path / "keys.pem"
    path.write_bytes(pem(new) + old.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    keys = signing.load(path)
    assert len(keys.jwks.keys) == 2
    before = tmp_path / "old.pem"
    before.write_bytes(pem(old))
    for token in (keys.access_token("u", "s"), signing.load(before).access_token("u", "s")):
        kid = jwt.get_unverified_header(token)["kid"]
        (jwk,) = [one for one in keys.jwks.keys if one["kid"] == kid]
        assert jwt.decode(token, jwt.PyJWK(jwk), algorithms=["EdDSA"], audience="natter")["sub"] == "u"


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", None]
)
def test_without_a_key_auth_does_not_start_and_says_why(tmp_path, content):
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="AUTH_SIGNING_KEY_FILE"):
        signing.load(path)


def test_a_public_key_alone_cannot_sign(tmp_path):
    path = tmp_path / "key.pem"
    public = Ed25519PrivateKey.generate().public_key()
    path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(SettingsError, match="Ed25519 private key"):
        signing.load(path)
