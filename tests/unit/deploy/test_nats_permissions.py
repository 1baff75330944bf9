"""NATS permissions: what the services' code says and hears is allowed, and nothing else is."""

import ast
from pathlib import Path

import pytest

from deploy.stack import nats, secrets
from deploy.stack.data import make
from services.common import subjects

ROOT = Path(__file__).resolve().parents[3]
STREAM_ADMINISTRATION = ("$JS.API.STREAM.DELETE.CHAT", "$JS.API.STREAM.PURGE.CHAT", "$JS.API.ACCOUNT.PURGE.x")
PUBLISHING = {"publish", "request", "stream_publish", "stream_publish_all"}
HEARING = {"subscribe", "reply"}


def covers(allowed, subject):
    """Whether a NATS pattern covers a subject (or a narrower pattern)."""
    mine, theirs = allowed.split("."), subject.split(".")
    for index, word in enumerate(mine):
        if word == ">":
            return len(theirs) > index
        if index >= len(theirs) or (word not in ("*", theirs[index])):
            return False
    return len(mine) == len(theirs)


@pytest.fixture
def permissions(tmp_path):
    kept = secrets.make(tmp_path)
    return {name: nats.user(name, kept)["permissions"] for name in secrets.SERVICES}


def used_subjects(service, methods):
    """Subjects that a service's code gives to these methods of the bus, with * for ids."""
    found = set()
    for path in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if not is_call or node.func.attr not in methods or "bus" not in ast.unparse(node.func.value):
                continue
            for argument in ast.walk(node):
                if isinstance(argument, ast.Attribute) and ast.unparse(argument.value) == "subjects":
                    value = getattr(subjects, argument.attr)
                    found.add(value("*") if callable(value) else value)
    return found - {subjects.STREAM}


@pytest.mark.parametrize("service", secrets.SERVICES)
def test_a_service_may_say_what_its_code_says(permissions, service):
    allowed = permissions[service]["publish"]["allow"]
    for subject in used_subjects(service, PUBLISHING):
        assert any(covers(pattern, subject) for pattern in allowed), f"{service} says {subject}"


@pytest.mark.parametrize("service", secrets.SERVICES)
def test_a_service_may_hear_what_its_code_hears(permissions, service):
    allowed = permissions[service]["subscribe"]["allow"]
    for subject in used_subjects(service, HEARING):
        assert any(covers(pattern, subject) for pattern in allowed), f"{service} hears {subject}"


@pytest.mark.parametrize("service", secrets.SERVICES)
def test_nobody_may_do_everything_or_read_anothers_answers(permissions, service):
    for direction in ("publish", "subscribe"):
        for pattern in permissions[service][direction]["allow"]:
            assert not pattern.startswith((">", "*", "_INBOX.", "$SYS"))
            if pattern.startswith("_INBOX"):
                assert pattern == f"_INBOX_{service}.>"


def test_only_chat_may_write_events_and_nobody_may_delete_the_stream(permissions):
    for service, permission in permissions.items():
        allowed = permission["publish"]["allow"]
        assert any(covers(pattern, "chat.event.abc") for pattern in allowed) is (service == "chat")
        assert any(covers(pattern, "$JS.API.STREAM.CREATE.CHAT") for pattern in allowed) is (service == "chat")
        for subject in STREAM_ADMINISTRATION:
            assert not any(covers(pattern, subject) for pattern in allowed), (service, subject)


def test_only_auth_may_revoke_sessions_and_answer_for_its_keys(permissions):
    for service, permission in permissions.items():
        is_auth = service == "auth"
        assert any(covers(p, "auth.session_revoked") for p in permission["publish"]["allow"]) is is_auth
        assert any(covers(p, "auth.jwks") for p in permission["subscribe"]["allow"]) is is_auth


def test_nobody_comes_in_without_a_name(tmp_path):
    text = nats.configuration(make(tmp_path / "data"), 4222, secrets.make(tmp_path / "secrets"))
    assert "no_auth_user" not in text
    assert '"host": "127.0.0.1"' in text
    assert '"sync_interval": "always"' in text
