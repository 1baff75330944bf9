"""No room left to write: senders are told to come back, readers read on, and with room again all goes on by itself.

The disk of one program is full when the system refuses to let its files grow (RLIMIT_FSIZE, which needs no root).
"""

import contextlib
import resource
import threading

import pytest

from deploy.verification.nemesis.kills import Kill
from tests.faults.crowd import Listener, Speaker, assert_whole, wait_for_acks
from tests.integration.people import Person

ROOM_BYTES = 4096


@contextlib.contextmanager
def full_disk(local, program):
    """Nothing of the program can grow while the block runs, also when it ends and is started again."""
    is_over = threading.Event()

    def refuse():
        while True:
            limit_files(local, program, ROOM_BYTES)
            if is_over.wait(0.1):
                limit_files(local, program, resource.RLIM_INFINITY)
                return

    refusing = threading.Thread(target=refuse, daemon=True)
    refusing.start()
    try:
        yield
    finally:
        is_over.set()
        refusing.join(10)


def limit_files(local, program, size):
    for pid in local.programs()[program]:
        with contextlib.suppress(ProcessLookupError):
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            soft = size if most == resource.RLIM_INFINITY else min(size, most)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, most))


@pytest.fixture
def group(stack):
    people = [Person(stack.url, f"p{number}") for number in range(4)]
    conversation_id = people[0].open_group("Plans", *people[1:])
    speakers = [Speaker(person, conversation_id) for person in people]
    listeners = [Listener(person, conversation_id) for person in people[:2]]
    for thread in (*speakers, *listeners):
        thread.start()
    return conversation_id, people, speakers, listeners


@pytest.mark.fault("F9")
def test_a_full_disk_of_the_database_refuses_and_with_room_again_all_goes_on(local, group, checker):
    conversation_id, people, speakers, listeners = group
    wait_for_acks(speakers, 20)
    before = local.programs()["mongo"]
    with full_disk(local, "mongo"), pytest.raises(AssertionError, match="more acks"):
        # A few may be stored by a database that has just come back and has not met the limit yet.
        wait_for_acks(speakers, 200, seconds=4)
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
    assert sum(speaker.refusals + speaker.unknown for speaker in speakers) > 0
    # It panics and ends itself; one that lives on in panic would answer nothing for ever.
    assert local.programs()["mongo"] != before


@pytest.mark.fault("F9")
def test_a_full_disk_of_nats_delays_and_nothing_else(local, group, checker):
    conversation_id, people, speakers, listeners = group
    with full_disk(local, "nats"):
        wait_for_acks(speakers, 40)
    # NATS keeps its first write error for ever: docs/operating.md says to restart it.
    kill = Kill("nats")
    kill.begin(local, None)
    kill.heal(local, None)
    wait_for_acks(speakers, 20)
    assert_whole(people[0], conversation_id, speakers, listeners)
    assert checker.check(conversation_id) == []
