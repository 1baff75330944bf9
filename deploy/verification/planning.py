"""Making a plan: chance decides, and the seed decides chance.

Called by deploy/verify.py. What is in a plan is said in plan.py.
"""

import random

import msgspec

from deploy.verification.plan import (
    EVERYBODY,
    Break,
    Change,
    File,
    Latecomer,
    Plan,
    Read,
    Send,
    Slow,
    Somebody,
    Talk,
    Touch,
    Wanted,
)

ENOUGH_FOR_A_GAP = 260
QUIET_END = 0.95
EMOJI = "👍🎉"
TOUCHES_PER_SECOND = 4.0
LAST_WORDS_SECONDS = 0.05
ROOM_FOR_NAMES = 120
"""Characters of a message that can speak to two people and still say something."""
CARRYING_EVERY = 16
"""One send in so many carries files; of those, every sixth a picture, every fourth is deleted soon."""
SMALLEST_FILE, LARGEST_FILE = 1_000, 200_000
PICTURE_SIDES = 16, 160
SENDS_PER_CONNECTION = 8.0
"""Sends a second of one sender that the server's limit on frames lets through with room to spare."""


def make(wanted: Wanted) -> Plan:
    """The plan for these numbers."""
    rng = random.Random(wanted.seed)  # noqa: S311 - must repeat
    people = [Somebody(True, 1) for _ in range(wanted.senders)]
    people += [Somebody(False, wanted.devices) for _ in range(wanted.receivers)]
    talks = _talks(rng, wanted, len(people))
    sends = _with_files(wanted, _sends(rng, wanted, talks))
    changes = _changes(rng, wanted, talks)
    sends = sorted([*sends, *_last_words(rng, wanted, changes, len(sends))], key=lambda send: send.at)
    return Plan(
        wanted=wanted,
        people=people,
        talks=talks,
        sends=sends,
        breaks=_breaks(rng, wanted, people, sends),
        slows=_slows(rng, wanted, people),
        latecomers=[Latecomer(0.7 * wanted.seconds, len(people) - 1)],
        reads=_reads(rng, wanted, talks),
        changes=changes,
        touches=sorted([*_touches(rng, wanted, talks), *_regrets(wanted, sends)], key=lambda touch: touch.at),
    )


