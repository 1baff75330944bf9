"""The supervisor's configuration and the programs in it."""

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from deploy import places
from deploy.failure import Failure
from deploy.stack import assembly, data, launch, mongo, secrets, services, supervisor
from deploy.stack.program import Program

ROOT = Path(__file__).resolve().parents[3]
NOTHING_OUTSIDE = services.Outside(None, None, None)
PORTS = {name: 20_000 + index for index, name in enumerate(assembly.INTERNAL)}


@pytest.fixture
def opened(tmp_path):
    return data.make(tmp_path / "data")


@pytest.fixture
def kept(opened):
    return secrets.make(opened / "secrets")


def read(text):
    config = configparser.RawConfigParser()
    config.read_string(text)
    return config


def variables(service, opened, kept, outside=NOTHING_OUTSIDE, **settings):
    return services.environment(service, opened, PORTS, kept, outside, settings)


def test_odd_characters_in_a_value_arrive_unchanged(opened):
    odd = 'mongodb://u:p%40"x,y\\z@host/?a=b c'
    program = Program(name="odd", command=("/bin/run", "--to", odd), port=1, environment={"URI": odd})
    supervisor.configuration(opened, [program], 9001, "secret")
    written = json.loads(launch.program_file(opened.folder, "odd").read_text())
    assert (written["command"][-1], written["environment"]) == (odd, {"URI": odd})


def test_a_changed_variable_makes_another_program(opened):
    texts = [
        supervisor.configuration(
            opened, [Program(name="one", command=("/bin/run",), port=1, environment=given)], 9001, "secret"
        )
        for given in ({"A": "1"}, {"A": "1"}, {"A": "2"})
    ]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("folder", ["a b", "a%b", "100%(x)s", "ä-ö"])
def test_the_supervisor_understands_its_file_wherever_the_data_is(tmp_path, monkeypatch, folder):
    opened = data.make(tmp_path / folder)
    program = Program(name="one", command=("/bin/run",), port=1)
    path = opened / "run" / "supervisord.conf"
    path.write_text(supervisor.configuration(opened, [program], 9001, "secret"))
    monkeypatch.chdir(opened.folder)
    options = ServerOptions()
    options.realize(["-c", str(path)])
    process = options.process_group_configs[0].process_configs[0]
    assert opened.folder / process.stdout_logfile == opened.log("one")
    assert shlex.split(process.command)[0] == str(places.PYTHON)


def test_programs_are_started_in_order_by_us_and_kept_running_by_it(opened):
    program = Program(name="one", command=("/bin/run",), port=1)
    section = read(supervisor.configuration(opened, [program], 9001, "secret"))["program:one"]
    assert (section["autostart"], section["autorestart"]) == ("false", "true")


def test_the_supervisor_listens_on_loopback_behind_its_password(opened):
    config = read(supervisor.configuration(opened, [], 9001, "secret"))
    assert config["inet_http_server"]["port"] == "127.0.0.1:9001"
    assert config["inet_http_server"]["password"] == "secret"
    assert "unix_http_server" not in config


def test_only_auth_gets_the_signing_key(opened, kept):
    for service in secrets.SERVICES:
        assert ("AUTH_SIGNING_KEY_FILE" in variables(service, opened, kept)) is (service == "auth")


def test_a_service_gets_its_own_users_and_no_others(opened, kept):
    for service in secrets.SERVICES:
        text = repr(variables(service, opened, kept))
        for name in secrets.PASSWORDS:
            part, *owners = name.split("-")
            has_database = part != "mongo" or service in secrets.WITH_DATABASE
            assert (kept.read(name) in text) is (service in owners and has_database), (service, name)


def test_parts_run_by_others_replace_the_embedded_ones(opened, kept):
    outside = services.Outside("mongodb://db", "redis://cache", "nats://bus")
    given = variables("chat", opened, kept, outside)
    assert (given["MONGODB_URI"], given["REDIS_URL"], given["NATS_URL"]) == (
        "mongodb://db",
        "redis://cache",
        "nats://bus",
    )


def test_settings_of_ours_are_passed_on_and_nothing_else(opened, kept):
    given = variables("chat", opened, kept, CHAT_MEMBER_LIMIT="5", LOG_LEVEL="debug", EDITOR="vi", AWS_SECRET="x")
    assert (given["CHAT_MEMBER_LIMIT"], given["LOG_LEVEL"]) == ("5", "debug")
    assert not {"EDITOR", "AWS_SECRET"} & set(given)


def test_another_database_than_before_is_refused_because_it_would_be_empty():
    with pytest.raises(Failure, match="has its data in SecantusDB, not in NATTER_MONGOD: leave NATTER_MONGOD out"):
        assembly._require_same_database("SecantusDB", "NATTER_MONGOD")
    with pytest.raises(Failure, match="set MONGODB_URI as before"):
        assembly._require_same_database("MONGODB_URI", "SecantusDB")
    assembly._require_same_database(None, "SecantusDB")


def test_a_mongod_runs_as_a_replica_set_of_one_with_authentication(opened, kept):
    command = mongo.program(opened, 27_017, "/usr/bin/mongod", kept).command
    text = " ".join(command)
    assert command[0] == "/usr/bin/mongod"
    assert "--bind_ip 127.0.0.1 --port 27017" in text
    assert "--auth --replSet natter --keyFile" in text


def test_a_mongod_that_is_no_program_is_told():
    with pytest.raises(Failure, match="NATTER_MONGOD names /nowhere/mongod"):
        mongo.mongod_from({"NATTER_MONGOD": "/nowhere/mongod"})


def test_the_embedded_database_syncs_every_commit_and_asks_for_a_password(opened, kept):
    command = mongo.program(opened, 27_017, None, kept).command
    assert {"--auth", "--sync-on-commit"} <= set(command)


def test_stopping_names_every_program_of_the_start(kept):
    started = {name for stage in assembly.STAGES for name in stage}
    assert {name for stage in assembly.STOPS for name in stage} == started


def test_env_example_explains_every_setting_of_the_services():
    explained = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / "deploy" / "env.example").read_text(), re.M))
    for path in (ROOT / "services").rglob("settings.py"):
        for name in re.findall(r'setting\(\s*"([A-Z_]+)"', path.read_text()):
            assert name in explained, f"{path.parent.name} has {name}"
