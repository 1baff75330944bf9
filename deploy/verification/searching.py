"""Searching, in the quiet, for pieces of what messages say, of what they said before, and of what others say.

Called once the log is read, which says what each message says now; what stood there before is known from the plan.
Which questions are put is decided by chance from the plan's seed; what must be found is for invariants/found.py to say.
"""

import asyncio
import random
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from deploy.failure import Failure
from deploy.verification import lives, plan
from deploy.verification.evidence import Evidence
from deploy.verification.history import digest
from deploy.verification.people import Person
from deploy.verification.records import Searched
from deploy.verification.stage import Stage

PATH = "/api/chat/search"
SAYS, SAID, PRIVATE = "says", "said", "private"
COUNTS = {SAYS: 48, SAID: 16, PRIVATE: 16}
"""How many questions of each kind; fewer when there are not so many messages."""
LEAST_PIECE, LONGEST_PIECE = 6, 14
PAGE, MOST_PAGES = 50, 40
AT_ONCE = 2
NOT_FOUND = 404


class Question(msgspec.Struct, frozen=True):
    """Somebody looks for a message by a piece of it. `is_there`: only in its conversation."""

    person: int
    conversation_id: str
    message_no: int
    why: str
    query: str
    is_there: bool


class _Message(msgspec.Struct, frozen=True):
    """`now` is None for a deleted one. `before`: what it was sent as."""

    conversation_id: str
    message_no: int
    now: str | None
    before: str


async def ask(stage: Stage, evidence: Evidence) -> None:
    """Put all questions, and write down what was found. Raises Failure when the server does not answer."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(question: Question) -> None:
        async with turns:
            person = stage.people[question.person]
            hits = await _hits(stage, person, question)
            stage.history.write(
                Searched,
                user_id=person.user_id,
                conversation_id=question.conversation_id,
                message_no=question.message_no,
                why=question.why,
                query=question.query,
                hits=tuple(hits),
            )

    people = [(person.user_id, person.username) for person in stage.people]
    await asyncio.gather(*map(one, questions(stage.plan, people, evidence)))


def questions(planned: plan.Plan, people: list[tuple[str, str]], evidence: Evidence) -> list[Question]:
    """The questions of a run, kind after kind. `people`: user id and user name of each. Pure."""
    rng = random.Random(f"{planned.wanted.seed}:questions")  # noqa: S311 - must repeat
    messages = list(_messages(planned, [username for _, username in people], evidence))
    found: list[Question] = []
    for why, count in COUNTS.items():
        for message in rng.sample(messages, len(messages)):
            if sum(question.why == why for question in found) == count:
                break
            askers = _askers(why, [user_id for user_id, _ in people], message, evidence)
            query = _query(rng, why, message)
            if askers and query:
                place = message.conversation_id, message.message_no
                found.append(Question(rng.choice(askers), *place, why, query, rng.random() < 0.5))
    return found


def _messages(planned: plan.Plan, names: list[str], evidence: Evidence) -> Iterator[_Message]:
    """Everything that was sent by the plan and is stored, with what it says."""
    seed = planned.wanted.seed
    sends = {send.number: send for send in planned.sends}
    edits = {digest(text): text for touch in planned.touches if (text := touch.said(seed, names))}
    for conversation_id, events in evidence.log.items():
        shown = lives.after(events)
        for event in events:
            _, _, number = (event.client_message_id or "").rpartition("-")
            send = sends.get(int(number)) if number.isdecimal() else None
            if send is None or event.message_no is None:
                continue
            before = plan.body(seed, send, names)
            present = shown[event.message_no]
            now = {digest(before): before, **edits}.get(present.body)
            if present.is_deleted or now is not None:
                yield _Message(conversation_id, event.message_no, None if present.is_deleted else now, before)


def _askers(why: str, user_ids: list[str], message: _Message, evidence: Evidence) -> list[int]:
    """The members, or those who are none, in the end."""
    return [
        place
        for place, user_id in enumerate(user_ids)
        if evidence.is_member_now(message.conversation_id, user_id) == (why != PRIVATE)
    ]


def _query(rng: random.Random, why: str, message: _Message) -> str | None:
    """A piece of the message to look for; None when it is not one of this kind."""
    if why == SAID:
        if message.now == message.before:
            return None
        piece = _piece(rng, message.before)
        is_there_still = piece is not None and message.now is not None and piece.lower() in message.now.lower()
        return None if piece is None or is_there_still else f'"{piece}"'
    piece = _piece(rng, message.now or "")
    # With quotes as it stands, without them word by word.
    return piece if piece is None or rng.random() < 0.3 else f'"{piece}"'


def _piece(rng: random.Random, text: str) -> str | None:
    """Some characters in a row, not of a name that is spoken to; None when there are too few."""
    said = re.sub(r"@[\w.-]+ ", "", text)
    parts = [part for part in re.split(r'["\n]', said) if len(part.strip()) >= LEAST_PIECE]
    if not parts:
        return None
    part = rng.choice(parts)
    begin = rng.randint(0, len(part) - LEAST_PIECE)
    piece = part[begin : begin + rng.randint(LEAST_PIECE, LONGEST_PIECE)].strip()
    return piece if len(piece) >= LEAST_PIECE - 1 else None


async def _hits(stage: Stage, person: Person, question: Question) -> list[tuple[str, int]]:
    """Everything of this run that is found, up to the message that is looked for. Raises Failure."""
    ours = {each.conversation_id for each in stage.conversations}
    wanted = question.conversation_id, question.message_no
    fields = {"query": question.query, "limit": str(PAGE)}
    if question.is_there:
        fields["conversation_id"] = question.conversation_id
    hits: list[tuple[str, int]] = []
    for _ in range(MOST_PAGES):
        answer = await stage.door.settle("GET", f"{PATH}?{urlencode(fields)}", await person.fresh_token())
        if answer.status == NOT_FOUND:
            return hits
        if not answer.is_yes:
            raise Failure(f"a search was refused ({answer.message})", "see the server's log")
        found = [(hit["conversation_id"], hit["message_no"]) for hit in answer.body["messages"]]
        hits += [hit for hit in found if hit[0] in ours]
        if wanted in hits or answer.body["next"] is None:
            return hits
        fields["cursor"] = answer.body["next"]
    return hits
