"""The checks: a good run passes all, and whatever is spoiled in it is noticed by the invariant that it breaks."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.verification import contents, invariants
from deploy.verification import records as told
from deploy.verification.evidence import Cost
from deploy.verification.history import digest
from deploy.verification.invariants import recovered
from tests.unit.verification.good_run import (
    ANA,
    BEN,
    DELETED_FILE,
    DIRECT,
    EVE,
    FILE,
    GROUP,
    LOOKS,
    PICTURE,
    GoodRun,
)

replace = msgspec.structs.replace


def broken(run):
    return {name for name, violations in invariants.check_all(run.evidence()).items() if violations}


def at_ben(run, kind, seq):
    """The place of Ben's record of this event of the group."""

    def is_it(record):
        owner = getattr(record, "connection", None) == 2 or getattr(record, "device_id", None) == "d-ben"
        return owner and (record.event.conversation_id, record.event.seq) == (GROUP, seq)

    return run.find(kind, is_it)


def drop(run, kind, seq):
    del run.records[at_ben(run, kind, seq)]


def double(run, kind, seq):
    place = at_ben(run, kind, seq)
    run.records.insert(place + 1, run.records[place])


def swap(run, kind, seq):
    first, second = at_ben(run, kind, seq), at_ben(run, kind, seq + 1)
    earlier, later = run.records[first], run.records[second]
    run.records[first], run.records[second] = replace(later, t=earlier.t), replace(earlier, t=later.t)


def removal_of_eve(run):
    return next(event for event in run.log[GROUP] if event.kind == "member.removed")


def test_a_good_run_breaks_nothing():
    assert broken(GoodRun()) == set()


# -- what became of messages


def place_in_log(run, kind):
    return next(place for place, event in enumerate(run.log[GROUP]) if event.kind == kind)


def test_a_message_that_is_shown_as_nobody_made_it_is_noticed():
    run = GoodRun()
    run.histories[GROUP][3] = replace(run.histories[GROUP][3], reactions={})
    assert broken(run) == {"I11"}


def test_a_message_that_is_not_shown_as_deleted_is_noticed():
    run = GoodRun()
    run.histories[GROUP][1] = replace(run.histories[GROUP][1], is_deleted=False)
    assert broken(run) == {"I11"}


def test_a_list_with_an_old_last_message_is_noticed():
    run = GoodRun()
    run.served[0] = replace(run.served[0], last_message=replace(run.served[0].last_message, body=digest("old")))
    assert broken(run) == {"I11"}


@pytest.mark.parametrize("kind", ["message.created", "message.edited"])
def test_what_a_deleted_message_said_may_not_stay_in_the_log(kind):
    run = GoodRun()
    place = place_in_log(run, kind)
    run.log[GROUP][place] = replace(run.log[GROUP][place], body=digest("the secret"))
    assert "I11" in broken(run)


def test_what_a_deleted_message_said_may_not_be_told_to_who_comes_later():
    run = GoodRun()
    first = run.records[at_ben(run, told.Received, 1)].event
    run.t += 10
    run.write(told.Connected, connection=9, device_id="d-ben", user_id=BEN, cursors={GROUP: 0}, heads={GROUP: 1})
    run.write(told.Received, connection=9, event=first, is_replay=True)
    assert broken(run) == {"I11"}


def test_a_deleted_message_may_have_been_told_before_only_as_it_was_sent():
    run = GoodRun()
    place = at_ben(run, told.Received, 1)
    run.alter(place, event=replace(run.records[place].event, body=digest("something else")))
    assert broken(run) == {"I3"}


@pytest.mark.parametrize(
    ("speaks_to", "mentions"), [((), (BEN,)), ((BEN,), ()), ((BEN, "all"), (BEN,)), ((EVE,), (ANA,))]
)
def test_a_message_that_mentions_others_than_it_speaks_to_is_noticed(speaks_to, mentions):
    run = GoodRun()
    run.send(ANA, GROUP, "m-31", "body 31", speaks_to, mentions)
    run.ask_lists()
    assert broken(run) == {"I3"}


