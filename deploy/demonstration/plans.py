"""The plan of a demo: which conversations there are and who says what when. A function of its options, by a seed.

Called by deploy/demo.py; histories.py puts a plan into the log. People are places in the cast, messages are numbered as
the log will number them.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from deploy.demonstration import talk
from deploy.demonstration.cast import CAST
from deploy.demonstration.talk import Line

ME = 0
"""The place in the cast of who to log in as: a member of everything."""
BIGGEST = "Everyone"
LEAST_GROUP = 3
SECOND = 1
"""Who has the small groups, however many there are: the first one's list stays one to look at."""
SUBJECTS = (
    "Accounts", "Advertising", "Archive", "Captions", "Cover", "Errata", "Events", "Fonts", "Freelancers", "Ideas",
    "Interview", "Letters", "Maps", "Newsletter", "Paper", "Photographs", "Podcast", "Poems", "Postage", "Printing",
    "Proofs", "Reviews", "Subscriptions", "Translations", "Website",
)  # fmt: skip
PAUSE = timedelta(hours=3)
"""So long ago the last thread of the past ended: after it come the messages of a moment ago."""


class Said(NamedTuple):
    """`message_no`: whose number it is. `answers`: another message's. `was`: what it said at first. `files`: names."""

    at: datetime
    message_no: int
    speaker: int
    body: str
    answers: int | None
    was: str | None
    is_deleted: bool
    reactions: list[tuple[str, int]]
    files: list[str]


class Conversation(NamedTuple):
    """`title` None: a direct one. `members`: the first one opened it. `unread`: how many messages I have not read."""

    title: str | None
    members: list[int]
    said: list[Said]
    unread: int


def make(seed: int, people: int, messages: int, weeks: int, now: datetime, groups: int = 0) -> list[Conversation]:
    """All conversations, the busiest last. The number of messages is met to a thread's length or so.

    `groups`: so many small ones besides, each with a few messages more.
    """
    dice = random.Random(seed)  # noqa: S311 - meant to be foreseen
    titles = list(talk.GROUPS)
    shares = _shares(titles, people, messages)
    begun_at = now - timedelta(weeks=weeks)
    conversations = []
    for title in titles:
        members = _members(dice, title, people)
        lines = talk.threads(talk.GROUPS[title])
        said = _talk(dice, lines, members, shares[title], begun_at, now)
        conversations.append(Conversation(title, members, said, talk.UNREAD.get(title, 0)))
    for other in range(1, min(people, 10)):
        members = [other, ME] if other % 2 else [ME, other]
        said = _talk(dice, talk.threads(talk.DIRECTS), members, shares[None], begun_at, now)
        conversations.append(Conversation(None, members, said, talk.UNREAD.get(CAST[other].name, 0)))
    conversations += [_small_group(dice, number, people, weeks, now) for number in range(groups)]
    return sorted(_each_file_once(conversations), key=lambda conversation: len(conversation.said))


def _small_group(dice: random.Random, number: int, people: int, weeks: int, now: datetime) -> Conversation:
    title = f"{SUBJECTS[number % len(SUBJECTS)]}, issue {40 - number // len(SUBJECTS)}"
    members = [SECOND, *dice.sample(range(SECOND + 1, people), 2)]
    begun_at = now - PAUSE - timedelta(weeks=weeks) * dice.uniform(0.01, 1)
    said = _talk(dice, [dice.choice(talk.threads(talk.DIRECTS))], members, 1, begun_at, now)
    return Conversation(title, members, said, unread=0)


def _each_file_once(conversations: list[Conversation]) -> list[Conversation]:
    """A thread is said again and again; only the last time, and in one conversation, it has its files."""
    sent: set[str] = set()

    def with_files(said: Said) -> Said:
        files = [name for name in said.files if name not in sent]
        sent.update(files)
        return said._replace(files=files)

    return [one._replace(said=[with_files(said) for said in reversed(one.said)][::-1]) for one in conversations]


def _shares(titles: Sequence[str], people: int, messages: int) -> dict[str | None, int]:
    """Messages of each group and (None) of each direct conversation: beyond some hundreds all go to the biggest one."""
    usual = min(messages, 900)
    each = max(4, usual // (len(titles) + min(people, 10) // 2 + 1))
    shares: dict[str | None, int] = dict.fromkeys(titles, each)
    shares[None] = max(3, each // 2)
    others = each * (len(titles) - 1) + shares[None] * (min(people, 10) - 1)
    shares[BIGGEST] = max(each, messages - others)
    return shares


def _members(dice: random.Random, title: str, people: int) -> list[int]:
    if title == BIGGEST:
        return list(range(people))
    others = dice.sample(range(1, people), dice.randint(LEAST_GROUP, min(7, people - 1)))
    spoke = {line.speaker for where, lines in talk.lately(people) if where == title for line in lines}
    others = list(dict.fromkeys([*sorted(spoke - {ME}), *others]))
    first = ME if dice.random() < 0.5 else others[0]
    return [first, *(member for member in [ME, *others] if member != first)]


def _talk(
    dice: random.Random, lines: list[list[Line]], members: list[int], count: int, begun_at: datetime, now: datetime
) -> list[Said]:
    """Threads in an order of their own until so much is said, spread evenly over the time, with other speakers each."""
    chosen: list[list[Line]] = []
    length = 0
    while length < count:
        for thread in dice.sample(lines, len(lines)):
            if length >= count:
                break
            chosen.append(thread)
            length += len(thread)
    said: list[Said] = []
    span = (now - PAUSE - begun_at) / len(chosen)
    for place, thread in enumerate(chosen):
        even = begun_at + span * place + span * dice.uniform(0.05, 0.4)
        # Of the last day some is still to come.
        starts_at = min(_waking(even), now - PAUSE) if even < now - PAUSE else even
        if said:
            starts_at = max(starts_at, said[-1].at)
        # However dense it gets, a thread ends before the next one begins.
        step = min(timedelta(minutes=2), span * 0.2 / len(thread))
        speakers = dice.sample(members, min(len(members), 6))
        said += _thread(dice, thread, speakers, starts_at, step, len(said))
    return said


def _thread(
    dice: random.Random, thread: list[Line], speakers: list[int], at: datetime, step: timedelta, before: int
) -> list[Said]:
    said = []
    for place, line in enumerate(thread):
        at += step * dice.uniform(0.2, 1.8)
        speaker = speakers[line.speaker % len(speakers)]
        reactions = [
            (emoji, speakers[letter % len(speakers)]) for emoji, letters in line.reactions for letter in letters
        ]
        reactions = [pair for pair in dict.fromkeys(reactions) if pair[1] != speaker]
        answers = None if line.answers is None else before + line.answers + 1
        said.append(
            Said(at, before + place + 1, speaker, line.body, answers, line.was, line.is_deleted, reactions, line.files)
        )
    return said


def _waking(at: datetime) -> datetime:
    """The same day between eight and nineteen: people sleep."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=8) + (at - midnight) * (11 / 24)
