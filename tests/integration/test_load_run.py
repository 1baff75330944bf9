"""`./natter load` against a running Natter: a few people for a few seconds, all of it counted, none of it failed."""

import re

import pytest

SECONDS = 90


@pytest.mark.timeout(SECONDS + 30)
def test_a_few_people_talk_and_nothing_fails(needs, stack):
    needs("auth", "chat", "realtime")
    done = stack.natter("load", "--users", "12", "--rate", "4", "--seconds", "12", seconds=SECONDS, check=False)
    counted = dict(re.findall(r"^(?:WS|POST|GET) +(\S+(?: \S+)*?) +(\d+) +0\(0\.00%\)", done.stdout, re.MULTILINE))
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("connect", "catch up", "send", "deliver", "/api/auth/register"):
        assert int(counted.get(name, 0)) > 0, f"no {name}\n{done.stdout}"
    assert int(counted["connect"]) >= 12
    assert int(counted["deliver"]) > int(counted["send"])


def test_a_server_that_is_not_there_is_told(needs, stack):
    needs("auth")
    done = stack.natter("load", "http://127.0.0.1:9", "--users", "4", "--rate", "1", "--seconds", "5", check=False)
    assert done.returncode == 1
    assert "not one send in this run" in done.stdout
