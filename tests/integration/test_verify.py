"""`./natter verify` against a running Natter, as an operator calls it."""

import json

from tests.integration.people import Person


def verify(stack, folder, *words):
    return stack.natter("verify", "--report", str(folder), "--seed", "5", *words, seconds=110, check=False)


def test_verify_proves_a_local_stack_from_its_database(stack, tmp_path):
    done = verify(stack, tmp_path, "--seconds", "6", "--senders", "3", "--receivers", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PROVED" in done.stdout
    result = json.loads((tmp_path / "result.json").read_text())
    ledger = result["ledger"]
    assert result["log_source"] == "the database"
    assert ledger["stored"] == ledger["acked"] > 40
    assert ledger["unread_recounted"] > 5
    assert "realtime" in result["costs_after"]
    assert "<h1>" in (tmp_path / "index.html").read_text()


def test_verify_by_address_uses_the_given_accounts_and_reads_the_log_over_rest(stack, tmp_path):
    people = [Person(stack.url, "given") for _ in range(3)]
    tokens = [word for person in people for word in ("--token", person.token)]
    done = verify(stack, tmp_path, "--seconds", "5", *tokens, stack.url)
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["log_source"] == "REST"
    assert {row["user"] for row in result["ledger"]["devices"]} == {person.username for person in people}
    assert not any(result["violations"].values()), done.stdout


def test_verify_says_when_nobody_is_there(stack, tmp_path):
    done = verify(stack, tmp_path, "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "start it, or correct its address" in done.stderr
