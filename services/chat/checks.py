"""The check: counts everything anew from the log and says what differs. No difference is the promise.

Called by tests and by `./natter verify`, on a live system too: what is being written just now is looked at again.
"""

from collections.abc import Callable, Iterator

import gevent
import msgspec

from services.chat.current_conversations import CurrentConversations
from services.chat.message_states import after_all
from services.chat.projections import changes_of, step_of
from services.chat.records import MessageState, Record, mentions_of
from services.chat.states import ConversationState, Run
from services.chat.stores.conversations import StoredConversation
from services.chat.stores.events import EventStore
from services.chat.stores.members import Membership, MemberStore
from services.chat.views import read_position
from services.common import mentions
from services.common.errors import NotFound
from services.common.events import MessageChange, MessageCreated
from services.common.shapes import Role

TRIES = 5
PAUSE_SECONDS = 0.2


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as the log says."""

    conversation_id: str
    what: str
    stored: str
    counted: str


class Checker:
    def __init__(
        self,
        events: EventStore,
        conversations: CurrentConversations,
        members: MemberStore,
        *,
        sleep: Callable[[float], None] = gevent.sleep,
    ):
        self._events, self._conversations, self._members, self._sleep = events, conversations, members, sleep

    def check_all(self) -> Iterator[Difference]:
        """Differences of all conversations, as they are found."""
        last = ""
        while page := self._conversations.ids_after(last):
            for conversation_id in page:
                yield from self.check(conversation_id)
            last = page[-1]

    def check(self, conversation_id: str) -> list[Difference]:
        """What differs in one conversation, also when looked at again. Raises NotFound."""
        differences: list[Difference] = []
        for attempt in range(TRIES):
            if attempt:
                self._sleep(PAUSE_SECONDS)
            differences = self._look(conversation_id)
            if not differences:
                break
        return differences

    def _look(self, conversation_id: str) -> list[Difference]:
        stored = self._conversations.find(conversation_id)
        if stored is None:
            raise NotFound("conversation")
        members = self._members.ever_of(conversation_id)
        records = list(self._events.all_after(conversation_id, 0))
        found = [
            *_faults_in_log(records),
            *_faults_in_messages(records),
            *_faults_in_conversation(stored, members, records),
            *_faults_in_members(stored, members, records),
            *self._faults_in_mentions(conversation_id, members, records),
        ]
        return [Difference(conversation_id, what, str(was), str(counted)) for what, was, counted in found]

    def _faults_in_mentions(
        self, conversation_id: str, members: list[Membership], records: list[Record]
    ) -> Iterator["Fault"]:
        """Who is mentioned where, as the index has it, is what the messages say."""
        spoken_to = {
            record.event.message_no: mentions_of(record)
            for record in records
            if isinstance(record.event, MessageCreated)
        }
        for who in [*(member.user_id for member in members), mentions.ALL]:
            stored = self._events.mentioning(conversation_id, [who], 0, len(spoken_to))
            counted = [message_no for message_no, mentioned in spoken_to.items() if who in mentioned]
            if stored != counted:
                yield f"mentions of {who}", stored, counted


Fault = tuple[str, object, object]


def _faults_in_log(records: list[Record]) -> Iterator[Fault]:
    """Numbers without holes, times that do not run backwards, each send once."""
    message_no = 0
    sends: set[tuple[str, str]] = set()
    for place, record in enumerate(records, start=1):
        event = record.event
        if event.seq != place:
            yield "seq", event.seq, place
        if place > 1 and record.at < records[place - 2].at:
            yield f"at of {place}", record.at, records[place - 2].at
        if isinstance(event, MessageCreated):
            message_no += 1
            if event.message_no != message_no:
                yield f"message_no of {place}", event.message_no, message_no
            if (send := (event.actor_id, event.client_message_id)) in sends:
                yield f"client_message_id of {place}", event.client_message_id, "once"
            sends.add(send)


def _faults_in_messages(records: list[Record]) -> Iterator[Fault]:
    """Every message's state is what its events make of it, and of a deleted one nothing that it said is left."""
    messages = {one.event.message_no: one for one in records if isinstance(one.event, MessageCreated)}
    changes: dict[int, list[Record]] = {}
    for record in records:
        if isinstance(record.event, MessageChange):
            changes.setdefault(record.event.data.message_no, []).append(record)
    for message_no, about in changes.items():
        stored = messages[message_no]
        counted = after_all(msgspec.structs.replace(stored, message=MessageState(applied_seq=stored.seq)), about)
        if stored.message != counted.message:
            yield f"state of message {message_no}", stored.message, counted.message
        if counted.message is not None and counted.message.deleted_at is not None:
            left = [one.seq for one in (stored, *about) if _says_something(one)]
            if left or stored.fingerprint is not None:
                yield f"what the deleted message {message_no} said", f"still in {left or stored.seq}", "nowhere"


