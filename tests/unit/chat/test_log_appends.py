"""Appending: places, retries, conflicts with other processes, lost answers."""

import pytest

from services.chat.proposals import AddMember, ChangeRole, RemoveMember, Rename
from services.chat.records import REFUSED_FOR
from services.common import events
from services.common.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from tests.unit.chat.processes import Process, differences, direct, group, send

ANA, BEN, CYN, EVE = "a" * 24, "b" * 24, "c" * 24, "e" * 24


def seqs(world, conversation_id):
    return [record.seq for record in world.log_of(conversation_id)]


def test_messages_are_numbered_from_one(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    places = [here.say(conversation_id, person).records[0].event for person in (ANA, BEN, ANA)]
    assert [(event.seq, event.message_no) for event in places] == [(1, 1), (2, 2), (3, 3)]


def test_only_messages_get_a_message_number(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    here.say(conversation_id, ANA)
    here.do(Rename(conversation_id=conversation_id, actor_id=ANA, title="Other"))
    assert here.say(conversation_id, ANA).records[0].event.message_no == 2
    assert seqs(world, conversation_id) == [1, 2, 3]


def test_everything_that_queued_is_one_commit(world):
    here = Process(world)
    conversations = [direct(world, ANA, BEN), group(world, ANA, CYN)]
    waiting = [here.propose(send(conversations[n % 2], ANA)) for n in range(10)]
    calls = here.line.calls
    here.append()
    # One lease, one insert.
    assert here.line.calls - calls == 2
    here.settle()
    assert [one.result.get(block=False).records[0].seq for one in waiting] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_a_repeated_send_gets_the_first_place(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    first = here.say(conversation_id, ANA, "once", "same")
    here.say(conversation_id, BEN)
    for process in (here, there):
        again = process.say(conversation_id, ANA, "once", "same")
        assert again.is_duplicate
        assert again.records == first.records
    assert seqs(world, conversation_id) == [1, 2]


def test_a_repeated_send_in_the_same_batch_gets_the_first_place(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    waiting = [here.propose(send(conversation_id, ANA, "once", "same")) for _ in range(3)]
    later = here.propose(send(conversation_id, ANA, "later"))
    here.work_off()
    found = [one.result.get(block=False) for one in waiting]
    assert [(one.records[0].seq, one.is_duplicate) for one in found] == [(1, False), (1, True), (1, True)]
    assert later.result.get(block=False).records[0].seq == 2


def test_another_body_under_the_same_client_message_id_is_a_conflict(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA, "once", "same")
    with pytest.raises(Conflict):
        here.say(conversation_id, ANA, "something else", "same")
    assert here.say(conversation_id, BEN, "something else", "same").records[0].seq == 2


@pytest.mark.parametrize("send_is_checked_first", [False, True])
def test_two_processes_share_a_conversation_without_a_hole(world, send_is_checked_first):
    world.send_is_checked_first = send_is_checked_first
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    for _ in range(5):
        here.say(conversation_id, ANA)
        there.say(conversation_id, BEN)
        there.say(conversation_id, BEN)
    assert seqs(world, conversation_id) == list(range(1, 16))
    for process in (here, there):
        process.write_down()
    assert differences(world, conversation_id) == []


def test_other_conversations_of_the_batch_keep_their_places_in_a_conflict(world):
    here, there = Process(world), Process(world)
    contested, quiet = direct(world, ANA, BEN), direct(world, ANA, CYN)
    here.say(contested, ANA)
    there.say(contested, BEN)
    batch = [here.propose(send(one, ANA)) for one in (quiet, contested, quiet, contested)]
    here.work_off()
    assert [one.result.get(block=False).records[0].seq for one in batch] == [1, 3, 2, 4]


def test_a_removed_member_cannot_write_after_the_removal(world):
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.say(conversation_id, BEN, "still here")
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    with pytest.raises(NotFound):
        there.say(conversation_id, BEN, "back door")
    assert len(world.log_of(conversation_id)) == 2


def test_who_was_added_by_another_process_may_write_at_once(world):
    """This process knows the conversation from before: its "no" would be a lie that the client believes."""
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.say(conversation_id, BEN)
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=1_000))
    assert there.say(conversation_id, CYN).records[0].seq == 3
    with pytest.raises(NotFound):
        there.say(conversation_id, EVE)
    assert seqs(world, conversation_id) == [1, 2, 3]


def test_who_was_added_by_another_process_may_write_behind_others_of_the_batch(world):
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.say(conversation_id, BEN)
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=1_000))
    waiting = [there.propose(send(conversation_id, person)) for person in (BEN, CYN, BEN)]
    there.work_off()
    assert [one.result.get(block=False).records[0].seq for one in waiting] == [3, 4, 5]


