"""Visitors who send what nobody should: each is answered as the protocol says, and nobody else notices."""

import contextlib
import random
import struct

import pytest

from deploy.stack import processes
from tests.faults.raw_lines import CLOSE, TEXT, RawLine
from tests.stack import wait_for

CONTINUATION = 0x0
MEGABYTE = 1024 * 1024
LEAKED_BYTES = 24 * MEGABYTE


def rubbish(line):
    """Bytes without any meaning; whatever they happen to say, it ends the line."""
    chance = random.Random(1)
    line.socket.sendall(b"\x83" + chance.randbytes(4_000))


def a_megabyte(line):
    line.send(b"a" * MEGABYTE)


def ten_thousand_frames(line):
    for _ in range(10_000):
        line.send(b"{}")


def never_finished(line):
    for number in range(300):
        line.send(b"a", TEXT if number == 0 else CONTINUATION, is_last=False)


def no_utf_8(line):
    line.send(b'{"type": "\xff\xfe"}')


def without_a_mask(line):
    line.socket.sendall(b"\x81\x02{}")


def a_close_that_is_cut_short(line):
    line.send(struct.pack("!H", 1000)[:1], CLOSE)


HOSTILE = {
    rubbish: 1002,
    a_megabyte: 1009,
    ten_thousand_frames: 4429,
    never_finished: 1009,
    no_utf_8: 1007,
    without_a_mask: 1002,
    a_close_that_is_cut_short: 1002,
}


@pytest.mark.fault("F16")
def test_hostile_frames_end_their_own_line_and_nothing_else(stack, local, ana, ben):
    conversation_id = ana.open_direct(ben)
    bystander = ben.device("bystander", cursors={conversation_id: 0})
    attack(stack, ana)
    before = memory(local)
    for number in range(3):
        assert attack(stack, ana) == HOSTILE
        ana.post(conversation_id, f"still here {number}")
    bystander.wait_until(lambda: bystander.seqs(conversation_id) == [1, 2, 3])
    wait_for(lambda: memory(local) < before + LEAKED_BYTES, "what they took given back", 20)


def attack(stack, person):
    """Each hostile visitor once; answers the code that each was closed with."""
    codes = {}
    for hostile in HOSTILE:
        line = RawLine(stack.url).greet(person)
        # Closed while it goes on.
        with contextlib.suppress(OSError):
            hostile(line)
        while line.hear() is not None:
            pass
        codes[hostile] = line.said_code
        line.close()
    return codes


def memory(local):
    return processes.cost(local.programs()["realtime"][0]).pss_bytes
