"""A chat process that a test moves by hand, one stage at a time, over a shared World; it can be killed anywhere."""

import contextlib

from services.chat.addresses import Address
from services.chat.announcer import Announcer
from services.chat.appender import Appender
from services.chat.attachment_removals import AttachmentRemovals
from services.chat.commits import Committer
from services.chat.current_conversations import CurrentConversations, look_from_inside
from services.chat.known_states import KnownStates
from services.chat.leases import LeaseKeeper, SteadyClock
from services.chat.message_proposals import AddReaction, DeleteMessage, EditMessage, RemoveReaction
from services.chat.message_states import MessageStates
from services.chat.pending_steps import PENDING_SECONDS, PendingSteps
from services.chat.pipeline import Parts, Pipeline
from services.chat.projections import Projector
from services.chat.proposals import SendMessage
from services.chat.records import fingerprint
from services.chat.repairs import Repairer
from services.chat.stores.conversations import FirstMember
from services.chat.turns import Turns
from services.chat.waiting import Waiting
from services.chat.welcomes import Welcomes
from services.common import ids, mentions
from services.common.errors import Problem
from services.common.events import MessageCreatedData
from tests.unit.chat.fakes import Crash, FakeBus, FakeStores, Line, MemoryFiles

PLENTY = 10_000
NAMES = {"ana": "a" * 24, "ben": "b" * 24, "cyn": "c" * 24, "dan": "d" * 24}
"""User ids by the user names that bodies may speak to."""


class Process:
    def __init__(self, world, people=None, waiting_limit=5_000, files=None):
        self.world, self.line = world, Line()
        self.stores = FakeStores(world, self.line)
        self.bus = FakeBus(world, self.line, people)
        self.is_dead = False
        now = SteadyClock(world.now)
        clocks = {"now": now, "monotonic": world.monotonic}
        known = KnownStates(self.stores.events, self.stores.conversations, self.stores.members)
        leases = LeaseKeeper(
            self.stores.leases, is_cut_off=lambda: not self.bus.is_connected, monotonic=world.monotonic
        )
        leases.start()
        self.files = files or MemoryFiles()
        self.removals = AttachmentRemovals(self.stores.attachments, self.stores.events, self.files, world.now)
        self.messages = MessageStates(self.stores.events, self.removals.discard)
        projector = Projector(known, self.stores.conversations, self.stores.members, self.messages)
        announcer = Announcer(
            self.bus, self.stores.events, leases, stream_max_bytes=1, waiting_limit=waiting_limit, **clocks
        )
        welcomes = Welcomes(self.bus, self.stores.conversations, self.stores.members, leases)
        self.parts = Parts(
            known=known,
            leases=leases,
            projector=projector,
            pending=PendingSteps(leases, world.monotonic),
            announcer=announcer,
            welcomes=welcomes,
            repairer=Repairer(self.stores.leases, leases, projector, announcer, welcomes, monotonic=world.monotonic),
            appender=Appender(
                known,
                Committer(self.stores.events, monotonic=world.monotonic, sleep=world.sleep),
                now=now,
            ),
            turns=Turns(self.bus, world.monotonic),
        )
        known.on_tail = self.parts.repairer.note
        self.pipeline = Pipeline(self.parts, PLENTY, commits_ahead=PLENTY, sleep=world.sleep)

    def propose(self, proposal):
        """Queue it, as Log.append does; answers the Waiting."""
        waiting = Waiting(proposal, "request-id")

        def put():
            try:
                self.parts.known.get(proposal.conversation_id)
            except Problem as problem:
                waiting.refuse(problem)
            else:
                self.pipeline.put(waiting)

        self.step(put)
        return waiting

    def step(self, action):
        """Do something as this process; a crash ends it."""
        if self.is_dead:
            return
        try:
            action()
        except Crash:
            self.is_dead = True

    def append(self):
        self.step(self.pipeline.append)

    def settle(self):
        self.step(self.pipeline.settle)

    @property
    def current(self):
        """Conversations as this process shows them."""
        look = look_from_inside(self.parts.leases, self.parts.pending, self.parts.repairer)
        return CurrentConversations(self.stores.conversations, self.stores.events, look)

    def announce(self):
        self.step(self.pipeline.announce)

    def upkeep(self):
        """One round of what upkeep.py does from time to time."""
        for action in (self.parts.leases.beat, self.parts.repairer.watch, self.parts.repairer.work):
            self.step(lambda action=action: _tolerate(action))
        self.step(lambda: _tolerate(self.parts.welcomes.work))

    def write_down(self):
        """Let so much time pass that nothing waits to be projected any more."""
        self.world.pass_time(PENDING_SECONDS + 1)
        self.settle()

    def work_off(self):
        """Everything that is queued, once through."""
        self.append()
        while self.pipeline.again and not self.is_dead:
            self.append()
        self.settle()
        while not self.is_dead and self.pipeline.announce():
            pass

    def say(self, conversation_id, actor_id, body="hello", client_message_id=None, reply_to=None):
        """Send a message and run all stages; answers what came of it, or raises it."""
        waiting = self.propose(send(conversation_id, actor_id, body, client_message_id, reply_to))
        self.work_off()
        return waiting.result.get(block=False)

    def about(self, conversation_id, actor_id, message_no, change, said=None):
        """A proposal about a message as this process reads it now: "edit", "delete", "react" or "unreact"; or None."""
        as_of = self.parts.known.get(conversation_id).seq
        message = self.messages.find(conversation_id, message_no)
        if message is None:
            return None
        where = {"conversation_id": conversation_id, "actor_id": actor_id, "message": message, "as_of": as_of}
        if change == "delete":
            return DeleteMessage(**where)
        if change == "edit":
            return EditMessage(**where, body=said, address=address_of(said))
        return (AddReaction if change == "react" else RemoveReaction)(**where, emoji=said)

    def do(self, proposal):
        waiting = self.propose(proposal)
        self.work_off()
        return waiting.result.get(block=False)


def _tolerate(action):
    with contextlib.suppress(Problem):
        action()


def send(conversation_id, actor_id, body="hello", client_message_id=None, reply_to=None):
    return SendMessage(
        conversation_id=conversation_id,
        actor_id=actor_id,
        client_message_id=client_message_id or ids.new_id(),
        fingerprint=fingerprint(body, reply_to, []),
        data=MessageCreatedData(body=body, reply_to=reply_to),
        address=address_of(body),
    )


def address_of(body):
    return Address(mentions.spoken(body), NAMES)


def group(world, *user_ids, title="Plans", admins=()):
    """A group that is just there; the first one is its admin."""
    return conversation(world, "group", title, user_ids, {user_ids[0], *admins})


def direct(world, user_id, other_id):
    return conversation(world, "direct", None, (user_id, other_id), ())


def conversation(world, kind, title, user_ids, admins):
    stores = FakeStores(world)
    conversation_id = ids.new_id()
    roles = {user_id: "admin" if user_id in admins else "member" for user_id in user_ids}
    stores.members.create(conversation_id, kind, roles)
    first = [FirstMember(user_id, role) for user_id, role in roles.items()]
    stores.conversations.create(conversation_id, kind, title, first, world.now())
    return conversation_id


def differences(world, conversation_id):
    """What the check finds in a conversation as it is stored."""
    from services.chat.checks import Checker

    stores = FakeStores(world)
    return Checker(stores.events, stores.conversations, stores.members, sleep=world.sleep).check(conversation_id)