def _says_something(record: Record) -> bool:
    return any(getattr(record.event.data, name, None) for name in ("body", "mentions"))


def _faults_in_conversation(
    stored: StoredConversation, members: list[Membership], records: list[Record]
) -> Iterator[Fault]:
    if not records:
        if stored.last_seq or stored.last_message_no or stored.last_message or stored.reads:
            yield "last_seq", stored.last_seq, 0
        return
    run = _run(stored, members, records)
    step = step_of(run)
    expected: list[Fault] = [
        ("last_seq", stored.last_seq, step.to_seq),
        ("last_at", stored.last_at, step.at),
        ("last_message_no", stored.last_message_no, step.message_no or 0),
        ("last_message", stored.last_message, step.last_message),
    ]
    if step.title is not None:
        expected.append(("title", stored.title, step.title))
    if step.members is not None:
        expected.append(("members", stored.members, step.members))
        expected.append(("member_count", stored.member_count, step.member_count))
    yield from (fault for fault in expected if fault[1] != fault[2])
    for user_id, message_no in step.reads.items():
        if stored.reads.get(user_id, 0) < message_no:
            yield f"reads of {user_id}", stored.reads.get(user_id, 0), message_no


def _faults_in_members(stored: StoredConversation, members: list[Membership], records: list[Record]) -> Iterator[Fault]:
    roles = _initial_roles(members)
    if records:
        run = _run(stored, members, records)
        roles = run.state.members
        changed = {change.user_id: change for change in changes_of(run)}
        for member in members:
            applied = changed[member.user_id].seq if member.user_id in changed else 0
            if member.applied_seq != applied:
                yield f"applied_seq of {member.user_id}", member.applied_seq, applied
    present = sorted((member for member in members if member.active), key=lambda member: member.standing)
    if [(member.user_id, member.role) for member in present] != list(roles.items()):
        yield "memberships", [(member.user_id, member.role) for member in present], list(roles.items())
    numbers = [record.event.message_no for record in records if isinstance(record.event, MessageCreated)]
    for member in present:
        read = read_position(stored, member.user_id, member.read_message_no)
        unread = sum(1 for message_no in numbers if message_no > read)
        if stored.last_message_no - read != unread:
            yield f"unread of {member.user_id}", stored.last_message_no - read, unread


def _run(stored: StoredConversation, members: list[Membership], records: list[Record]) -> Run:
    start = ConversationState(
        conversation_id=stored.id,
        kind=stored.kind,
        title=stored.title,
        seq=0,
        message_no=0,
        at=stored.created_at,
        members=_initial_roles(members),
        changes_after=0,
    )
    return Run(records, start.after_all(records))


def _initial_roles(members: list[Membership]) -> dict[str, Role]:
    initial = sorted((member for member in members if member.initial_role), key=lambda member: member.place)
    return {member.user_id: member.initial_role for member in initial if member.initial_role}
