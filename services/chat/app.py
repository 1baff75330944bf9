"""Chat, put together: what each part is given, and what happens at start and stop.

`app()` is what gunicorn runs; nothing connects until the worker starts. The log takes proposals as soon as the
indexes exist, which are what keeps its order.
"""

import os

import gevent
from flask import Flask

from services.chat import subscriptions, upkeep
from services.chat.announcer import Announcer
from services.chat.appender import Appender
from services.chat.attachment_removals import AttachmentRemovals
from services.chat.attachments import Attachments
from services.chat.checks import Checker
from services.chat.commits import Committer
from services.chat.conversations import Conversations
from services.chat.current_conversations import CurrentConversations, look_from_inside
from services.chat.disk_files import DiskFiles
from services.chat.heads import Heads
from services.chat.indexing import Indexer
from services.chat.invites import Invites
from services.chat.known_heads import KnownHeads
from services.chat.known_states import KnownStates
from services.chat.leases import LeaseKeeper, SteadyClock
from services.chat.log import Log
from services.chat.members import Members
from services.chat.message_states import MessageStates
from services.chat.messages import Messages
from services.chat.orphaned_files import OrphanedFiles
from services.chat.pending_steps import PendingSteps
from services.chat.people import People
from services.chat.pictures import Pictures
from services.chat.pipeline import Parts
from services.chat.projections import Projector
from services.chat.reads import Reads
from services.chat.repairs import Repairer
from services.chat.routes import attachments as attachment_routes
from services.chat.routes import conversations as conversation_routes
from services.chat.routes import events as event_routes
from services.chat.routes import invites as invite_routes
from services.chat.routes import members as member_routes
from services.chat.routes import messages as message_routes
from services.chat.routes import reactions as reaction_routes
from services.chat.routes import reads as read_routes
from services.chat.routes import search as search_routes
from services.chat.routes import unread_marks as unread_mark_routes
from services.chat.search import Search
from services.chat.settings import ChatSettings
from services.chat.shared_looks import SharedLook
from services.chat.stores.collections import Stores
from services.chat.turns import Turns
from services.chat.unread_marks import UnreadMarks
from services.chat.uploads import Uploads
from services.chat.welcomes import Welcomes
from services.common import database as databases
from services.common import logs
from services.common.bus import Bus, Subscription
from services.common.errors import Unavailable
from services.common.expiry import Expiry
from services.common.service import Service
from services.common.settings import load

PAUSE_SECONDS = 0.5

log = logs.get_logger("app")


def make_parts(stores: Stores, bus: Bus, settings: ChatSettings) -> Parts:
    """The log's parts, wired; nothing runs yet."""
    now = SteadyClock()
    known = KnownStates(stores.events, stores.conversations, stores.members)
    leases = LeaseKeeper(stores.leases, is_cut_off=lambda: not bus.is_connected)
    removals = AttachmentRemovals(stores.attachments, stores.events, DiskFiles(settings.files))
    states = MessageStates(stores.events, removals.discard)
    projector = Projector(known, stores.conversations, stores.members, states)
    announcer = Announcer(bus, stores.events, leases, now=now, stream_max_bytes=settings.stream_max_bytes)
    welcomes = Welcomes(bus, stores.conversations, stores.members, leases)
    return Parts(
        known=known,
        leases=leases,
        projector=projector,
        pending=PendingSteps(leases),
        announcer=announcer,
        welcomes=welcomes,
        repairer=Repairer(stores.leases, leases, projector, announcer, welcomes),
        appender=Appender(known, Committer(stores.events), now=now),
        turns=Turns(bus),
    )


def create_app(settings: ChatSettings, bus: Bus | None = None) -> Flask:
    service = Service("chat", settings, bus=bus)
    database = databases.database(settings, "chat")
    stores = Stores(database)
    parts = make_parts(stores, service.bus, settings)
    event_log = Log(parts, queue_limit=settings.append_queue)
    look = look_from_inside(parts.leases, parts.pending, parts.repairer)
    current = CurrentConversations(stores.conversations, stores.events, look)
    people = People(service.bus)
    limit = settings.member_limit

    conversations = Conversations(
        event_log,
        stores.conversations,
        current,
        stores.members,
        stores.events,
        people,
        parts.leases,
        parts.welcomes,
        member_limit=limit,
    )
    members = Members(event_log, stores.conversations, current, stores.members, people, member_limit=limit)
    invites = Invites(event_log, stores.invites, members, stores.members, stores.events, people, member_limit=limit)
    files = DiskFiles(settings.files)
    attachments = Attachments(stores.attachments, stores.events, members, files)
    uploads = Uploads(stores.attachments, files, Pictures(), bytes_limit=settings.file_bytes)
    removals = AttachmentRemovals(stores.attachments, stores.events, files)
    orphans = OrphanedFiles(stores.attachments, files)
    expiry = Expiry([removals.collect, orphans.collect, stores.events.forget_refusals])
    messages = Messages(event_log, members, stores.events, attachments, people)
    marks = UnreadMarks(members, stores.members, service.bus)
    reads = Reads(members, stores.conversations, stores.members, parts.leases, marks, service.bus)
    indexer = Indexer(stores.events, stores.conversations, stores.search)
    parts.projector.on_written = indexer.note
    search = Search(stores.members, current, stores.events, stores.search, indexer)
    known_heads = KnownHeads(current, stores.members, SharedLook(parts.leases.marked))
    heads = Heads(stores.epochs, stores.events, current, stores.members, members, known_heads)

    service.add(conversation_routes.routes(conversations))
    service.add(member_routes.routes(members))
    service.add(invite_routes.routes(invites))
    service.add(message_routes.routes(messages))
    service.add(attachment_routes.routes(uploads, attachments))
    service.add(reaction_routes.routes(messages))
    service.add(event_routes.routes(heads))
    service.add(read_routes.routes(reads))
    service.add(unread_mark_routes.routes(marks))
    service.add(search_routes.routes(search))
    service.check("database", lambda: databases.is_reachable(database))
    service.check("log", lambda: event_log.is_open)

    subscriptions.hear(service.bus, parts.known, known_heads, parts.repairer)
    doors: list[Subscription] = []

    def open_when_ready() -> None:
        while not service.is_draining:
            try:
                stores.ensure_indexes()
                stores.epochs.get()
            except Unavailable:
                gevent.sleep(PAUSE_SECONDS)
                continue
            event_log.start()
            expiry.start()
            upkeep.start_indexing(indexer)
            # Only now: another process that is ready should get the requests before.
            doors.extend(subscriptions.subscribe(service.bus, heads, members, messages, reads, invites))
            log.info("log open")
            return

    def close(seconds: float) -> None:
        for door in doors:
            door.close()
        event_log.stop(seconds)

    service.on_start(lambda: gevent.spawn(open_when_ready))
    service.on_start(Expiry([stores.invites.expire]).start)
    service.on_stop(close)
    service.flask.extensions["natter_checker"] = Checker(stores.events, current, stores.members)
    return service.flask


def app() -> Flask:
    return create_app(load(ChatSettings, os.environ))
