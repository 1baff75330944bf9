"""Starting, stopping, crashing and changing a whole Natter, by the command that operators use."""

import os
import signal

import pytest
import requests

from deploy.stack import launch
from deploy.stack.data import Data
from tests.stack import Stack, status, wait_for

IDLE_MEMORY_BYTES = 450 * 1024 * 1024
PROGRAMS = {"mongo", "nats", "valkey", "auth", "chat", "realtime", "notify", "gateway"}


@pytest.fixture(scope="module")
def own(stack):
    """A second Natter, beside the shared one, that tests here may treat badly."""
    running = Stack()
    try:
        running.up()
        yield running
    finally:
        running.remove()


@pytest.fixture(autouse=True)
def whole_again(own):
    yield
    own.up()


def pids(stack):
    return {name: row["pid"] for name, row in stack.programs().items()}


def register(stack, name):
    body = {"username": name, "display_name": name, "password": "correct horse battery staple"}
    return requests.post(f"{stack.url}/api/auth/register", json=body, timeout=10)


def log_in(stack, name):
    body = {"login": name, "password": "correct horse battery staple"}
    return requests.post(f"{stack.url}/api/auth/login", json=body, timeout=10)


def health(stack):
    return status(f"{stack.url}/healthz")


def test_two_stacks_run_side_by_side_and_know_nothing_of_each_other(stack, own):
    assert health(stack) == health(own) == 200
    assert not set(stack.ports.values()) & set(own.ports.values())
    for name in os.listdir(own.data / "secrets"):
        assert (own.data / "secrets" / name).read_text() != (stack.data / "secrets" / name).read_text()
    assert register(own, "only-here").status_code == 201
    assert log_in(own, "only-here").status_code == 200
    assert log_in(stack, "only-here").status_code == 401


def test_status_shows_every_program_running_within_the_memory_promised(own):
    rows = wait_for(lambda: _all_running(own), "everything running")
    assert set(rows) == {*PROGRAMS, "supervisor"}
    assert sum(row["memory"] for row in rows.values()) < IDLE_MEMORY_BYTES
    shown = own.natter("status").stdout
    assert "total" in shown
    assert str(own.port) in shown


def _all_running(stack):
    rows = stack.programs()
    return rows if all(row["state"] == "running" for row in rows.values()) else None


def test_up_again_is_harmless(own):
    before = pids(own)
    assert f"http://localhost:{own.port}" in own.up()
    assert pids(own) == before


def test_accounts_outlive_a_stop_and_nothing_of_it_goes_on_running(own):
    register(own, "outlives")
    own.down()
    assert launch.living(Data(own.data).stack_id, own.data) == []
    assert own.natter("status", check=False).returncode == 3
    assert "stopped" in own.down()
    own.up()
    assert log_in(own, "outlives").status_code == 200


@pytest.mark.parametrize("program", ["auth", "chat", "realtime", "notify", "nats", "valkey", "mongo"])
def test_a_killed_program_comes_back(own, program):
    former = [own.pid(program), *own.worker_pids(program)]
    own.kill(program)
    # Its workers may answer for a moment longer.
    wait_for(lambda: not any(map(launch.is_alive, former)), f"the former {program} to be gone", 30)
    wait_for(lambda: own.programs()[program]["restarts"] == 1 and health(own) == 200, "health", 30)
    assert register(own, f"after-{program}").status_code == 201


def test_a_killed_gateway_comes_back_although_its_workers_lived_on(own):
    workers = own.worker_pids("gateway")
    own.kill("gateway")
    wait_for(lambda: not any(map(launch.is_alive, workers)), "its workers to be gone", 30)
    wait_for(lambda: own.programs()["gateway"]["restarts"] == 1 and health(own) == 200, "the gateway", 30)


def test_a_killed_worker_is_replaced(own):
    worker = own.worker_pids("chat")[0]
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: worker not in own.worker_pids("chat") and len(own.worker_pids("chat")) >= 1, "another worker")
    wait_for(lambda: health(own) == 200, "health", 30)


def test_up_after_a_killed_supervisor_leaves_no_second_copy_of_anything(own):
    before = pids(own)
    own.kill("supervisor")
    wait_for(lambda: own.natter("status", check=False).returncode == 3, "the supervisor to be gone")
    own.up()
    after = pids(own)
    assert not set(before.values()) & set(after.values())
    assert not any(map(launch.is_alive, before.values()))
    assert health(own) == 200


def test_restart_renews_one_program_and_leaves_the_others(own):
    before = pids(own)
    own.restart("notify")
    after = pids(own)
    assert {name for name in before if before[name] != after[name]} == {"notify"}
    assert health(own) == 200
    assert own.programs()["notify"]["restarts"] == 0


def test_a_changed_setting_restarts_what_it_concerns(own):
    before = pids(own)
    (own.data / "natter.env").write_text("NATTER_REFRESHES_PER_SECOND=77\nCHAT_MEMBER_LIMIT=50\n")
    try:
        own.up()
        after = pids(own)
    finally:
        (own.data / "natter.env").unlink()
    kept = {"supervisor", "mongo", "nats", "valkey"}
    assert {name for name in before if before[name] == after[name]} == kept
    assert health(own) == 200


def test_a_port_in_use_is_told_in_one_sentence(stack, own):
    refused = own.natter("up", "--no-web", "--port", str(stack.port), check=False)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"natter: port {stack.port} is in use by another program: choose another with --port, or stop that program.\n"
    )
    assert health(own) == 200


def test_the_port_can_be_changed_while_it_runs(own):
    other = Stack().port
    own.natter("up", "--no-web", "--port", str(other))
    assert status(f"http://127.0.0.1:{other}/healthz") == 200
    assert health(own) is None


def test_a_service_that_does_not_come_up_is_shown_with_its_last_words(tmp_path):
    broken = Stack(tmp_path / "data", {"CHAT_MEMBER_LIMIT": "many"})
    refused = broken.natter("up", "--no-web", "--port", str(broken.port), seconds=120, check=False)
    assert refused.returncode == 1
    assert "natter: chat ended" in refused.stderr
    assert "CHAT_MEMBER_LIMIT should be a whole number" in refused.stderr
    assert f"Log: {broken.data / 'logs' / 'chat.log'}" in refused.stderr
    assert launch.living(Data(broken.data).stack_id, broken.data) == []


def test_data_of_a_newer_version_is_left_alone(own):
    own.down()
    (own.data / "VERSION").write_text("99\n")
    try:
        for verb in ("up", "down", "status"):
            refused = own.natter(verb, check=False)
            assert refused.returncode == 1
            assert "written by a newer Natter" in refused.stderr
    finally:
        (own.data / "VERSION").write_text("1\n")


def test_logs_are_shown_by_program(own):
    assert '"service":"chat"' in own.natter("logs", "chat").stdout
    refused = own.natter("logs", "nothing", check=False)
    assert "nothing has no log: choose one of auth, chat" in refused.stderr


def test_no_secret_is_in_a_log_or_readable_by_others(own):
    logs = "".join(own.log(name) for name in (*PROGRAMS, "supervisor"))
    for path in (own.data / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert path.read_text().strip() not in logs
    for path in own.data.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0, path
