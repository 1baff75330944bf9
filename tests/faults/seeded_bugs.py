"""Mistakes put into the services on purpose, to see that `./natter verify` finds each of them.

deploy/gunicorn.conf.py calls `plant` when NATTER_SEEDED_BUG names one, before the application is loaded; nothing in the
services knows of it, and no image contains this folder. One function a bug: it wraps real classes, in the one service
that it is about. The delivery bugs sit where events are put to connections, behind everything that heals upstream.
"""

import contextlib
import itertools
import json
import os
import random
import time
from datetime import timedelta
from pathlib import Path

import gevent

EVERY, FIRST, MOST, AUDIENCE = 40, 10, 2, 6
"""Delivery bugs strike one message in EVERY that reaches an AUDIENCE, from the FIRST on, MOST times in each process.

Others follow soon in such a conversation: nothing tells a reader that the very last message was not told, and verify
would wait for it for a minute.
"""
ACK_AHEAD_SECONDS = 0.3


def plant(name):
    """Make the mistake from now on, or those of "one+another", if it belongs into this service. Raises KeyError for an
    unknown name."""
    for service, bug in (BUGS[each] for each in name.split("+")):
        if os.environ["NATTER_SERVICE"] == service:
            bug()


# -- delivery: realtime


def drop_one():
    """One message in EVERY is not told to anybody who is connected here."""
    strike_deliveries(tell_nobody)


def deliver_twice():
    """One message in EVERY is told twice."""

    def strike(tell, conversation, event):
        tell(conversation, event)
        put_to_all(conversation, event)

    strike_deliveries(strike)


def swap_two():
    """One message in EVERY is told after the one that follows it."""
    from services.realtime.conversations import Conversation

    held = {}

    def hold(tell, conversation, event):
        tell_nobody(tell, conversation, event)
        held[conversation] = event

    strike_deliveries(hold)
    tell_or_hold = Conversation._advance

    def tell_late(conversation, event):
        late = held.pop(conversation, None)
        tell_or_hold(conversation, event)
        if late is not None:
            put_to_all(conversation, late)

    Conversation._advance = tell_late


def strike_deliveries(strike):
    """Call `strike(tell, conversation, event)` instead of `tell(conversation, event)` for one message in EVERY."""
    from services.realtime.conversations import Conversation

    tell = Conversation._advance
    told = 0

    def count(conversation, event):
        nonlocal told
        # No change of membership, which must take effect.
        is_chosen = len(conversation.live) >= AUDIENCE and event.added is None and event.removed is None
        told += is_chosen
        if is_chosen and told % EVERY == FIRST and told <= EVERY * MOST:
            strike(tell, conversation, event)
        else:
            tell(conversation, event)

    Conversation._advance = count


def tell_nobody(tell, conversation, event):
    """The conversation goes on as if the event had been told."""
    hidden, conversation.live = conversation.live, {}
    try:
        tell(conversation, event)
    finally:
        conversation.live = {**hidden, **conversation.live}


def put_to_all(conversation, event):
    for connection in list(conversation.live):
        connection.put(event.frame)


# -- the log: chat


def ack_before_write():
    """Senders are told where their message stands before it is written."""
    from services.chat.appender import Appender
    from services.chat.waiting import Appended

    plan = Appender._plan

    def plan_and_promise(appender, *batches):
        entries = plan(appender, *batches)
        for entry in entries:
            if entry.is_last:
                entry.waiting.result.set(Appended([entry.record]))
        if entries:
            gevent.sleep(ACK_AHEAD_SECONDS)
        return entries

    Appender._plan = plan_and_promise


def skip_idempotency_index():
    """Nothing tells a repeated send from a new one."""
    from pymongo.errors import OperationFailure

    from services.chat.stores import events

    events.INDEXES = [index for index in events.INDEXES if index.document["name"] != "send"]
    ensure = events.EventStore.ensure_indexes

    def ensure_too_few(store):
        # A new database has none.
        with contextlib.suppress(OperationFailure):
            store._events.drop_index("send")
        ensure(store)

    events.EventStore.ensure_indexes = ensure_too_few


