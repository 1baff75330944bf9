"""NATS permissions: what the services' code says and hears is allowed, and nothing else is."""

import ast
import re
from pathlib import Path

import pytest

from deploy.stack import nats, secrets, services
from deploy.stack.data import make
from services.common import subjects
from services.common.detours import Detours

ROOT = Path(__file__).resolve().parents[3]
STREAM_ADMINISTRATION = ("$JS.API.STREAM.DELETE.CHAT", "$JS.API.STREAM.PURGE.CHAT", "$JS.API.ACCOUNT.PURGE.x")
PUBLISHING = {"publish", "request", "stream_publish_all"}
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


def test_what_may_be_asked_over_nats_may_be_asked_without_it_and_nothing_else(permissions):
    for service, permission in permissions.items():
        allowed = permission["publish"]["allow"]
        for subject, askers in subjects.ASKED_BY.items():
            own = service == subject.split(".")[0]
            assert own or (service in askers) is any(covers(pattern, subject) for pattern in allowed), (
                service,
                subject,
            )


def test_every_request_has_its_askers():
    requests = {getattr(subjects, name) for name in dir(subjects) if name.startswith(("AUTH_", "CHAT_"))}
    assert set(subjects.ASKED_BY) == requests


def test_whoever_may_ask_has_a_key_and_an_address(tmp_path):
    kept, ports = secrets.make(tmp_path), {name: 20_000 + number for number, name in enumerate(secrets.SERVICES)}
    pairs = {(asker, subject.split(".")[0]) for subject, askers in subjects.ASKED_BY.items() for asker in askers}
    pairs = {(asker, answerer) for asker, answerer in pairs if asker != answerer}
    assert pairs == set(secrets.DETOURS)
    made = {name: services.detours(name, ports, kept) for name in secrets.SERVICES}
    opened = {name: Detours(name, *(value.split(",") for value in made[name].values())) for name in made}
    for subject, askers in subjects.ASKED_BY.items():
        answerer = subject.split(".")[0]
        for asker in set(secrets.SERVICES) - {answerer}:
            assert opened[asker].lead_to(subject) is ((asker, answerer) in pairs)
            if asker in askers:
                token = opened[asker]._token(answerer)
                assert opened[answerer].admit(f"Bearer {token}", subject) == asker
    # Nobody gets a key that is none of its business.
    for name, values in made.items():
        keys = [pair.split("=")[0] for pair in values["NATTER_DETOUR_KEYS"].split(",")]
        assert all(name in key.split("-") for key in keys)


def test_compose_gives_each_service_the_same_detours_as_the_local_stack(tmp_path):
    kept, ports = secrets.make(tmp_path), dict.fromkeys(secrets.SERVICES, 8000)
    text = (ROOT / "docker-compose.yml").read_text()
    for name in secrets.SERVICES:
        part = re.search(rf"^  {name}:\n(.*?)^    networks:", text, re.M | re.S).group(1)
        ours = services.detours(name, ports, kept)
        keys = [pair.split("=")[0] for pair in ours["NATTER_DETOUR_KEYS"].split(",")]
        theirs = re.search(r"NATTER_DETOUR_KEYS: (.*)", part).group(1)
        assert theirs == ",".join(f"{key}=${{DETOUR_KEY_{key.upper().replace('-', '_')}:-}}" for key in keys)
        asked = re.search(r"NATTER_DETOURS: (.*)", part)
        addresses = [pair.split("=")[0] for pair in ours["NATTER_DETOURS"].split(",") if pair]
        assert (asked.group(1) if asked else "") == ",".join(f"{each}=http://{each}:8000" for each in addresses)


def test_nobody_comes_in_without_a_name(tmp_path):
    text = nats.configuration(make(tmp_path / "data"), 4222, secrets.make(tmp_path / "secrets"))
    assert "no_auth_user" not in text
    assert '"host": "127.0.0.1"' in text
    assert '"sync_interval": "always"' in text
