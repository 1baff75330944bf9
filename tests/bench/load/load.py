"""The load generator for machines without a C compiler: the commands of main.c, in Python, one of several processes.

It needs about ten times the CPU, so at high rates it may be the limit; the benchmark says so then. What it does and
answers is what the C program does and answers.
"""

import fcntl
import json
import os
import random
import resource
import select
import socket
import sys
import time

DIGITS = 19
CLOSED, CONNECTING, UPGRADING, GREETING, READY = range(5)
PATIENCE, REST, QUIET = 20.0, 0.1, 0.3
PAUSE, SHORTEST_RANGE, LONGEST_PAUSE = 0.5, 1.0, 30.0
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Histogram:
    def __init__(self):
        self.counts, self.longest = {}, 0

    def add(self, seconds):
        value = max(0, int(seconds * 1e6))
        shift = value.bit_length() - 7
        bucket = value if value < 128 else shift * 64 + (value >> shift)
        self.counts[bucket] = self.counts.get(bucket, 0) + 1
        self.longest = max(self.longest, value)

    def report(self):
        return {"longest": self.longest, "counts": {str(bucket): count for bucket, count in self.counts.items()}}


class Line:
    """One connection; `steps` are what is expected and what is said then."""

    def __init__(self, path, script):
        self.path, self.steps = path, list(zip(script[::2], script[1::2], strict=True))
        self.socket, self.stage, self.step, self.inbox, self.outbox = None, CLOSED, 0, b"", b""
        self.attempts, self.again_at, self.dropped_at, self.begun_at = 0, 0.0, None, 0.0
        self.template, self.asked_at, self.due = None, None, []


