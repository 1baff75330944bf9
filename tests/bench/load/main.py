"""The load generator for machines without a C compiler: the commands of main.c, in Python, one of several processes.

It needs about ten times the CPU, so at high rates it may be the limit; the benchmark says so then. What it does and
answers is what the C program does and answers.
"""

import fcntl
import json
import os
import resource
import sys
import time

from tests.bench.load.connections import Connection, Connections
from tests.bench.load.runs import DIGITS, Runs


class Commands:
    """Read from standard input, a line each; answered on standard output."""

    def __init__(self, first_number):
        self.connections = Connections()
        self.runs = Runs(self.connections, first_number)
        self.input, self.is_over = b"", False
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_NONBLOCK)
        self.connections.watch(0, self.read)

    def work(self):
        while not self.is_over:
            while not self.is_over and b"\n" in self.input:
                line, self.input = self.input.split(b"\n", 1)
                command, *fields = line.decode().split("\t")
                getattr(self, f"do_{command}")(*fields)
            if not self.is_over:
                self.connections.turn(1.0)

    def read(self):
        got = os.read(0, 1 << 20)
        self.input += got
        self.is_over = self.is_over or not got

    def do_target(self, host, port):
        self.connections.host, self.connections.port = host, int(port)

    def do_keep_alive(self, ask, answer):
        self.connections.keep_alive = (ask.encode(), answer.encode())

    def do_marks(self, *marks):
        self.runs.marks = tuple(mark.encode() for mark in marks)

    def do_body(self, size):
        self.runs.body_size = max(DIGITS + 3, int(size))

    def do_connect(self, path, *script):
        self.connections.all.append(Connection(path, [part.encode() for part in script]))

    def do_sender(self, number, template):
        self.runs.add_sender(self.connections.all[int(number)], template)

    def do_open(self, at_once, seconds):
        connections, begun_at = self.connections, time.monotonic()
        connections.reset()
        until = begun_at + float(seconds)
        while connections.ready < len(connections.all) and time.monotonic() < until and not self.is_over:
            connections.open_due(int(at_once))
            connections.turn(0.005)
        say(
            ready=connections.ready, opened=connections.opened, refused=connections.refused, lost=connections.lost,
            last_code=connections.last_code, seconds=time.monotonic() - begun_at,
            until_ready=connections.until_ready.report(),
        )  # fmt: skip

    def do_drop(self, seconds):
        self.connections.drop_all()
        self.do_open(len(self.connections.all), seconds)

    def do_run(self, rate, warm, seconds, grace, receivers):
        # How many receivers each message has is for main.c, which knows all of them.
        report = self.runs.run(
            float(rate), float(warm), float(seconds), float(grace),
            is_told_to_stop=lambda: b"\n" in self.input or self.is_over, on_warm=lambda: say(warm=True),
        )  # fmt: skip
        say(**report)

    def do_stop(self):
        pass

    def do_quit(self):
        self.is_over = True


def say(**fields):
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Commands(int(sys.argv[1])).work()
