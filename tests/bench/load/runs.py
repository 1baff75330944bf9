"""A run, as in runs.c: senders speak at a fixed rate, or each as soon as its last message was acknowledged.

A message is made from the sender's template: %N is a number that no other message of this process has, %B a body that
says when it was sent (monotonic nanoseconds between two tildes). Whoever hears such a body knows how long it took.
Messages of the warm-up are sent like all others and not counted; what follows the time in a body tells them from
those that are, since the processes of one generator do not begin to count at the same moment.
"""

import resource
import time

from tests.bench.load.connections import READY
from tests.bench.load.histogram import Histogram

DIGITS = 19
COUNTED, WARMING = b"x", b"w"
REST, QUIET = 0.1, 1.0
"""How long a sender waits after a refusal; after how much silence nothing more is expected."""


class Count:
    """What came of the messages that count: those sent from `counts_from` on."""

    def __init__(self, counts_from, ends_at, *, is_closed_loop):
        self.counts_from, self.ends_at, self.is_closed_loop = counts_from, ends_at, is_closed_loop
        self.sent = self.acked = self.refused = self.heard = self.delivered = 0
        self.delivery, self.ack = Histogram(), Histogram()
        self.counted_at, self.cpu_before, self.heard_at = None, 0.0, 0.0

    def begin(self, now):
        self.counted_at, self.heard, self.cpu_before = now, 0, cpu_seconds()

    def take_ack(self, asked_at, now):
        if asked_at >= self.counts_from:
            self.acked += 1
            self.ack.add(now - asked_at)

    def take_delivery(self, sent_at, now, *, is_counted):
        self.heard += 1
        self.heard_at = now
        if is_counted:
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


class Runs:
    """`marks`: how frames begin that deliver, acknowledge and refuse."""

    def __init__(self, connections, first_number):
        self.connections, self.number = connections, first_number
        self.marks, self.body_size, self.senders, self.next_sender = (b"", b"", b""), 100, [], 0
        self.count = None
        connections.on_frame = self.on_frame

    def add_sender(self, connection, template):
        connection.template = template
        self.senders.append(connection)

    def run(self, rate, warm, seconds, grace, *, is_told_to_stop, on_warm):
        """Answers the report. `on_warm` is called when counting begins."""
        begun_at = time.monotonic()
        count = self.count = Count(begun_at + warm, begun_at + warm + seconds, is_closed_loop=rate <= 0)
        self.connections.lost = 0
        for sender in self.senders:
            sender.asked_at, sender.again_at, sender.due = None, 0.0, []
            if count.is_closed_loop:
                self._speak(sender)
        self._drive(begun_at, rate, is_told_to_stop, on_warm)
        count.is_closed_loop, until = False, time.monotonic() + grace
        count.heard_at = time.monotonic()
        while time.monotonic() < min(until, count.heard_at + QUIET) or (self._waiting and time.monotonic() < until):
            self._wake_rested()
            self.connections.turn(0.005)
        self.count = None
        lost, last_code = self.connections.lost, self.connections.last_code
        return {**count.report(), "unanswered": self._waiting, "lost": lost, "last_code": last_code}

    @property
    def _waiting(self):
        return sum(sender.asked_at is not None for sender in self.senders)

    def _drive(self, begun_at, rate, is_told_to_stop, on_warm):
        count, ticks = self.count, 0
        while True:
            now = time.monotonic()
            if count.counted_at is None and now >= count.counts_from:
                count.begin(now)
                on_warm()
            if now >= count.ends_at or is_told_to_stop():
                return
            while rate > 0 and self.senders and begun_at + ticks / rate <= now:
                self._speak(self.senders[self.next_sender % len(self.senders)])
                self.next_sender, ticks = self.next_sender + 1, ticks + 1
            self._wake_rested()
            left = begun_at + ticks / rate - time.monotonic() if rate > 0 else 0.005
            self.connections.turn(min(0.005, max(0.0, left)))

    def _speak(self, sender):
        if sender.stage != READY:
            return
        if sender.asked_at is None and not sender.again_at:
            self._send(sender, None)
        else:
            sender.due.append(time.monotonic())

    def _go_on(self, sender):
        if sender.due:
            self._send(sender, sender.due.pop(0))
        elif self.count.is_closed_loop and time.monotonic() < self.count.ends_at:
            self._send(sender, None)

    def _wake_rested(self):
        now = time.monotonic()
        for sender in self.senders:
            if sender.stage == READY and 0 < sender.again_at <= now:
                sender.again_at = 0.0
                self._go_on(sender)

    def _send(self, sender, due_at):
        now = time.monotonic()
        is_counted = now >= self.count.counts_from
        body = f"~{int(now * 1e9):0{DIGITS}d}~".ljust(self.body_size, (COUNTED if is_counted else WARMING).decode())
        text = sender.template.replace("%N", str(self.number)).replace("%B", body)
        self.number += 1
        self.count.sent += is_counted
        if self.marks[1]:
            sender.asked_at = now if due_at is None else due_at
        self.connections.say(sender, text.encode())

    def on_frame(self, connection, text, now):
        """A text frame that somebody got."""
        if self.count is None:
            return
        delivered, acked, refused = self.marks
        if connection.asked_at is not None and acked and text.startswith(acked):
            self.count.take_ack(connection.asked_at, now)
            connection.asked_at = None
            self._go_on(connection)
        elif connection.asked_at is not None and refused and text.startswith(refused):
            self.count.refused += 1
            connection.asked_at, connection.again_at = None, now + REST
        elif text.startswith(delivered):
            at = text.find(b"~")
            while at >= 0:
                if text[at + DIGITS + 1 : at + DIGITS + 2] == b"~":
                    sent_at, kind = int(text[at + 1 : at + DIGITS + 1]) / 1e9, text[at + DIGITS + 2 : at + DIGITS + 3]
                    self.count.take_delivery(sent_at, now, is_counted=kind == COUNTED)
                    at += DIGITS + 1
                at = text.find(b"~", at + 1)


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
