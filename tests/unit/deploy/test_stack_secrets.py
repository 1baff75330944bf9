"""Secrets: private, different everywhere, made once."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from deploy.stack import secrets


def contents(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_secrets_are_for_this_user_only(tmp_path):
    secrets.make(tmp_path / "secrets")
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}


def test_every_secret_is_different_on_every_install(tmp_path):
    secrets.make(tmp_path / "one")
    secrets.make(tmp_path / "two")
    everything = [*contents(tmp_path / "one").values(), *contents(tmp_path / "two").values()]
    assert len(set(everything)) == len(everything)


def test_making_them_again_keeps_them_and_a_removed_one_is_renewed(tmp_path):
    secrets.make(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "nats-chat").unlink()
    secrets.make(tmp_path)
    after = contents(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {"nats-chat"}


def test_loose_permissions_are_tightened(tmp_path):
    secrets.make(tmp_path)
    (tmp_path / "nats-chat").chmod(0o644)
    secrets.make(tmp_path)
    assert (tmp_path / "nats-chat").stat().st_mode & 0o777 == 0o600


def test_the_signing_key_is_ed25519(tmp_path):
    made = secrets.make(tmp_path)
    assert isinstance(load_pem_private_key(made.signing_key.read_bytes(), None), Ed25519PrivateKey)


def test_passwords_need_no_escaping_in_addresses(tmp_path):
    made = secrets.make(tmp_path)
    assert all(set(made.read(name)) <= set(_URL_SAFE) for name in secrets.PASSWORDS)


_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
