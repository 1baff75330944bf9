"""Access tokens that nobody may take: what attackers of JWT are known to send."""

import base64
import json

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def forgeries(good, key):
    """(what it is, token) for each; `good` is a token that is taken, `key` the private key that signed it."""
    header_text, claims_text, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    kid = jwt.get_unverified_header(good)["kid"]
    public = key.public_key()
    stranger = Ed25519PrivateKey.generate()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    public_pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    hs = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)

    def with_hmac(secret):
        signed = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{claims_text}"
        return f"{signed}.{base64.urlsafe_b64encode(hs.sign(signed.encode(), secret)).rstrip(b'=').decode()}"

    def by_us(**headers):
        return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid, **headers})

    def by_stranger(**headers):
        return jwt.encode(claims, stranger, algorithm="EdDSA", headers={"kid": kid, **headers})

    jwk = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64.urlsafe_b64encode(stranger.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        .rstrip(b"=")
        .decode(),
    }
    yield "alg none", f"{part({'alg': 'none', 'kid': kid})}.{claims_text}."
    yield "alg None", f"{part({'alg': 'None', 'kid': kid})}.{claims_text}."
    yield "alg none, our signature", f"{part({'alg': 'none', 'kid': kid})}.{claims_text}.{signature}"
    yield "HS256 with the public PEM", with_hmac(public_pem)
    yield "HS256 with the raw key", with_hmac(raw)
    yield "HS256 with x", with_hmac(jwk["x"].encode())
    yield "no signature", f"{header_text}.{claims_text}."
    yield "two parts", f"{header_text}.{claims_text}"
    yield "half a signature", good[:-40]
    yield "other claims under the signature", f"{header_text}.{part({**claims, 'sub': '0' * 24})}.{signature}"
    yield "a stranger's key", by_stranger()
    yield "a stranger's key in the header", by_stranger(jwk=jwk)
    yield "a stranger's key by address", by_stranger(jku="http://127.0.0.1/jwks.json", x5u="http://127.0.0.1/")
    yield "crit", by_us(crit=["exp"])
    yield "unknown crit", by_us(crit=["natter"], natter=True)
    for wrong in ("other", "../key.pem", "' or 1=1", "x" * 10_000, ""):
        yield f"kid {wrong[:12]}", by_us(kid=wrong)
    unnamed = f"{part({'alg': 'EdDSA'})}.{claims_text}"
    yield "no kid", f"{unnamed}.{base64.urlsafe_b64encode(key.sign(unnamed.encode())).rstrip(b'=').decode()}"
    for odd in ({"$ne": None}, ["a"], 1, None):
        head = f"{part({'alg': 'EdDSA', 'kid': odd})}.{claims_text}"
        yield f"kid {odd}", f"{head}.{base64.urlsafe_b64encode(key.sign(head.encode())).rstrip(b'=').decode()}"
    yield "words", "a.b.c"
    yield "letters", "xyz"
    yield "the refresh token's form", "0" * 24 + "." + "a" * 22 + "." + "b" * 43


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