def test_who_does_not_belong_to_a_conversation_is_not_mentioned_in_it():
    run = GoodRun()
    run.send(ANA, DIRECT, "m-31", "body 31", (EVE, "all", BEN), (BEN,))
    run.ask_lists()
    assert broken(run) == set()


@pytest.mark.parametrize("change", ["edit", "delete", "react", "unreact"])
def test_a_change_that_nobody_asked_for_is_noticed(change):
    run = GoodRun()
    run.records = [
        record for record in run.records if not (isinstance(record, told.TouchAsked) and record.change == change)
    ]
    assert broken(run) == {"I3"}


# -- between the log and the devices


@pytest.mark.parametrize("spoil", [drop, double, swap])
def test_what_a_line_drops_doubles_or_swaps_breaks_the_rule_of_the_wire_alone(spoil):
    run = GoodRun()
    spoil(run, told.Received, 5)
    assert broken(run) == {"W"}


@pytest.mark.parametrize("spoil", [drop, double, swap])
def test_what_a_device_drops_doubles_or_swaps_leaves_it_without_the_whole_log(spoil):
    run = GoodRun()
    spoil(run, told.Applied, 5)
    assert broken(run) == {"I5"}


def test_a_device_that_misses_the_end_is_incomplete():
    run = GoodRun()
    drop(run, told.Applied, len(run.log[GROUP]))
    assert broken(run) == {"I5"}


def test_a_device_that_was_never_told_of_a_conversation_is_incomplete():
    run = GoodRun()
    run.records = [
        record
        for record in run.records
        if not (isinstance(record, told.Begun | told.Applied) and record.device_id == "d-ben")
    ]
    assert broken(run) == {"I5"}


def test_a_body_that_was_altered_on_the_way_is_not_authentic():
    run = GoodRun()
    place = at_ben(run, told.Received, 5)
    run.alter(place, event=replace(run.records[place].event, body=digest("something else")))
    assert broken(run) == {"I3"}


def test_an_event_that_was_made_up_on_the_way_is_not_authentic():
    run = GoodRun()
    last = run.log[GROUP][-1]
    made_up = replace(last, seq=last.seq + 1, message_no=last.message_no + 1, client_message_id="m-nobody")
    run.write(told.Received, connection=2, event=made_up, is_replay=False)
    assert broken(run) == {"I3"}


def test_an_event_told_to_somebody_who_was_removed_is_a_leak():
    run = GoodRun()
    following = run.log[GROUP][removal_of_eve(run).seq]
    place = at_ben(run, told.Received, following.seq)
    leak = told.Received(t=run.records[place].t, connection=3, event=following, is_replay=False)
    run.records.insert(place + 1, leak)
    assert broken(run) == {"I7"}


def test_what_happened_meanwhile_may_be_told_to_somebody_who_is_back():
    run = GoodRun()
    seq = removal_of_eve(run).seq
    named = {"connection": 9, "device_id": "d-eve", "user_id": EVE}
    run.write(told.Connected, **named, cursors={GROUP: seq}, heads={GROUP: seq + 1})
    run.write(told.Received, connection=9, event=run.log[GROUP][seq], is_replay=True)
    assert broken(run) == set()


def test_an_event_told_to_a_stranger_is_a_leak():
    run = GoodRun()
    run.write(told.JoinedTold, connection=3, conversation_id=DIRECT, last_seq=0)
    run.write(told.Received, connection=3, event=run.log[DIRECT][0], is_replay=False)
    assert broken(run) == {"I7"}


@pytest.mark.parametrize(("whose", "verdict"), [(EVE, set()), (BEN, {"W"})])
def test_a_line_may_jump_to_the_removal_of_its_own_user_only(whose, verdict):
    run = GoodRun()
    seq = removal_of_eve(run).seq
    connection = {EVE: 3, BEN: 2}[whose]
    before = run.find(
        told.Received,
        lambda each: each.connection == connection and (each.event.conversation_id, each.event.seq) == (GROUP, seq - 1),
    )
    del run.records[before]
    assert broken(run) == verdict


