"""Resuming has no gap and no double, however live events, replayed pages and membership changes interleave."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.realtime.catchups import HEARD_LIMIT, Catchup
from services.realtime.conversations import Conversation
from services.realtime.logged import Logged

ME, OTHER = "me", "other"


class Listener:
    """Stands in for a connection; remembers the very objects it was given."""

    def __init__(self):
        self.got = []

    def put(self, frame):
        self.got.append(frame)


class Census:
    """Applies membership as the hub does, for one user with some connections."""

    deliveries = 0

    def __init__(self, connections):
        self.connections, self.behind = connections, False

    def on_added(self, conversation, user_id, seq):
        if user_id == ME:
            for connection in self.connections:
                if connection not in conversation.live and connection not in conversation.catching:
                    conversation.attach(connection, ME, seq, seq)

    def on_removed(self, conversation, user_id, seq):
        if user_id == ME:
            for connection in self.connections:
                conversation.detach(connection, removed_by=seq)

    def on_behind(self, conversation):
        self.behind = True


def log_of(length, removed_at=None):
    return [Logged(seq, f"{seq}".encode(), removed=ME if seq == removed_at else None) for seq in range(1, length + 1)]


@st.composite
def stories(draw):
    """A log, where each side starts, and an order of happenings."""
    length = draw(st.integers(1, 12))
    position = draw(st.integers(0, length))
    head = draw(st.integers(position, length))
    cursor = draw(st.integers(0, length))
    arrivals = draw(st.lists(st.integers(1, length), max_size=20))
    steps = draw(st.lists(st.sampled_from(["announce", "read", "read", "merge"]), max_size=40))
    pages = draw(st.lists(st.integers(1, 5), min_size=1, max_size=10))
    return length, position, head, cursor, arrivals, steps, pages


@given(stories())
@settings(max_examples=600, deadline=None)
def test_every_event_after_the_cursor_comes_once_and_in_order(story):
    length, position, head, cursor, arrivals, steps, pages = story
    log, me = log_of(length), Listener()
    conversation = Conversation("c", position, Census([me]))
    catchup = conversation.attach(me, ME, cursor, head)
    arrivals = [*arrivals, *range(1, length + 1)]
    # What happens at random first, then everything that happens in the end anyway.
    for step in [*steps, *["announce"] * len(arrivals), *["read", "merge"] * 30]:
        if step == "announce" and arrivals:
            conversation.receive(log[arrivals.pop(0) - 1])
        elif catchup is None or not catchup.is_reading:
            continue
        elif step == "read":
            size = pages[0]
            pages = [*pages[1:], size]
            page = log[catchup.reached : catchup.reached + size]
            for event in catchup.replay(page):
                me.put(event.frame)
            for event in page:
                conversation.receive(event)
        elif step == "merge":
            for event in catchup.merge(conversation.position) or ():
                me.put(event.frame)
            conversation.level(me)
    assert [int(frame) for frame in me.got] == list(range(cursor + 1, length + 1))
    assert me in conversation.live
    assert not conversation.catching


@given(stories(), st.integers(1, 12), st.booleans())
@settings(max_examples=600, deadline=None)
def test_a_removed_member_gets_the_removal_and_nothing_after_it(story, removed_at, knows_before):
    length, position, head, cursor, arrivals, steps, pages = story
    removed_at = min(removed_at, length)
    if cursor >= removed_at or head >= removed_at or position >= removed_at:
        cursor, head, position = 0, 0, 0
    log, devices = log_of(length, removed_at), [Listener(), Listener()]
    replaying, live = devices
    conversation = Conversation("c", position, Census(devices))
    catchup = conversation.attach(replaying, ME, cursor, head)
    conversation.attach(live, ME, position, position)
    is_member = True
    for step in [*steps, *["announce"] * (length + len(arrivals)), *["read", "merge"] * 30]:
        if step == "announce":
            conversation.receive(log[(arrivals.pop(0) if arrivals else conversation.position % length + 1) - 1])
        elif catchup is None or not catchup.is_reading:
            continue
        elif step == "read":
            if conversation.position >= removed_at:
                is_member = False
            page = log[catchup.reached : catchup.reached + pages[0]]
            # Chat refuses whoever is no member; just before that it may answer with a page that goes too far.
            if not is_member or (knows_before and removed_at <= len(page) + catchup.reached):
                for event in catchup.expel():
                    replaying.put(event.frame)
                continue
            for event in catchup.replay(page):
                replaying.put(event.frame)
        elif step == "merge":
            for event in catchup.merge(conversation.position) or ():
                replaying.put(event.frame)
            conversation.level(replaying)
    for device in devices:
        got = [int(frame) for frame in device.got]
        assert got == sorted(set(got))
        assert got[-1:] == [removed_at]
    assert [int(frame) for frame in live.got] == list(range(position + 1, removed_at + 1))
    assert not conversation.live


def test_more_live_events_than_are_kept_are_read_from_the_log():
    log, me = log_of(600), Listener()
    assert len(log) > 2 * HEARD_LIMIT
    conversation = Conversation("c", 10, Census([me]))
    catchup = conversation.attach(me, ME, 5, 10)
    for event in log[10:600]:
        conversation.receive(event)
    rounds = 0
    while catchup.is_reading:
        rounds += 1
        for event in catchup.replay(log[catchup.reached : catchup.reached + 200]):
            me.put(event.frame)
        for event in catchup.merge(conversation.position) or ():
            me.put(event.frame)
    conversation.level(me)
    assert [int(frame) for frame in me.got] == list(range(6, 601))
    assert rounds <= 3


def test_an_event_is_encoded_once_for_all_members():
    members = [Listener() for _ in range(500)]
    conversation = Conversation("c", 0, Census(members))
    for member in members:
        conversation.attach(member, ME, 0, 0)
    event = Logged(1, b"the frame")
    conversation.receive(event)
    assert all(member.got[0] is event.frame for member in members)


def test_catchup_of_a_level_connection_takes_nothing_old():
    catchup = Catchup(ME, 5, is_reading=False)
    assert catchup.hear(Logged(5, b"5")) is None
    assert catchup.hear(Logged(6, b"6")) == Logged(6, b"6")