class Load:
    def __init__(self, first_number):
        self.epoll, self.lines, self.by_descriptor, self.senders = select.epoll(), [], {}, []
        self.keep_alive, self.marks, self.body = None, (b"", b"", b""), 100
        self.number, self.ready, self.in_flight, self.next_sender = first_number, 0, 0, 0
        self.run, self.input, self.is_over = None, b"", False
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_NONBLOCK)
        self.epoll.register(0, select.EPOLLIN)
        self.reset()

    def reset(self):
        self.opened = self.refused = self.lost = self.last_code = 0
        self.until_ready = Histogram()

    # -- commands

    def work(self):
        while not self.is_over:
            while not self.is_over and b"\n" in self.input:
                line, self.input = self.input.split(b"\n", 1)
                command, *fields = line.decode().split("\t")
                getattr(self, f"do_{command}")(*fields)
            if not self.is_over:
                self.turn(1.0)

    def do_target(self, host, port):
        self.host, self.port = host, int(port)

    def do_keep_alive(self, ask, answer):
        self.keep_alive = (ask.encode(), answer.encode())

    def do_marks(self, *marks):
        self.marks = tuple(mark.encode() for mark in marks)

    def do_body(self, size):
        self.body = max(DIGITS + 2, int(size))

    def do_connect(self, path, *script):
        self.lines.append(Line(path, [part.encode() for part in script]))

    def do_sender(self, number, template):
        self.lines[int(number)].template = template
        self.senders.append(self.lines[int(number)])

    def do_open(self, at_once, seconds):
        begun_at = time.monotonic()
        self.reset()
        while self.ready < len(self.lines) and time.monotonic() < begun_at + float(seconds) and not self.is_over:
            self.open_due(int(at_once))
            self.turn(0.005)
        self.say(
            ready=self.ready, opened=self.opened, refused=self.refused, lost=self.lost, last_code=self.last_code,
            seconds=time.monotonic() - begun_at, until_ready=self.until_ready.report(),
        )  # fmt: skip

    def do_drop(self, seconds):
        now = time.monotonic()
        for line in self.lines:
            if line.socket is not None:
                line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.let_go(line)
            line.attempts, line.dropped_at, line.again_at = 0, now, now + random.uniform(0, SHORTEST_RANGE)
        self.do_open(len(self.lines), seconds)

    def do_run(self, rate, warm, seconds, grace, receivers):
        rate, begun_at = float(rate), time.monotonic()
        self.run = Run(begun_at + float(warm), begun_at + float(warm) + float(seconds), is_closed_loop=rate <= 0)
        self.lost = 0
        for sender in self.senders:
            sender.asked_at, sender.again_at, sender.due = None, 0.0, []
            if self.run.is_closed_loop:
                self.speak(sender)
        self.drive(begun_at, rate)
        self.run.is_closed_loop, until = False, time.monotonic() + float(grace)
        self.run.heard_at = time.monotonic()
        while time.monotonic() < min(until, self.run.heard_at + QUIET) or (self.waiting and time.monotonic() < until):
            self.wake_rested()
            self.turn(0.005)
        self.say(**self.run.report(), unanswered=self.waiting, lost=self.lost, last_code=self.last_code)
        self.run = None

    def do_stop(self):
        pass

    def do_quit(self):
        self.is_over = True

    def say(self, **fields):
        print(json.dumps(fields), flush=True)

    # -- a run

    @property
    def waiting(self):
        return sum(sender.asked_at is not None for sender in self.senders)

    def drive(self, begun_at, rate):
        run, ticks = self.run, 0
        while True:
            now = time.monotonic()
            if run.counted_at is None and now >= run.counts_from:
                run.begin_counting(now)
                self.say(warm=True)
            if now >= run.ends_at or b"\n" in self.input or self.is_over:
                return
            while rate > 0 and self.senders and begun_at + ticks / rate <= now:
                self.speak(self.senders[self.next_sender % len(self.senders)])
                self.next_sender, ticks = self.next_sender + 1, ticks + 1
            self.wake_rested()
            left = begun_at + ticks / rate - time.monotonic() if rate > 0 else 0.005
            self.turn(min(0.005, max(0.0, left)))

    def speak(self, sender):
        if sender.stage != READY:
            return
        if sender.asked_at is None:
            self.send_message(sender, None)
        else:
            sender.due.append(time.monotonic())

    def go_on(self, sender):
        if sender.due:
            self.send_message(sender, sender.due.pop(0))
        elif self.run.is_closed_loop and time.monotonic() < self.run.ends_at:
            self.send_message(sender, None)

    def wake_rested(self):
        now = time.monotonic()
        for sender in self.senders:
            if sender.stage == READY and 0 < sender.again_at <= now:
                sender.again_at = 0.0
                self.go_on(sender)

    def send_message(self, sender, due_at):
        now = time.monotonic()
        body = f"~{int(now * 1e9):0{DIGITS}d}~".ljust(self.body, "x")
        text = sender.template.replace("%N", str(self.number)).replace("%B", body)
        self.number += 1
        self.run.sent += now >= self.run.counts_from
        if self.marks[1]:
            sender.asked_at = now if due_at is None else due_at
        self.put(sender, 1, text.encode())

    def on_frame(self, line, text, now):
        run = self.run
        if run is None:
            return
        delivered, acked, refused = self.marks
        if line.asked_at is not None and acked and text.startswith(acked):
            run.take_ack(line.asked_at, now)
            line.asked_at = None
            self.go_on(line)
        elif line.asked_at is not None and refused and text.startswith(refused):
            run.refused += 1
            line.asked_at, line.again_at = None, now + REST
        elif text.startswith(delivered):
            at = text.find(b"~")
            while at >= 0:
                if text[at + DIGITS + 1 : at + DIGITS + 2] == b"~":
                    run.take_delivery(int(text[at + 1 : at + DIGITS + 1]) / 1e9, now)
                    at += DIGITS + 1
                at = text.find(b"~", at + 1)

    # -- lines

    def open_due(self, at_once):
        now = time.monotonic()
        for line in self.lines:
            if line.stage == CLOSED and line.again_at <= now and self.in_flight < at_once:
                self.begin(line)
            elif line.stage not in (CLOSED, READY) and now - line.begun_at > PATIENCE:
                self.fail(line, 110)

    def begin(self, line):
        line.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.stage, line.step, line.begun_at, self.in_flight = CONNECTING, 0, time.monotonic(), self.in_flight + 1
        line.dropped_at = line.begun_at if line.dropped_at is None else line.dropped_at
        self.by_descriptor[line.socket.fileno()] = line
        line.socket.connect_ex((self.host, self.port))
        self.epoll.register(line.socket.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def let_go(self, line):
        if line.stage == READY:
            self.ready -= 1
        elif line.stage != CLOSED:
            self.in_flight -= 1
        if line.socket is not None:
            self.by_descriptor.pop(line.socket.fileno(), None)
            line.socket.close()
        line.socket, line.stage, line.inbox, line.outbox, line.asked_at = None, CLOSED, b"", b"", None

    def fail(self, line, code, pause=None):
        if line.stage == READY:
            self.lost += 1
        else:
            self.refused += 1
        self.last_code = code
        self.let_go(line)
        line.attempts += 1
        now = time.monotonic()
        longest = min(LONGEST_PAUSE, max(SHORTEST_RANGE, PAUSE * 2 ** min(line.attempts, 6)))
        line.dropped_at = now if line.dropped_at is None else line.dropped_at
        line.again_at = now + (random.uniform(0, longest) if pause is None else pause)

    def greet(self, line):
        while line.stage == GREETING:
            if line.step == len(line.steps):
                line.stage, line.attempts = READY, 0
                self.in_flight, self.ready, self.opened = self.in_flight - 1, self.ready + 1, self.opened + 1
                self.until_ready.add(time.monotonic() - line.dropped_at)
                line.dropped_at = None
            elif line.steps[line.step][0]:
                return
            else:
                self.take_step(line)

    def take_step(self, line):
        said = line.steps[line.step][1]
        line.step += 1
        if said:
            self.put(line, 1, said)

    def put(self, line, opcode, payload):
        size, key = len(payload), os.urandom(4)
        head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2)
        mask = (key * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload) ^ int.from_bytes(mask)).to_bytes(size)
        line.outbox += head + key + masked
        self.flush(line)

    def flush(self, line):
        try:
            line.outbox = line.outbox[line.socket.send(line.outbox) :] if line.outbox else b""
        except BlockingIOError:
            pass
        except OSError:
            self.fail(line, 1006)
            return
        self.epoll.modify(line.socket.fileno(), select.EPOLLIN | (select.EPOLLOUT if line.outbox else 0))

    # -- what comes

    def turn(self, seconds):
        for descriptor, events in self.epoll.poll(seconds):
            if descriptor == 0:
                self.read_input()
                continue
            line = self.by_descriptor.get(descriptor)
            if line is not None and events & (select.EPOLLOUT | select.EPOLLERR):
                self.writable(line)
            if line is not None and line.socket is not None and events & (select.EPOLLIN | select.EPOLLHUP):
                self.readable(line)

    def read_input(self):
        got = os.read(0, 1 << 20)
        self.input += got
        self.is_over = self.is_over or not got

    def writable(self, line):
        if line.stage == CONNECTING:
            if error := line.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.fail(line, error)
                return
            line.stage = UPGRADING
            line.outbox = REQUEST.format(path=line.path, host=self.host, port=self.port).encode()
        self.flush(line)

    def readable(self, line):
        try:
            got = line.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self.fail(line, 1006)
            return
        now, line.inbox = time.monotonic(), line.inbox + got
        if line.stage == UPGRADING:
            if b"\r\n\r\n" not in line.inbox:
                return
            head, line.inbox = line.inbox.split(b"\r\n\r\n", 1)
            if head[9:12] != b"101":
                self.fail(line, int(head[9:12] or 0))
                return
            line.stage = GREETING
            self.greet(line)
        data, at = line.inbox, 0
        while line.stage >= GREETING and (frame := parse(data, at)):
            opcode, payload, at = frame
            self.heard(line, opcode, payload, now)
        if line.stage >= GREETING:
            line.inbox = data[at:]

    def heard(self, line, opcode, payload, now):
        if opcode == 8:
            reason = payload[2:].decode(errors="replace")
            pause = int(reason[2:]) / 1000 if reason.startswith("r=") and reason[2:].isdigit() else None
            self.fail(line, int.from_bytes(payload[:2]), pause)
        elif opcode == 9:
            self.put(line, 10, payload)
        elif opcode == 1 and self.keep_alive and payload == self.keep_alive[0]:
            self.put(line, 1, self.keep_alive[1])
        elif opcode == 1 and line.stage == GREETING:
            if line.steps[line.step][0] in payload:
                self.take_step(line)
                self.greet(line)
        elif opcode == 1:
            self.on_frame(line, payload, now)