def test_an_event_before_ready_breaks_the_rule_of_the_wire():
    run = GoodRun()
    run.write(told.Received, connection=77, event=run.log[DIRECT][0], is_replay=True)
    assert broken(run) == {"W"}


@pytest.mark.parametrize(("skipped", "verdict"), [(0, set()), (1, {"W"}), (-1, {"W"})])
def test_a_gap_begins_where_the_line_stands(skipped, verdict):
    run = GoodRun()
    first = len(run.log[GROUP]) + 1 + skipped
    run.write(told.GapTold, connection=2, conversation_id=GROUP, first=first, last=first + 300)
    assert broken(run) == verdict


# -- between the senders and the log


def test_an_acknowledged_message_that_is_not_stored_is_a_loss():
    run = GoodRun()
    names = {"user_id": ANA, "conversation_id": GROUP, "client_message_id": "m-lost"}
    run.write(told.Invoked, **names, device_id="d", body="b", door="rest", attempt=1)
    run.write(told.Acked, **names, seq=5, message_no=5, is_duplicate=False, door="rest")
    assert broken(run) == {"I1"}


def test_an_acknowledgement_of_another_place_is_noticed():
    run = GoodRun()
    place = run.find(told.Acked)
    run.alter(place, message_no=run.records[place].message_no + 1)
    assert broken(run) == {"I1"}


def test_a_send_stored_twice_is_noticed_although_all_devices_agree():
    run = GoodRun()
    first = next(event for event in run.log[GROUP] if event.client_message_id == "m-2")
    run.append_message(GROUP, first.actor_id, first.client_message_id, first.body)
    run.ask_lists()
    assert broken(run) == {"I2"}


def test_a_hole_in_the_numbers_is_noticed_although_all_devices_agree():
    """As a counter makes one that is raised before the insert."""
    run = GoodRun()

    def moved(event):
        is_later = event.conversation_id == DIRECT and event.seq >= 8
        return replace(event, seq=event.seq + 1) if is_later else event

    run.log[DIRECT] = [moved(event) for event in run.log[DIRECT]]
    run.records = [replace(each, event=moved(each.event)) if hasattr(each, "event") else each for each in run.records]
    assert "I2" in broken(run)


def test_a_time_that_runs_backwards_is_noticed():
    run = GoodRun()
    was = run.log[DIRECT][4]
    now = run.log[DIRECT][4] = replace(was, at="2025-01-01T00:00:00.000Z")
    run.records = [replace(each, event=now) if getattr(each, "event", None) == was else each for each in run.records]
    assert broken(run) == {"I2"}


def test_a_stored_message_that_nobody_sent_is_not_authentic():
    run = GoodRun()
    run.append_message(GROUP, ANA, "m-nobody", "b")
    run.ask_lists()
    assert broken(run) == {"I3"}


@pytest.mark.parametrize("wrong", [{"user_id": EVE}, {"body": "another one"}])
def test_a_stored_message_of_another_sender_or_body_is_not_authentic(wrong):
    run = GoodRun()
    run.alter(run.find(told.Invoked), **wrong)
    assert broken(run) == {"I3"}


def test_a_membership_change_that_nobody_asked_for_is_not_authentic():
    run = GoodRun()
    del run.records[run.find(told.MembershipAsked, lambda each: each.change == "remove")]
    assert broken(run) == {"I3"}


def test_a_message_before_one_that_was_acknowledged_earlier_is_out_of_order():
    run = GoodRun()
    late = run.records.pop(run.find(told.Acked, lambda each: each.conversation_id == DIRECT and each.seq == 5))
    early = run.find(told.Invoked, lambda each: each.conversation_id == DIRECT)
    run.records.insert(early, replace(late, t=run.records[early].t))
    assert broken(run) == {"I4"}


