"""The plan: who is there and what they will try to do when, all of it from one seed.

Pure. The same seed and numbers give the same plan, also on another day; what comes of it depends on the system. Times
are in seconds since driving began, people and conversations are places in the plan's own lists.
"""

import random
from collections.abc import Sequence

import msgspec

EVERYBODY = -1
"""In place of a person: all members, spoken to as `@all`."""
ALL = "all"
GAP_EVENTS = 200
"""More missed events than this are told as a gap instead of being replayed."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator asked for. `devices`: of each receiver; `rate`: sends per second of all senders together."""

    seed: int
    seconds: float = 60.0
    senders: int = 6
    receivers: int = 6
    devices: int = 2
    rate: float = 20.0


class Somebody(msgspec.Struct, frozen=True):
    """A person and how many devices they have open."""

    is_sender: bool
    devices: int


class Talk(msgspec.Struct, frozen=True):
    """A conversation. The first member opens it. `is_changing`: members come and go."""

    kind: str
    members: list[int]
    is_changing: bool = False


class File(msgspec.Struct, frozen=True):
    """Something that a message carries: of `size` bytes, or a picture of `width` by `height` pixels.

    `breaks`: at which shares of its way the line is lost; 1.0: when all is there but the answer.
    """

    name: str
    size: int = 0
    width: int = 0
    height: int = 0
    breaks: tuple[float, ...] = ()

    @property
    def is_picture(self) -> bool:
        return self.width > 0


class Send(msgspec.Struct, frozen=True):
    """`number` names it within the run. `fault`: what its sender does wrong on purpose; then it must be refused.
    `mentions`: people whom it speaks to, or EVERYBODY.

    `copies`: the frame is written so often in a row. `drops_line`: the line is lost right after the frame was written.
    """

    at: float
    number: int
    person: int
    talk: int
    door: str
    length: int
    copies: int
    drops_line: bool
    fault: str
    mentions: tuple[int, ...] = ()
    files: tuple[File, ...] = ()


class Break(msgspec.Struct, frozen=True):
    """A device loses its line and stays away: some seconds, or until it has missed more than a replay holds."""

    at: float
    person: int
    device: int
    away: float
    until_gap: bool = False


class Slow(msgspec.Struct, frozen=True):
    """A device stops reading for a while."""

    at: float
    person: int
    device: int
    lasts: float


class Latecomer(msgspec.Struct, frozen=True):
    """A new device of a person, which wants everything from the beginning."""

    at: float
    person: int


class Read(msgspec.Struct, frozen=True):
    """A person reads up to `part` of what the device has."""

    at: float
    person: int
    talk: int
    part: float
    door: str


class Change(msgspec.Struct, frozen=True):
    """Somebody is removed from a changing conversation (`remove`) or comes back (`add`)."""

    at: float
    talk: int
    person: int
    change: str


class Touch(msgspec.Struct, frozen=True):
    """A person edits or deletes a message of their own, or reacts to any: that at `part` of those they have seen.
    `mentions`: people whom an edit speaks to, or EVERYBODY. `send`: the number of the send that it is about instead."""

    at: float
    number: int
    person: int
    talk: int
    part: float
    change: str
    emoji: str
    mentions: tuple[int, ...] = ()
    send: int | None = None

    def said(self, seed: int, names: Sequence[str]) -> str:
        """What this makes a message say, or the emoji. `names`: the user names of all people."""
        if self.change != "edit":
            return self.emoji
        return f"{spoken(self.mentions, names)}{self.number}th change of {seed}, \u6f22\u5b57"


class Plan(msgspec.Struct, frozen=True):
    wanted: Wanted
    people: list[Somebody]
    talks: list[Talk]
    sends: list[Send]
    breaks: list[Break]
    slows: list[Slow]
    latecomers: list[Latecomer]
    reads: list[Read]
    changes: list[Change]
    touches: list[Touch]

    @property
    def expects_gap(self) -> bool:
        return any(each.until_gap for each in self.breaks)

    @property
    def expects_files(self) -> bool:
        return any(send.files for send in self.sends)


def body(seed: int, send: Send, names: Sequence[str]) -> str:
    """What a planned message says: words and wide characters, exactly `length` of them. `names`: of all people."""
    rng = random.Random(f"{seed}:{send.number}")  # noqa: S311 - must repeat
    if send.fault == "blank":
        return " " * send.length
    letters = 'abcdefghij klmnop qrstu vwxyz äöü é 漢字 🙂 \n"\\<&>'
    text = f"{spoken(send.mentions, names)}{send.number} " + "".join(rng.choices(letters, k=send.length))
    # White space around a message may be taken away, so a body has none.
    return text[: send.length].strip().ljust(send.length, ".")


def spoken(mentions: Sequence[int], names: Sequence[str]) -> str:
    """The words that speak to these."""
    return "".join(f"@{ALL if person == EVERYBODY else names[person]} " for person in mentions)