class Run:
    def __init__(self, counts_from, ends_at, *, is_closed_loop):
        self.counts_from, self.ends_at, self.is_closed_loop = counts_from, ends_at, is_closed_loop
        self.sent = self.acked = self.refused = self.heard = self.delivered = 0
        self.delivery, self.ack, self.counted_at, self.cpu_before, self.heard_at = (
            Histogram(),
            Histogram(),
            None,
            0.0,
            0.0,
        )

    def begin_counting(self, now):
        self.counted_at, self.heard, self.cpu_before = now, 0, cpu_seconds()

    def take_ack(self, asked_at, now):
        if asked_at >= self.counts_from:
            self.acked += 1
            self.ack.add(now - asked_at)

    def take_delivery(self, sent_at, now):
        self.heard += 1
        self.heard_at = now
        # What was sent is known to the nanosecond that a float holds, so a little earlier counts as well.
        if sent_at >= self.counts_from - 1e-6:
            self.delivered += 1
            self.delivery.add(now - sent_at)

    def report(self):
        since = self.counted_at or self.counts_from
        return {
            "sent": self.sent, "acked": self.acked, "refused": self.refused, "heard": self.heard,
            "delivered": self.delivered, "seconds": time.monotonic() - since,
            "cpu_seconds": cpu_seconds() - self.cpu_before, "delivery": self.delivery.report(),
            "ack": self.ack.report(),
        }  # fmt: skip


def parse(data, at):
    """Opcode, payload and where the next frame begins; None while the first one is not complete."""
    if len(data) - at < 2:
        return None
    size, begin = data[at + 1] & 127, at + 2
    if size >= 126:
        wide = 2 if size == 126 else 8
        begin += wide
        if len(data) < begin:
            return None
        size = int.from_bytes(data[begin - wide : begin])
    if len(data) < begin + size:
        return None
    return data[at] & 15, data[begin : begin + size], begin + size


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Load(int(sys.argv[1])).work()
