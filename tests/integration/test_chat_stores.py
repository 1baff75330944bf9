"""The stores of chat: the fakes of the unit tests and the real ones do the same, test by test."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from services.chat.invites import new_invite
from services.chat.records import REFUSED_FOR, MessageState, Record, Refusal
from services.chat.stores.attachments import StoredAttachment
from services.chat.stores.collections import Stores
from services.chat.stores.conversations import FirstMember, Step
from services.chat.stores.events import Taken
from services.chat.stores.leases import Lease
from services.chat.stores.members import MemberChange
from services.chat.stores.search import Block, SearchHead
from services.common import clock, database, ids
from services.common.events import (
    MemberAdded,
    MemberData,
    MessageCreated,
    MessageCreatedData,
    MessageEdited,
    MessageEditedData,
    ReactionAdded,
    ReactionData,
)
from services.common.mentions import ALL
from services.common.settings import DatabaseSettings
from services.common.shapes import Reaction
from tests.unit.chat.fakes import FakeStores, World

ANA, BEN = "a" * 24, "b" * 24
AT = datetime(2026, 11, 23, 1, 2, 3, 456000, tzinfo=UTC)


@pytest.fixture(scope="session")
def real_stores(stack):
    settings = DatabaseSettings(mongodb_uri=stack.mongo_uri("chat"), database_prefix="natter")
    own = database.database(settings, "chat")
    stores = Stores(own)
    stores.ensure_indexes()
    yield stores
    own.client.close()


@pytest.fixture(params=["fake", "real"])
def stores(request):
    """Both kinds; ids are fresh in each test, since the real database is shared with the running stack."""
    if request.param == "fake":
        return FakeStores(World())
    request.getfixturevalue("needs")("chat")
    return request.getfixturevalue("real_stores")


@pytest.fixture
def conversation_id():
    return ids.new_id()


def message(conversation_id, seq, client_message_id=None, message_no=None, actor_id=ANA, at=AT):
    event = MessageCreated(
        conversation_id=conversation_id,
        seq=seq,
        at=clock.iso(at),
        actor_id=actor_id,
        message_no=message_no or seq,
        client_message_id=client_message_id or ids.new_id(),
        data=MessageCreatedData(body="hello \U0001f600", reply_to=1),
    )
    state = MessageState(applied_seq=seq)
    return Record(id=ids.new_id(), event=event, at=at, fingerprint="f" * 24, message=state)


def joining(conversation_id, seq, at=AT):
    event = MemberAdded(
        conversation_id=conversation_id, seq=seq, at=clock.iso(at), actor_id=ANA, data=MemberData(user_id=BEN)
    )
    return Record(id=ids.new_id(), event=event, at=at)


def change(conversation_id, seq, kind, data):
    event = kind(conversation_id=conversation_id, seq=seq, at=clock.iso(AT), actor_id=ANA, data=data)
    return Record(id=ids.new_id(), event=event, at=AT)


def edit(conversation_id, seq, message_no):
    data = MessageEditedData(message_no=message_no, message_seq=message_no, message_at=clock.iso(AT), body="edited")
    return change(conversation_id, seq, MessageEdited, data)


def test_what_happened_to_a_message_is_found_by_its_number(stores, conversation_id):
    reaction = change(conversation_id, 4, ReactionAdded, ReactionData(message_no=1, emoji="👍"))
    records = [
        message(conversation_id, 1), message(conversation_id, 2), edit(conversation_id, 3, 1), reaction,
        edit(conversation_id, 5, 2), edit(conversation_id, 6, 1),
    ]  # fmt: skip
    stores.events.insert(records)
    assert stores.events.about(conversation_id, 1) == [records[2], records[3], records[5]]
    assert stores.events.about(conversation_id, 1, 3) == [records[3], records[5]]
    assert stores.events.about(conversation_id, 2) == [records[4]]
    assert stores.events.about(conversation_id, 3) == []
    assert stores.events.messages(conversation_id, 1, 9) == records[:2]


def test_a_message_comes_up_only_from_where_it_stands(stores, conversation_id):
    first = message(conversation_id, 1)
    stores.events.insert([first, message(conversation_id, 2)])
    event = msgspec.structs.replace(first.event, data=MessageCreatedData(body="", reply_to=1, deleted=True))
    state = MessageState(applied_seq=5, deleted_at=AT, deleter_id=BEN)
    deleted = Record(id=first.id, event=event, at=AT, message=state)
    reacted = msgspec.structs.replace(
        first, message=MessageState(applied_seq=4, reactions=[Reaction(emoji="👍", user_ids=[ANA, BEN])])
    )
    assert not stores.events.bring_up(deleted, 4)
    assert stores.events.bring_up(reacted, 1)
    assert stores.events.messages(conversation_id, 1, 1) == [reacted]
    assert not stores.events.bring_up(reacted, 1)
    assert stores.events.bring_up(deleted, 4)
    assert stores.events.messages(conversation_id, 1, 1) == [deleted]
    assert stores.events.messages(conversation_id, 2, 2)[0].message.applied_seq == 2


def test_purging_takes_away_what_edits_of_one_message_said(stores, conversation_id):
    stores.events.insert([
        message(conversation_id, 1), message(conversation_id, 2),
        edit(conversation_id, 3, 1), edit(conversation_id, 4, 2),
    ])  # fmt: skip
    for _ in range(2):
        stores.events.purge(conversation_id, 1)
    bodies = {record.seq: record.event.data.body for record in stores.events.after(conversation_id, 2)}
    assert bodies == {3: "", 4: "edited"}


def speaking(conversation_id, message_no, *user_ids):
    record = message(conversation_id, message_no)
    data = MessageCreatedData(body="hello", mentions=list(user_ids))
    return msgspec.structs.replace(record, event=msgspec.structs.replace(record.event, data=data))


def test_messages_are_found_by_whom_they_speak_to_now(stores, conversation_id):
    records = [
        speaking(conversation_id, 1, ANA),
        speaking(conversation_id, 2),
        speaking(conversation_id, 3, ALL, BEN),
        speaking(conversation_id, 4, ANA, BEN),
    ]
    stores.events.insert([*records, speaking(ids.new_id(), 1, ANA)])
    assert stores.events.mentioning(conversation_id, [ANA, ALL], 0, 4) == [1, 3, 4]
    assert stores.events.mentioning(conversation_id, [ANA, BEN, ALL], 1, 3) == [3]
    edited = MessageState(applied_seq=9, body="hello", mentions=[BEN], edited_at=AT)
    assert stores.events.bring_up(msgspec.structs.replace(records[0], message=edited), 1)
    silent = MessageState(applied_seq=9, body="hello", edited_at=AT)
    assert stores.events.bring_up(msgspec.structs.replace(records[3], message=silent), 4)
    assert stores.events.mentioning(conversation_id, [ANA], 0, 4) == []
    assert stores.events.mentioning(conversation_id, [BEN], 0, 4) == [1, 3]
    assert [one.message.mentions for one in stores.events.messages(conversation_id, 1, 4)] == [[BEN], [], [], []]


def test_records_come_back_as_they_were(stores, conversation_id):
    records = [message(conversation_id, 1), joining(conversation_id, 2), message(conversation_id, 3, message_no=2)]
    stores.events.insert(records)
    assert stores.events.after(conversation_id, 0) == records
    assert stores.events.after(conversation_id, 1) == records[1:]
    assert stores.events.after(conversation_id, 0, limit=2) == records[:2]
    assert list(stores.events.all_after(conversation_id, 0)) == records
    assert stores.events.messages(conversation_id, 2, 9) == records[2:]
    assert stores.events.find_send(conversation_id, ANA, records[0].event.client_message_id) == records[0]
    assert stores.events.find_send(conversation_id, BEN, records[0].event.client_message_id) is None


def refuse(stores, record, at=AT):
    event = record.event
    return stores.events.refuse(
        Refusal(
            conversation_id=event.conversation_id,
            actor_id=event.actor_id,
            client_message_id=event.client_message_id,
            at=at,
        )
    )


def test_a_refusal_keeps_the_message_out_and_stands_outside_of_the_log(stores, conversation_id):
    kept, refused = message(conversation_id, 1), message(conversation_id, 2)
    stores.events.insert([kept])
    assert refuse(stores, kept) == kept
    assert refuse(stores, refused) is None
    assert refuse(stores, refused) is None
    with pytest.raises(Taken) as taken:
        stores.events.insert([refused])
    assert taken.value.is_send
    assert isinstance(stores.events.find_send(conversation_id, ANA, refused.event.client_message_id), Refusal)
    assert list(stores.events.all_after(conversation_id, 0)) == [kept]


def test_refusals_are_removed_after_a_month_and_messages_never(stores, conversation_id):
    kept, old, recent = (message(conversation_id, seq) for seq in (1, 2, 3))
    stores.events.insert([kept])
    refuse(stores, old, at=AT - REFUSED_FOR - timedelta(seconds=1))
    refuse(stores, recent, at=AT - REFUSED_FOR + timedelta(seconds=1))
    assert stores.events.forget_refusals(AT) >= 1
    found = [stores.events.find_send(conversation_id, ANA, one.event.client_message_id) for one in (kept, old, recent)]
    assert (found[0], found[1]) == (kept, None)
    assert isinstance(found[2], Refusal)


def test_attachments_are_known_as_long_as_there_is_anything_of_them(stores):
    begun, removed, gone = (
        StoredAttachment(id=ids.new_id(), owner_id=ANA, name="plan.pdf", size=9, created_at=AT) for _ in range(3)
    )
    for attachment in (begun, removed, gone):
        stores.attachments.insert(attachment)
    stores.attachments.mark_removed([removed.id], clock.now())
    stores.attachments.delete(gone.id)
    assert stores.attachments.known([begun.id, removed.id, gone.id, ids.new_id()]) == {begun.id, removed.id}


def test_a_taken_place_stops_the_batch_there(stores, conversation_id):
    stores.events.insert([message(conversation_id, 1), message(conversation_id, 2)])
    other = ids.new_id()
    batch = [message(other, 1), message(conversation_id, 2, message_no=9), message(other, 2)]
    with pytest.raises(Taken) as taken:
        stores.events.insert(batch)
    assert (taken.value.index, taken.value.is_send) == (1, False)
    assert stores.events.after(other, 0) == batch[:1]


def test_a_repeated_send_is_told_from_a_taken_place(stores, conversation_id):
    stores.events.insert([message(conversation_id, 1, "mine")])
    stores.events.insert([message(conversation_id, 2, "mine", actor_id=BEN)])
    with pytest.raises(Taken) as taken:
        stores.events.insert([message(conversation_id, 3, "mine")])
    assert (taken.value.index, taken.value.is_send) == (0, True)


def test_inserting_the_same_record_again_finds_itself_in_the_way(stores, conversation_id):
    record = message(conversation_id, 1)
    stores.events.insert([record])
    with pytest.raises(Taken):
        stores.events.insert([record])
    assert stores.events.after(conversation_id, 0)[0].id == record.id


def test_events_without_a_client_message_id_do_not_collide(stores, conversation_id):
    stores.events.insert([joining(conversation_id, 1), joining(conversation_id, 2)])
    assert len(stores.events.after(conversation_id, 0)) == 2


def test_a_conversation_is_created_once(stores, conversation_id):
    first = [FirstMember(ANA, "admin"), FirstMember(BEN, "member")]
    assert stores.conversations.create(conversation_id, "group", "Plans", first, AT)
    assert not stores.conversations.create(conversation_id, "group", "Other", first, AT)
    stored = stores.conversations.find(conversation_id)
    assert (stored.title, stored.members, stored.member_count) == ("Plans", first, 2)
    assert (stored.last_seq, stored.last_message_no, stored.last_message, stored.last_at) == (0, 0, None, AT)
    assert stores.conversations.some([conversation_id, ids.new_id()]) == [stored]


def test_a_conversation_steps_forward_only_from_where_it_stands(stores, conversation_id):
    stores.conversations.create(conversation_id, "group", "Plans", [FirstMember(ANA, "admin")], AT)
    record = message(conversation_id, 1)
    step = Step(
        conversation_id=conversation_id,
        from_seq=0,
        to_seq=1,
        at=AT,
        last_message=record,
        message_no=1,
        reads={ANA: 1},
    )
    assert stores.conversations.advance([step])
    assert not stores.conversations.advance([step])
    renamed = Step(conversation_id=conversation_id, from_seq=1, to_seq=2, at=AT, title="Holidays")
    peopled = Step(
        conversation_id=conversation_id, from_seq=2, to_seq=3, at=AT, member_count=0, members=[], reads={ANA: 0}
    )
    assert stores.conversations.advance([renamed])
    assert stores.conversations.advance([peopled])
    stored = stores.conversations.find(conversation_id)
    assert (stored.last_seq, stored.last_message_no, stored.last_message) == (3, 1, record)
    assert (stored.title, stored.members, stored.member_count, stored.reads) == ("Holidays", [], 0, {ANA: 1})


@pytest.mark.parametrize("number", [1, 3, 60])
def test_one_step_that_fails_does_not_hold_up_the_others(stores, conversation_id, number):
    others = [ids.new_id() for _ in range(number)]
    for one in (conversation_id, *others):
        stores.conversations.create(one, "group", "Plans", [], AT)
    steps = [Step(conversation_id=other, from_seq=0, to_seq=1, at=AT) for other in others]
    steps.insert(number // 2, Step(conversation_id=conversation_id, from_seq=5, to_seq=6, at=AT))
    assert not stores.conversations.advance(steps)
    heads = stores.conversations.heads([conversation_id, *others, ids.new_id()], ANA)
    assert {head.id: head.last_seq for head in heads} == {conversation_id: 0, **dict.fromkeys(others, 1)}
    assert not stores.conversations.advance(steps)


def test_read_positions_only_grow(stores, conversation_id):
    stores.conversations.create(conversation_id, "direct", None, [], AT)
    stores.members.create(conversation_id, "direct", {ANA: "member", BEN: "member"})
    for store in (stores.conversations, stores.members):
        assert store.grow_read(conversation_id, ANA, 5)
        assert not store.grow_read(conversation_id, ANA, 5)
        assert not store.grow_read(conversation_id, ANA, 4)
        assert store.grow_read(conversation_id, ANA, 6)
    assert stores.conversations.heads([conversation_id], ANA)[0].read_message_no == 6
    assert stores.conversations.heads([conversation_id], BEN)[0].read_message_no == 0
    assert stores.members.find(conversation_id, ANA).read_message_no == 6


def test_first_members_are_created_once_and_keep_their_order(stores, conversation_id):
    stores.members.create(conversation_id, "group", {BEN: "admin", ANA: "member"})
    stores.members.create(conversation_id, "group", {ANA: "admin", BEN: "member"})
    found = stores.members.of_conversation(conversation_id)
    assert [(member.user_id, member.role, member.initial_role) for member in found] == [
        (BEN, "admin", "admin"),
        (ANA, "member", "member"),
    ]


def test_a_membership_follows_the_latest_event_whatever_the_order_of_application(stores, conversation_id):
    new = ids.new_id()
    stores.members.create(conversation_id, "group", {ANA: "admin"})
    came = MemberChange(
        conversation_id=conversation_id, user_id=new, seq=3, role="member", joined=True, read_message_no=7
    )
    promoted = MemberChange(conversation_id=conversation_id, user_id=new, seq=4, role="admin")
    left = MemberChange(conversation_id=conversation_id, user_id=new, seq=5, role=None)
    stores.members.apply([came, promoted])
    found = stores.members.find(conversation_id, new)
    assert (found.role, found.joined_seq, found.applied_seq, found.read_message_no) == ("admin", 3, 4, 7)
    stores.members.apply([left])
    stores.members.apply([came, promoted])
    assert stores.members.find(conversation_id, new) is None
    assert [member.user_id for member in stores.members.of_conversation(conversation_id)] == [ANA]
    assert {member.user_id for member in stores.members.ever_of(conversation_id)} == {ANA, new}
    back = MemberChange(
        conversation_id=conversation_id, user_id=new, seq=9, role="member", joined=True, read_message_no=2
    )
    stores.members.apply([back])
    assert stores.members.find(conversation_id, new).read_message_no == 7


def test_an_unread_mark_stays_until_it_is_changed_or_its_owner_comes_back(stores, conversation_id):
    stores.members.create(conversation_id, "group", {ANA: "admin", BEN: "member"})
    assert stores.members.find(conversation_id, BEN).unread_mark is None
    assert stores.members.set_unread_mark(conversation_id, BEN, 0)
    assert not stores.members.set_unread_mark(conversation_id, BEN, 0)
    assert stores.members.find(conversation_id, BEN).unread_mark == 0
    assert stores.members.find(conversation_id, ANA).unread_mark is None
    back = MemberChange(conversation_id=conversation_id, user_id=BEN, seq=2, role="member", joined=True)
    stores.members.apply([back])
    assert stores.members.find(conversation_id, BEN).unread_mark is None


def test_memberships_are_found_by_user_and_by_pair(stores, conversation_id):
    one, two = ids.new_id(), ids.new_id()
    stores.members.create(conversation_id, "group", {one: "admin", two: "member"})
    stores.members.apply([MemberChange(conversation_id=conversation_id, user_id=two, seq=1, role=None)])
    assert [member.conversation_id for member in stores.members.of_user(one)] == [conversation_id]
    assert stores.members.of_user(two) == []
    found = stores.members.some([(conversation_id, one), (conversation_id, two), (conversation_id, ids.new_id())])
    assert [member.user_id for member in found] == [one]


def test_a_lease_is_removed_only_by_who_saw_its_last_beat(stores):
    lease = Lease(process_id=ids.new_id(), beat=3, marks={ids.new_id(): 7}, creating=["x"], joining=[ANA])
    stores.leases.write(lease)
    assert lease in stores.leases.all()
    assert not stores.leases.remove(lease.process_id, 2)
    assert stores.leases.remove(lease.process_id, 3)
    assert lease not in stores.leases.all()


def test_a_search_head_moves_only_from_where_it_stands(stores, conversation_id):
    first = SearchHead(conversation_id=conversation_id, seq=5, message_no=3, blocks={0: Block(AT, b"\x01\xff")})
    assert stores.search.heads([conversation_id]) == []
    assert not stores.search.advance(first, 4)
    assert stores.search.advance(first, 0)
    assert not stores.search.advance(first, 0)
    second = msgspec.structs.replace(first, seq=9, blocks={0: Block(AT, b"\x03"), 1: Block(AT, b"")})
    assert not stores.search.advance(second, 4)
    assert stores.search.advance(second, 5)
    assert stores.search.heads([conversation_id, ids.new_id()]) == [second]
    assert stores.search.seqs([conversation_id, ids.new_id()]) == {conversation_id: 9}


def test_a_segment_is_kept_in_its_newest_state_until_it_is_forgotten(stores, conversation_id):
    stores.search.put_segment(conversation_id, 0, {0: Block(AT, b"new"), 15: Block(AT, b"last")}, 7)
    stores.search.put_segment(conversation_id, 0, {0: Block(AT, b"old")}, 6)
    stores.search.put_segment(conversation_id, 1, {16: Block(AT, b"next")}, 7)
    new, last, following = Block(AT, b"new"), Block(AT, b"last"), Block(AT, b"next")
    assert stores.search.segments(conversation_id, [0]) == {0: new, 15: last}
    assert stores.search.segments(conversation_id, range(3)) == {0: new, 15: last, 16: following}
    assert stores.search.advance(SearchHead(conversation_id=conversation_id, seq=7), 0)
    stores.search.forget(conversation_id)
    assert stores.search.segments(conversation_id, range(3)) == {}
    assert stores.search.heads([conversation_id]) == []


def test_the_epoch_stays(stores):
    assert stores.epochs.get() == stores.epochs.get()


def test_an_invite_is_found_by_its_token_and_keeps_what_it_was_made_with(stores, conversation_id):
    bounded, _ = new_invite(conversation_id, ANA, timedelta(days=1), 3, AT)
    endless, _ = new_invite(conversation_id, ANA, None, None, AT + timedelta(seconds=1))
    for invite in (bounded, endless):
        stores.invites.insert(invite)
        assert stores.invites.find(invite.id) == stores.invites.find_by_token(invite.token_hash) == invite
    assert stores.invites.of_conversation(conversation_id) == [endless, bounded]
    assert stores.invites.find_by_token("0" * 64) is None
    assert stores.invites.remove(bounded.id)
    assert not stores.invites.remove(bounded.id)
    assert stores.invites.find(bounded.id) is None
    assert not stores.invites.claim(bounded, BEN, AT)


@pytest.mark.parametrize("use_limit", [None, 2])
def test_a_use_of_an_invite_is_a_person(stores, conversation_id, use_limit):
    invite, _ = new_invite(conversation_id, ANA, None, use_limit, AT)
    stores.invites.insert(invite)
    people = ["1" * 24, "2" * 24, "3" * 24]
    for _ in range(2):
        assert [stores.invites.claim(invite, one, AT) for one in people] == [True, True, use_limit is None]
    assert stores.invites.find(invite.id).uses == (use_limit or 3)
    assert [stores.invites.has_let_in(invite.id, one) for one in people] == [True, True, use_limit is None]
    for _ in range(2):
        stores.invites.give_back(invite.id, people[0])
    assert stores.invites.find(invite.id).uses == (use_limit or 3) - 1
    assert not stores.invites.has_let_in(invite.id, people[0])


def test_invites_are_removed_a_month_after_they_expired(stores, conversation_id):
    old, _ = new_invite(conversation_id, ANA, timedelta(days=1), None, AT - timedelta(days=40))
    recent, _ = new_invite(conversation_id, ANA, timedelta(days=1), None, AT - timedelta(days=20))
    endless, _ = new_invite(conversation_id, ANA, None, None, AT - timedelta(days=400))
    for invite in (old, recent, endless):
        stores.invites.insert(invite)
    stores.invites.expire(AT)
    assert {one.id for one in stores.invites.of_conversation(conversation_id)} == {recent.id, endless.id}


def test_a_membership_is_found_after_its_end(stores, conversation_id):
    stores.members.create(conversation_id, "group", {ANA: "admin", BEN: "member"})
    stores.members.apply([MemberChange(conversation_id=conversation_id, user_id=BEN, seq=4, role=None)])
    ended = stores.members.find_ever(conversation_id, BEN)
    assert (ended.active, ended.applied_seq) == (False, 4)
    assert stores.members.find_ever(conversation_id, ANA) == stores.members.find(conversation_id, ANA)
    assert stores.members.find_ever(conversation_id, "c" * 24) is None
