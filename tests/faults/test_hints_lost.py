"""Valkey loses everything, or is gone: people talk on, who was locked out stays out, guessing stays slow."""

import pytest
import requests
from websockets.exceptions import ConnectionClosed

from deploy.verification.nemesis.kills import Kill, Pause
from deploy.verification.nemesis.stores import FlushValkey
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.integration.people import PASSWORD, Person
from tests.stack import wait_for

GUESSES = 60


@pytest.mark.fault("F14")
def test_people_talk_on_and_a_revoked_session_stays_revoked(stack, local, ana, ben, checker):
    conversation_id = ana.open_direct(ben)
    revoked = revoke_a_session(ana)
    wait_for(lambda: refuses(ana, revoked), "the revoked session refused", 10)
    watcher = ana.device("watcher")
    speakers = [Speaker(person, conversation_id) for person in (ana, ben)]
    listeners = [Listener(ben, conversation_id)]
    for thread in (*speakers, *listeners):
        thread.start()
    wait_for_acks(speakers, 10)
    watcher.say({"type": "watch", "user_ids": [ben.user_id]})
    watcher.wait_for("presence", user_id=ben.user_id, state="online")
    flush = FlushValkey()
    flush.begin(local, None)
    assert flush.record["removed_keys"] > 0
    wait_for_acks(speakers, 10)
    assert refuses(ana, revoked)
    kill = Kill("valkey")
    kill.begin(local, None)
    kill.heal(local, None)
    wait_for_acks(speakers, 10)
    assert refuses(ana, revoked)
    good, ana.token = ana.token, revoked
    with pytest.raises(ConnectionClosed) as closed:
        ana.device("revoked")
    assert closed.value.rcvd.code == 4401
    ana.token = good
    assert_whole(ana, conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
    # Presence is told again to who asks anew, once realtime has beaten.
    again = ana.device("again")

    def is_online():
        again.say({"type": "watch", "user_ids": [ben.user_id]})
        return again.wait_for("presence", user_id=ben.user_id)["state"] == "online"

    wait_for(is_online, "presence again", 20)


@pytest.mark.fault("F14")
def test_guessing_passwords_is_slowed_down_without_valkey_too(stack, local):
    victim = Person(stack.url, "victim")
    pause = Pause("valkey")
    pause.begin(local, None)
    try:
        codes = [log_in(stack, victim, f"wrong guess {number}") for number in range(GUESSES)]
        assert 429 in codes
    finally:
        pause.heal(local, None)
    assert log_in(stack, Person(stack.url, "other"), PASSWORD) == 200


def revoke_a_session(person):
    """Log in once more and end that session; answers its token."""
    other = requests.post(
        f"{person.url}/api/auth/login", json={"login": person.username, "password": PASSWORD}, timeout=10
    ).json()
    sessions = person.call("GET", "/api/auth/sessions")["sessions"]
    victim = next(session for session in sessions if not session["current"])
    person.call("DELETE", f"/api/auth/sessions/{victim['id']}", status=(200, 204))
    return other["access_token"]


def refuses(person, token):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{person.url}/api/chat/conversations", headers=headers, timeout=10).status_code == 401


def log_in(stack, person, password):
    body = {"login": person.username, "password": password}
    return requests.post(f"{stack.url}/api/auth/login", json=body, timeout=15).status_code