def _talks(rng: random.Random, wanted: Wanted, count: int) -> list[Talk]:
    """Everybody together, pairs, small groups, and a group in which people come and go."""
    everybody = list(range(count))
    senders = everybody[: wanted.senders]
    talks = [Talk("group", everybody)]
    talks += [Talk("direct", [sender, wanted.senders + sender % wanted.receivers]) for sender in senders]
    for sender in senders[: max(1, wanted.senders // 2)]:
        others = [person for person in everybody if person != sender]
        talks.append(Talk("group", [sender, *rng.sample(others, min(4, len(others)))]))
    changing = [0, *rng.sample(everybody[1:], max(2, (count - 1) * 2 // 3))] if count > 3 else everybody
    talks.append(Talk("group", changing, is_changing=True))
    return talks


def _sends(rng: random.Random, wanted: Wanted, talks: list[Talk]) -> list[Send]:
    end = QUIET_END * wanted.seconds
    rate = min(wanted.rate, SENDS_PER_CONNECTION * wanted.senders)
    times = sorted(rng.uniform(0, end) for _ in range(int(rate * end)))
    return [_send(rng, wanted, talks, number, at) for number, at in enumerate(times, start=1)]


def _send(rng: random.Random, wanted: Wanted, talks: list[Talk], number: int, at: float) -> Send:
    person = rng.randrange(wanted.senders)
    mine = [place for place, talk in enumerate(talks) if person in talk.members]
    # Everybody's group is the busy one, as there is one in every company.
    talk = 0 if rng.random() < 0.45 else rng.choice(mine)
    fault = rng.choice(("too long", "blank")) if rng.random() < 0.01 else ""
    is_long = rng.random() < 0.05
    length = 4_001 if fault == "too long" else rng.randint(1_000, 4_000) if is_long else rng.randint(12, 240)
    return Send(
        at=at,
        number=number,
        person=person,
        talk=talk,
        door="rest" if rng.random() < 0.3 else "socket",
        length=length,
        copies=2 if rng.random() < 0.06 else 1,
        drops_line=rng.random() < 0.05,
        fault=fault,
        mentions=_mentions(rng, talks[talk]) if not fault and length > ROOM_FOR_NAMES else (),
    )


def _with_files(wanted: Wanted, sends: list[Send]) -> list[Send]:
    """Some sends with files; every third of those says nothing besides."""
    # Chance of its own: what else is planned stays what it was.
    rng = random.Random(f"{wanted.seed}:files")  # noqa: S311 - must repeat
    found, sound = [], 0
    for send in sends:
        sound += not send.fault
        if send.fault or sound % CARRYING_EVERY != 3:
            found.append(send)
            continue
        place = sound // CARRYING_EVERY
        files = tuple(_file(rng, send.number, place, each) for each in range(3 if place % 5 == 4 else 1))
        is_wordless = place % 3 == 2
        found.append(
            msgspec.structs.replace(
                send,
                files=files,
                length=0 if is_wordless else send.length,
                mentions=() if is_wordless else send.mentions,
            )
        )
    return found


def _file(rng: random.Random, number: int, place: int, each: int) -> File:
    """Every second one loses its line on the way, once or twice."""
    breaks = tuple(sorted(rng.sample((0.3, 0.6, 0.9, 1.0), rng.randint(1, 2)))) if (place + each) % 2 == 0 else ()
    if (place + each) % 6 == 1:
        return File(f"{number}-{each}.png", 0, rng.randint(*PICTURE_SIDES), rng.randint(*PICTURE_SIDES), breaks)
    # Most are small.
    size = round(SMALLEST_FILE * (LARGEST_FILE / SMALLEST_FILE) ** rng.random())
    return File(f"{number}-{each}.bin", size, breaks=breaks)


def _regrets(wanted: Wanted, sends: list[Send]) -> list[Touch]:
    """Some of what carried files is deleted by its sender."""
    rng = random.Random(f"{wanted.seed}:regrets")  # noqa: S311 - must repeat
    carrying = [send for send in sends if send.files]
    return [
        Touch(
            at=min(QUIET_END * wanted.seconds, send.at + rng.uniform(0.3, 3.0)),
            number=0,
            person=send.person,
            talk=send.talk,
            part=1.0,
            change="delete",
            emoji="",
            send=send.number,
        )
        for send in carrying[1::4]
    ]


def _mentions(rng: random.Random, talk: Talk) -> tuple[int, ...]:
    """Every second time nobody; whoever is removed just then must not be mentioned."""
    chance = rng.random()
    if chance < 0.5:
        return ()
    return (EVERYBODY,) if chance > 0.95 else tuple(rng.sample(talk.members, min(2, rng.randint(1, len(talk.members)))))


def _breaks(rng: random.Random, wanted: Wanted, people: list[Somebody], sends: list[Send]) -> list[Break]:
    """Each device loses its line every ten seconds or so; one stays away until it has missed very much."""
    end = QUIET_END * wanted.seconds
    breaks = [
        Break(at=rng.uniform(0, end), person=person, device=device, away=rng.choice((0.0, 0.3, 1.0, 2.0, 4.0)))
        for person, somebody in enumerate(people)
        for device in range(somebody.devices)
        for _ in range(max(1, round(wanted.seconds / 10)))
    ]
    leaves_at = 0.1 * wanted.seconds
    if sum(1 for send in sends if send.talk == 0 and leaves_at < send.at) > ENOUGH_FOR_A_GAP:
        # Its only device but one: what the others miss while it is away is theirs.
        breaks = [each for each in breaks if (each.person, each.device) != (len(people) - 1, 0)]
        breaks.append(Break(leaves_at, len(people) - 1, 0, 0.85 * wanted.seconds, until_gap=True))
    return sorted(breaks, key=lambda each: each.at)


def _slows(rng: random.Random, wanted: Wanted, people: list[Somebody]) -> list[Slow]:
    end = QUIET_END * wanted.seconds
    receivers = [place for place, somebody in enumerate(people) if not somebody.is_sender]
    slows = [
        Slow(rng.uniform(0, end), (person := rng.choice(receivers)), rng.randrange(people[person].devices),
             rng.uniform(1.0, 5.0))
        for _ in range(max(1, round(wanted.seconds / 10)))
    ]  # fmt: skip
    return sorted(slows, key=lambda each: each.at)


def _reads(rng: random.Random, wanted: Wanted, talks: list[Talk]) -> list[Read]:
    """About one a second and three people; positions are shares of what there is then."""
    end = QUIET_END * wanted.seconds
    reads = []
    for _ in range(int(end * max(1.0, wanted.receivers / 3))):
        talk = rng.randrange(len(talks))
        person = rng.choice(talks[talk].members)
        door = "rest" if rng.random() < 0.4 else "socket"
        reads.append(Read(rng.uniform(0, end), person, talk, rng.choice((0.2, 0.5, 0.9, 1.0)), door))
    return sorted(reads, key=lambda each: each.at)


def _touches(rng: random.Random, wanted: Wanted, talks: list[Talk]) -> list[Touch]:
    """One in eight sends' worth; most are about what was said last, where several people meet."""
    touches = []
    for number in range(int(QUIET_END * wanted.seconds * min(wanted.rate / 8, TOUCHES_PER_SECOND))):
        talk = 0 if rng.random() < 0.4 else rng.randrange(len(talks))
        change = rng.choice(("edit", "edit", "delete", "react", "react", "react", "unreact"))
        touches.append(
            Touch(
                at=rng.uniform(0.05, QUIET_END) * wanted.seconds,
                number=number,
                person=rng.choice([person for person in talks[talk].members if person < wanted.senders]),
                talk=talk,
                part=rng.choice((0.5, 0.9, 1.0, 1.0)),
                change=change,
                emoji=rng.choice(EMOJI),
                mentions=_mentions(rng, talks[talk]) if change == "edit" else (),
            )
        )
    return sorted(touches, key=lambda touch: touch.at)


def _changes(rng: random.Random, wanted: Wanted, talks: list[Talk]) -> list[Change]:
    """Removed and taken back in turn, never the one who opened the conversation; some are not taken back."""
    changes: list[Change] = []
    for place, talk in enumerate(talks):
        if not talk.is_changing or len(talk.members) < 3:
            continue
        at = 0.05 * wanted.seconds
        while at < 0.9 * wanted.seconds:
            person = rng.choice(talk.members[1:])
            back_at = at + rng.uniform(0.3, 3.0)
            changes.append(Change(at, place, person, "remove"))
            changes.append(Change(back_at, place, person, "add"))
            at = back_at + rng.uniform(0.2, 3.0)
        gone = rng.choice(talk.members[1:])
        changes.append(Change(0.92 * wanted.seconds, place, gone, "remove"))
    return changes


def _last_words(rng: random.Random, wanted: Wanted, changes: list[Change], count: int) -> list[Send]:
    """Who is about to be removed says something and loses the line: the retry comes when they are out."""
    leaving = [each for each in changes if each.change == "remove" and each.person < wanted.senders]
    return [
        Send(
            at=max(0.0, each.at - LAST_WORDS_SECONDS),
            number=count + place,
            person=each.person,
            talk=each.talk,
            door="socket",
            length=rng.randint(12, 60),
            copies=1,
            drops_line=True,
            fault="",
        )
        for place, each in enumerate(leaving, start=1)
    ]