@pytest.mark.parametrize(("is_final", "verdict"), [(True, {"I6"}), (False, set())])
def test_a_message_refused_for_good_must_not_be_stored(is_final, verdict):
    run = GoodRun()
    names = {"user_id": ANA, "conversation_id": GROUP, "client_message_id": "m-1"}
    run.write(told.Refused, **names, code="forbidden", is_final=is_final)
    assert broken(run) == verdict


# -- what lists say


@pytest.mark.parametrize("name", ["unread", "last_seq", "last_message_no", "mentions"])
def test_a_list_that_counts_wrong_is_noticed(name):
    run = GoodRun()
    run.served[0] = replace(run.served[0], **{name: getattr(run.served[0], name) + 1})
    assert broken(run) == {"I8"}


@pytest.mark.parametrize("move", [-1, 1])
def test_a_read_position_that_is_not_the_promised_one_is_noticed(move):
    run = GoodRun()
    place = next(n for n, each in enumerate(run.served) if each.user_id == EVE)
    served = run.served[place]
    moved = {"read_message_no": served.read_message_no + move, "unread": served.unread - move}
    run.served[place] = replace(served, **moved)
    assert broken(run) == {"I8"}


def test_a_position_that_was_asked_for_without_an_answer_may_have_been_taken_or_not():
    run = GoodRun()
    place = next(n for n, each in enumerate(run.served) if each.user_id == EVE)
    served = run.served[place]
    names = {"user_id": EVE, "conversation_id": served.conversation_id}
    run.write(told.ReadAsked, **names, message_no=served.last_message_no, door="socket")
    assert broken(run) == set()
    run.served[place] = replace(served, read_message_no=served.last_message_no, unread=0, mentions=0)
    assert broken(run) == set()


@pytest.mark.parametrize(("is_later", "verdict"), [(True, {"I8"}), (False, set())])
def test_a_later_question_may_not_be_answered_with_an_earlier_position(is_later, verdict):
    run = GoodRun()
    names = {"user_id": BEN, "conversation_id": DIRECT}
    asked_at = run.t
    run.write(told.ReadSeen, **names, message_no=4, asked_at=asked_at)
    run.write(told.ReadSeen, **names, message_no=3, asked_at=run.t + 0.001 if is_later else asked_at)
    assert broken(run) == verdict


@pytest.mark.parametrize(("up_to", "verdict"), [(3, set()), (4, {"I8"})])
def test_a_position_is_told_as_far_as_the_answer_goes_at_all(up_to, verdict):
    run = GoodRun()
    names = {"user_id": BEN, "conversation_id": DIRECT}
    run.write(told.ReadSeen, **names, message_no=4, asked_at=run.t)
    run.write(told.ReadSeen, **names, message_no=3, asked_at=run.t + 0.001, up_to=up_to)
    assert broken(run) == verdict


# -- afterwards


def test_what_is_still_missing_after_half_a_minute_is_too_late():
    run = GoodRun()
    run.late = ["device d-ben is at 3 of 4"]
    assert broken(run) == {"I9"}


def speed_run(first_seconds, last_seconds, others=0.0, has_faults=True):
    """A hundred seconds with a send in each and a fault in the middle."""
    run = GoodRun()
    run.log, run.served, run.records = {GROUP: []}, [], [told.Phase(t=0.0, name="driving")]
    for number in range(100):
        run.t = float(number)
        run.send(ANA, GROUP, f"n-{number}", "body")
        run.records[-1] = replace(run.records[-1], t=number + (first_seconds if number < 50 else last_seconds))
        run.records.append(told.Busy(t=number + 0.95, others=others))
    if has_faults:
        run.records.append(told.FaultBegan(t=45.0, name="kill", target="chat"))
        run.records.append(told.FaultHealed(t=50.0, name="kill", target="chat", began_at=45.0, record={}))
    run.records = [each for each in run.records if not isinstance(each, told.Received | told.Applied)]
    run.records.append(told.Phase(t=100.0, name="settling"))
    return run