def allocate_first():
    """A number is taken from a counter, then written: holes on a crash, and readers may see 7 before 6."""
    import msgspec
    from pymongo import ReturnDocument

    from services.chat.commits import Committer
    from services.chat.plans import Planner
    from services.chat.records import MessageState
    from services.chat.states import ConversationState

    number, after, commit = Planner._number, ConversationState.after, Committer.commit

    def number_by_counter(planner, proposal, draft, state):
        record = number(planner, proposal, draft, state)
        counters = planner._known._events._events.database["counters"]
        key = {"_id": proposal.conversation_id}
        is_message = hasattr(record.event, "message_no")
        counters.update_one(key, {"$max": {"seq": state.seq, "message_no": state.message_no}}, upsert=True)
        more = {"seq": 1, "message_no": int(is_message)}
        taken = counters.find_one_and_update(key, {"$inc": more}, return_document=ReturnDocument.AFTER)
        changes = {"seq": taken["seq"], **({"message_no": taken["message_no"]} if is_message else {})}
        message = MessageState(applied_seq=taken["seq"]) if is_message else None
        event = msgspec.structs.replace(record.event, **changes)
        return msgspec.structs.replace(record, event=event, message=message)

    def after_any(state, record):
        return after(msgspec.structs.replace(state, seq=record.event.seq - 1), record)

    def commit_late(committer, records):
        gevent.sleep(random.uniform(0, 0.02))
        return commit(committer, records)

    Planner._number, ConversationState.after, Committer.commit = number_by_counter, after_any, commit_late


# -- files and search: chat


def serve_truncated():
    """Files lack their last byte, and nothing says so."""
    import msgspec

    from services.chat.attachments import Attachments

    open_whole = Attachments.open

    def open_short(attachments, *asked, **how):
        file = open_whole(attachments, *asked, **how)
        return msgspec.structs.replace(file, size=file.size - 1)

    Attachments.open = open_short


def forget_membership():
    """Whoever knows the id of a file is given it."""
    from services.chat.attachments import Attachments

    Attachments._may_read = lambda attachments, stored, user_id: True


def keep_deleted():
    """The files of deleted messages stay."""
    from services.chat.attachment_removals import AttachmentRemovals

    AttachmentRemovals.discard = lambda removals, attachment_ids: None


def skip_words():
    """Every second message that is indexed for searching is not."""
    from services.chat import indexing

    words_of = indexing.words_of
    calls = itertools.count()
    indexing.words_of = lambda text: set() if next(calls) % 2 else words_of(text)
    # What is not indexed yet is read as it is: a short run must meet the index.
    indexing.EVENTS_BEHIND = 8


# -- no mistake of ours, but of the machine: for test_clock_skew.py


def skew_clock():
    """Clocks that are wrong and jump: by the seconds that the file NATTER_CLOCK_OFFSETS gives for a process id."""
    from services.common import clock

    now, unix = clock.now, time.time
    path = Path(os.environ["NATTER_CLOCK_OFFSETS"])

    def offset():
        offsets = json.loads(path.read_text()) if path.exists() else {}
        return offsets.get(str(os.getpid()), 0)

    clock.now = lambda: now() + timedelta(seconds=offset())
    time.time = lambda: unix() + offset()


BUGS = {
    "drop_one": ("realtime", drop_one),
    "deliver_twice": ("realtime", deliver_twice),
    "swap_two": ("realtime", swap_two),
    "ack_before_write": ("chat", ack_before_write),
    "skip_idempotency_index": ("chat", skip_idempotency_index),
    "allocate_first": ("chat", allocate_first),
    "serve_truncated": ("chat", serve_truncated),
    "forget_membership": ("chat", forget_membership),
    "keep_deleted": ("chat", keep_deleted),
    "skip_words": ("chat", skip_words),
    "skew_clock": ("chat", skew_clock),
}
"""Each with the service that it belongs into."""