def test_an_answer_to_a_message_that_another_process_stored_is_stored(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    there.say(conversation_id, ANA)
    here.say(conversation_id, BEN)
    assert there.say(conversation_id, ANA, reply_to=2).records[0].seq == 3


def test_who_was_removed_by_another_process_is_added_again(world):
    """This process still knows the member, so there seems to be nothing to do."""
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    there.say(conversation_id, BEN)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    there.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, limit=1_000))
    assert there.say(conversation_id, BEN).records[0].seq == 4


def test_a_send_repeated_after_the_removal_of_its_sender_gets_its_place(world):
    """The ack was lost, then the sender was removed: the message is there, so it must not be called refused."""
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    first = here.say(conversation_id, BEN, "once", "same")
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    for process in (here, there):
        again = process.say(conversation_id, BEN, "once", "same")
        assert again.is_duplicate
        assert again.records == first.records
    with pytest.raises(NotFound):
        here.say(conversation_id, BEN, "once", "another text")
    assert seqs(world, conversation_id) == [1, 2]


def test_what_was_refused_for_good_stays_refused_when_another_try_arrives_late(world):
    """The first try was held up on its line; meanwhile its sender was removed, told so, and taken back."""
    here, there, conversation_id = Process(world), Process(world), group(world, ANA, BEN)
    here.say(conversation_id, BEN)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    with pytest.raises(NotFound):
        there.say(conversation_id, BEN, "once", "same")
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, limit=1_000))
    for process in (here, there):
        late = process.propose(send(conversation_id, BEN, "once", "same"))
        behind = process.propose(send(conversation_id, BEN))
        process.work_off()
        with pytest.raises(NotFound):
            late.result.get(block=False)
        assert behind.result.get(block=False).records
    assert seqs(world, conversation_id) == [1, 2, 3, 4, 5]


def test_a_refusal_holds_for_a_month_and_is_gone_then(world):
    """As long as another try of the send may come from anywhere; then nobody asks for it any more."""
    here, conversation_id = Process(world), group(world, ANA, BEN)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    with pytest.raises(NotFound):
        here.say(conversation_id, BEN, "once", "same")
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, limit=1_000))
    world.pass_time(REFUSED_FOR.total_seconds())
    assert here.stores.events.forget_refusals(world.now()) == 0
    with pytest.raises(NotFound):
        here.say(conversation_id, BEN, "once", "same")
    world.pass_time(1)
    assert here.stores.events.forget_refusals(world.now()) == 1
    assert world.refusals == {}


def test_strangers_who_are_refused_leave_nothing_behind(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    with pytest.raises(NotFound):
        here.say(conversation_id, EVE, "once", "same")
    assert world.refusals == {}
    here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=EVE, limit=1_000))
    assert here.say(conversation_id, EVE, "once", "same").records[0].seq == 2