@pytest.mark.parametrize(
    ("run", "is_slow"),
    [
        pytest.param(speed_run(0.4, 0.9), True, id="slow ever since"),
        pytest.param(speed_run(0.4, 0.7), False, id="about as before"),
        pytest.param(speed_run(0.02, 0.3), False, id="nobody would call it slow"),
        pytest.param(speed_run(0.4, 0.9, others=0.4), False, id="others kept the machine busy"),
        pytest.param(speed_run(0.4, 0.9, has_faults=False), False, id="nothing to recover from"),
    ],
)
def test_sends_must_be_about_as_quick_after_the_faults_as_before(run, is_slow):
    assert ("p99" in str(invariants.check_all(run.evidence())["I9"])) == is_slow


def test_why_speed_was_not_judged_is_told():
    assert "more than 15%" in recovered.speed(speed_run(0.4, 0.9, others=0.4).evidence()).is_not_judged_because


def test_sends_that_others_disturbed_do_not_count():
    """Slow only while the machine was busy with others, in half of the time."""
    run = speed_run(0.04, 0.04)
    for place, record in enumerate(run.records):
        if isinstance(record, told.Busy) and record.t % 10 < 5:
            run.alter(place, others=0.9)
        if isinstance(record, told.Acked) and record.t > 50 and record.t % 10 < 5:
            run.alter(place, t=record.t + 0.85)
    assert recovered.speed(run.evidence()) == recovered.Speed(
        pytest.approx(0.04, abs=0.02), pytest.approx(0.04, abs=0.02), None
    )


@pytest.mark.parametrize(
    "after",
    [
        {},
        {"realtime": Cost(180 * 2**20, 40)},
        {"realtime": Cost(100 * 2**20, 140)},
        {"realtime": Cost(100 * 2**20, 40, 5)},
    ],
)
def test_what_is_not_given_back_is_noticed(after):
    run = GoodRun()
    run.costs_after = after
    assert broken(run) == {"I10"}


# -- what messages carry


@pytest.mark.parametrize(
    ("user_id", "attachment_id", "how"),
    [
        pytest.param(BEN, FILE, {"looks": told.Looks("other")}, id="other bytes"),
        pytest.param(BEN, PICTURE, {"looks": told.Looks("2b", 40, 29)}, id="another size"),
        pytest.param(BEN, PICTURE, {"looks": contents.NO_PICTURE, "is_thumbnail": True}, id="no thumbnail"),
        pytest.param(EVE, FILE, {}, id="to a stranger"),
        pytest.param(BEN, DELETED_FILE, {}, id="after its deletion"),
        pytest.param(ANA, DELETED_FILE, {}, id="after its deletion, to another member"),
    ],
)
def test_a_file_that_comes_otherwise_or_to_others_than_it_should_is_noticed(user_id, attachment_id, how):
    run = GoodRun()
    run.fetch(user_id, attachment_id, True, **how)
    assert broken(run) == {"I12"}


@pytest.mark.parametrize(("user_id", "verdict"), [(BEN, {"I12"}), (EVE, set())])
def test_only_members_must_be_given_a_file(user_id, verdict):
    run = GoodRun()
    run.fetch(user_id, FILE, False)
    assert broken(run) == verdict


def test_who_was_removed_for_good_is_given_no_file():
    run = GoodRun()
    run.change(EVE, "remove", "member.removed")
    run.ask_lists()
    run.fetch(EVE, PICTURE, True)
    assert broken(run) == {"I12"}


@pytest.mark.parametrize("is_given", [True, False])
def test_who_comes_and_goes_may_be_answered_either_way_until_the_end(is_given):
    run = GoodRun()
    run.write(told.Downloaded, user_id=EVE, attachment_id=PICTURE, asked_at=0.5, status=404)
    run.alter(-1, status=200 if is_given else 404, looks=LOOKS[PICTURE] if is_given else None)
    assert broken(run) == set()


