"""Valkey access: a user per service with its own keys, nobody without a name, no secret in clear."""

import re
from pathlib import Path

import pytest

from deploy.stack import secrets, valkey

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def access(tmp_path):
    kept = secrets.make(tmp_path)
    text = valkey.access(kept)
    assert not any(kept.read(name) in text for name in secrets.PASSWORDS)
    return {line.split()[1]: line for line in text.splitlines()}


def test_without_a_name_nothing_is_allowed(access):
    assert access["default"] == "user default off resetkeys resetchannels -@all"


@pytest.mark.parametrize("service", secrets.SERVICES)
def test_a_service_has_its_keys_only_and_no_dangerous_commands(access, service):
    line = access[service]
    assert "allkeys" not in line
    assert "~*" not in line
    assert {"-@admin", "-@dangerous", "-@scripting", "resetchannels"} <= set(line.split())


@pytest.mark.parametrize("service", secrets.SERVICES)
def test_a_service_names_no_key_outside_its_own(service):
    prefixes = [pattern.lstrip("%RW~").rstrip("*") for pattern in valkey.KEYS[service]]
    for path in (ROOT / "services" / service / "stores").glob("*.py"):
        source = path.read_text()
        if "redis" in source.lower() or "cache" in source.lower():
            for key in re.findall(r'f"([a-z]+:)', source):
                assert any(prefix.startswith(key) for prefix in prefixes), f"{path.name} uses {key}"