def test_a_retry_that_queues_behind_the_removal_of_its_sender_gets_its_place(world):
    """All three wait for one commit: the send, the removal, and the send again, because the line was lost."""
    here, conversation_id = Process(world), group(world, ANA, BEN)
    first = here.propose(send(conversation_id, BEN, "once", "same"))
    here.propose(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    retry = here.propose(send(conversation_id, BEN, "once", "same"))
    late = here.propose(send(conversation_id, BEN, "another", "new"))
    here.work_off()
    assert retry.result.get(block=False).is_duplicate
    assert retry.result.get(block=False).records == first.result.get(block=False).records
    with pytest.raises(NotFound):
        late.result.get(block=False)
    assert seqs(world, conversation_id) == [1, 2]


def test_a_stranger_and_an_unknown_conversation_look_alike(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    refusals = []
    for where in (conversation_id, "f" * 24):
        with pytest.raises(NotFound) as refused:
            here.say(where, EVE)
        refusals.append(refused.value.body())
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize("fault", ["before", "after", "half"])
def test_a_lost_answer_neither_loses_nor_doubles(world, fault):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    waiting = [here.propose(send(conversation_id, ANA)) for _ in range(6)]
    here.line.fail_in(0, fault)
    here.work_off()
    assert [one.result.get(block=False).records[0].seq for one in waiting] == [2, 3, 4, 5, 6, 7]
    assert seqs(world, conversation_id) == list(range(1, 8))


def test_a_database_that_stays_away_is_told_and_the_send_may_be_repeated(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    for calls in range(1_000):
        here.line.fail_in(calls, "after")
    waiting = here.propose(send(conversation_id, ANA, "perhaps", "same"))
    here.append()
    with pytest.raises(Unavailable):
        waiting.result.get(block=False)
    here.line.faults.clear()
    again = here.say(conversation_id, ANA, "perhaps", "same")
    assert again.is_duplicate
    assert again.records[0].seq == 2


def test_time_never_runs_backwards_in_a_log(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    first = here.say(conversation_id, ANA).records[0]
    world.pass_time(-3600)
    there = Process(world)
    second = there.say(conversation_id, BEN).records[0]
    assert second.at == first.at


def test_an_answer_to_a_message_that_does_not_exist_is_refused(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    assert here.say(conversation_id, BEN, reply_to=1).records[0].event.data.reply_to == 1
    with pytest.raises(InvalidInput):
        here.say(conversation_id, BEN, reply_to=7)


# -- members and roles


def test_anyone_in_a_group_may_add_people_but_only_admins_change_the_rest(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    added = here.do(AddMember(conversation_id=conversation_id, actor_id=BEN, user_id=CYN, limit=1_000))
    assert added.records[0].event.data.user_id == CYN
    for proposal in (
        Rename(conversation_id=conversation_id, actor_id=BEN, title="Mine"),
        RemoveMember(conversation_id=conversation_id, actor_id=BEN, user_id=CYN),
        ChangeRole(conversation_id=conversation_id, actor_id=BEN, user_id=BEN, role="admin"),
    ):
        with pytest.raises(Forbidden):
            here.do(proposal)


def test_adding_a_member_again_changes_nothing(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    assert here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, limit=9)).records == []
    assert world.log_of(conversation_id) == []


def test_a_full_group_takes_nobody(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    with pytest.raises(Conflict):
        here.do(AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=2))


def test_when_the_last_admin_leaves_the_longest_standing_member_follows(world):
    here, conversation_id = Process(world), group(world, ANA, BEN, CYN)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=BEN))
    here.do(AddMember(conversation_id=conversation_id, actor_id=CYN, user_id=BEN, limit=9))
    left = here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=ANA))
    assert [type(record.event).__name__ for record in left.records] == ["MemberRoleChanged", "MemberRemoved"]
    assert here.parts.known.get(conversation_id).members == {CYN: "admin", BEN: "member"}
    assert differences(world, conversation_id) == []


def test_the_last_admin_cannot_step_down(world):
    here, conversation_id = Process(world), group(world, ANA, BEN)
    with pytest.raises(Conflict):
        here.do(ChangeRole(conversation_id=conversation_id, actor_id=ANA, user_id=ANA, role="member"))
    here.do(ChangeRole(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, role="admin"))
    here.do(ChangeRole(conversation_id=conversation_id, actor_id=ANA, user_id=ANA, role="member"))
    assert here.parts.known.get(conversation_id).members == {ANA: "member", BEN: "admin"}


def test_the_last_one_may_leave_and_the_log_stays(world):
    here, conversation_id = Process(world), group(world, ANA)
    here.do(RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=ANA))
    with pytest.raises(NotFound):
        here.say(conversation_id, ANA)
    assert seqs(world, conversation_id) == [1]


def test_direct_conversations_have_no_changes_of_members_or_name(world):
    here, conversation_id = Process(world), direct(world, ANA, BEN)
    for proposal in (
        Rename(conversation_id=conversation_id, actor_id=ANA, title="Us"),
        AddMember(conversation_id=conversation_id, actor_id=ANA, user_id=CYN, limit=9),
        RemoveMember(conversation_id=conversation_id, actor_id=ANA, user_id=ANA),
        ChangeRole(conversation_id=conversation_id, actor_id=ANA, user_id=BEN, role="admin"),
    ):
        with pytest.raises(Conflict):
            here.do(proposal)


def test_what_another_process_announced_is_known_before_the_next_append(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    there.say(conversation_id, BEN)
    here.parts.known.hear(events.decode(world.stream[-1][1]))
    calls = here.line.calls
    here.propose(send(conversation_id, ANA))
    here.append()
    # One insert, no place lost, and the lease is fresh.
    assert here.line.calls - calls == 1
    assert [record.seq for record in world.log_of(conversation_id)] == [1, 2, 3]


def test_an_announcement_that_is_old_or_too_early_changes_nothing(world):
    here, there, conversation_id = Process(world), Process(world), direct(world, ANA, BEN)
    here.say(conversation_id, ANA)
    for _ in range(3):
        there.say(conversation_id, BEN)
    for place in (0, 2, 3):
        here.parts.known.hear(events.decode(world.stream[place][1]))
    assert here.parts.known.get(conversation_id).seq == 1
    assert here.say(conversation_id, ANA).records[0].seq == 5