def test_who_asks_while_a_message_is_deleted_may_be_answered_either_way():
    run = GoodRun()
    asked = run.records[run.find(told.TouchAsked, lambda each: each.change == "delete" and each.user_id == BEN)]
    for status, looks in ((200, LOOKS[DELETED_FILE]), (404, None)):
        names = {"user_id": ANA, "attachment_id": DELETED_FILE, "asked_at": asked.t}
        run.records.append(told.Downloaded(t=asked.t + 0.001, **names, status=status, looks=looks))
    assert broken(run) == set()


def test_a_file_of_which_nothing_whole_comes_in_the_end_is_noticed():
    run = GoodRun()
    run.write(told.Downloaded, user_id=BEN, attachment_id=FILE, asked_at=run.t, status=0)
    assert broken(run) == {"I12"}


def test_a_sound_file_that_is_refused_is_noticed():
    run = GoodRun()
    run.write(told.UploadRefused, user_id=ANA, name="a.png", code="unusable_picture")
    assert broken(run) == {"I12"}


@pytest.mark.parametrize("wrong", [{"name": "other.bin"}, {"size": 6}, {"looks": told.Looks("1a", 3, 3)}])
def test_a_file_that_is_described_otherwise_than_it_is_is_noticed(wrong):
    run = GoodRun()
    run.alter(run.find(told.Uploaded, lambda each: each.attachment_id == FILE), **wrong)
    assert "I12" in broken(run)


def test_a_message_that_is_told_with_other_files_than_it_was_sent_with_is_noticed_although_all_agree():
    run = GoodRun()
    run.alter(run.find(told.Invoked, lambda each: each.client_message_id == "m-15"), attachment_ids=())
    assert broken(run) == {"I12"}


def test_a_message_that_is_shown_without_what_it_carries_is_noticed():
    run = GoodRun()
    conversation_id, message_no = run.place_of("m-15")
    run.histories[conversation_id][message_no] = replace(run.histories[conversation_id][message_no], attachments="")
    assert broken(run) == {"I11"}


# -- what is found


def test_a_message_that_is_not_found_by_what_it_says_is_noticed():
    run = GoodRun()
    run.search(BEN, run.place_of("m-8"), "says", "body 8", (run.place_of("m-6"),))
    assert broken(run) == {"I13"}


def test_a_message_that_is_found_by_what_it_said_before_is_noticed():
    run = GoodRun()
    place = run.place_of("m-4")
    run.search(BEN, place, "said", "body 4", (place,))
    assert broken(run) == {"I13"}


def test_whoever_finds_what_is_said_where_they_do_not_belong_is_noticed():
    run = GoodRun()
    run.search(EVE, run.place_of("m-8"), "says", "body", (run.place_of("m-8"), run.place_of("m-9")))
    assert broken(run) == {"I13"}


# -- any delivery at all


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_spoiled_delivery_goes_unnoticed(data):
    """Whatever one line drops, doubles or swaps, the rule of the wire sees it; a perfect line it lets pass."""
    run = GoodRun()
    places = [n for n, each in enumerate(run.records) if isinstance(each, told.Received) and each.connection == 2]
    place = data.draw(st.sampled_from(places))
    conversation_id = run.records[place].event.conversation_id
    following = [n for n in places if n > place and run.records[n].event.conversation_id == conversation_id]
    spoiled = data.draw(st.sampled_from(["nothing", "double", *(["drop", "swap"] if following else [])]))
    if spoiled == "double":
        run.records.insert(data.draw(st.integers(place + 1, len(run.records))), run.records[place])
    elif spoiled == "drop":
        del run.records[place]
    elif spoiled == "swap":
        other = following[0]
        run.records[place], run.records[other] = run.records[other], run.records[place]
    assert ("W" in broken(run)) == (spoiled != "nothing")
