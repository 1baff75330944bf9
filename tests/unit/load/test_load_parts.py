"""What the load test decides by itself: order of events, who should have heard what, pauses, homes, the command."""

import random
from argparse import Namespace

import pytest

from deploy import load
from deploy.failure import Failure
from tests.load import pauses
from tests.load.cursors import EARLY_LIMIT, Cursors
from tests.load.flights import MOST, OVERDUE_SECONDS, Flights
from tests.load.town import SQUARE_SIZE, TEAM_SIZE, Town


def event(seq, conversation_id="c"):
    return {"conversation_id": conversation_id, "seq": seq}


def seqs(events):
    return [one["seq"] for one in events]


class TestCursors:
    def followed(self, seq=3):
        cursors = Cursors()
        cursors.begin("c", seq)
        return cursors

    def test_the_next_event_is_due_and_older_ones_are_not(self):
        cursors = self.followed()
        assert seqs(cursors.take(event(4))) == [4]
        assert cursors.take(event(4)) == []
        assert cursors.take(event(2)) == []
        assert cursors.applied == {"c": 4}

    def test_early_events_wait_for_the_hole_to_be_filled(self):
        cursors = self.followed()
        assert [cursors.take(event(seq)) for seq in (6, 5, 8)] == [[], [], []]
        assert cursors.has_hole("c")
        assert seqs(cursors.take(event(4))) == [4, 5, 6]
        assert cursors.has_hole("c")
        assert seqs(cursors.take(event(7))) == [7, 8]
        assert not cursors.has_hole("c")

    def test_no_more_wait_than_can_be_kept(self):
        cursors = self.followed(0)
        for seq in range(2, EARLY_LIMIT + 10):
            cursors.take(event(seq))
        assert len(cursors.take(event(1))) == EARLY_LIMIT + 1

    def test_a_log_that_is_not_followed_is_not_heard_and_one_that_is_does_not_jump(self):
        cursors = self.followed()
        assert cursors.take(event(1, "other")) == []
        cursors.begin("c", 9)
        assert cursors.applied == {"c": 3}


class TestFlights:
    def setup_method(self):
        self.now = 0.0
        self.flights = Flights(lambda: self.now)
        for user_id in ("ana", "ben", "cyn"):
            self.flights.arrive(user_id, ["c"])

    def test_everybody_else_is_waited_for_and_heard_once(self):
        self.flights.start("m", "c", "ana")
        self.now = 0.25
        assert self.flights.land("m", "ben") == 0.25
        assert self.flights.land("m", "ben") is None
        assert self.flights.land("m", "ana") is None
        assert self.flights.land("unknown", "ben") is None

    def test_who_did_not_hear_in_time_is_named_once(self):
        self.flights.start("m", "c", "ana")
        self.flights.land("m", "ben")
        self.now = OVERDUE_SECONDS - 1
        assert self.flights.overdue() == []
        self.now = OVERDUE_SECONDS
        assert self.flights.overdue() == [("m", "cyn")]
        assert self.flights.overdue() == []

    def test_nothing_is_expected_of_those_who_left_or_came_later(self):
        self.flights.start("m", "c", "ana")
        self.flights.arrive("eve", ["c"])
        self.flights.leave("ben")
        self.now = OVERDUE_SECONDS
        assert self.flights.overdue() == [("m", "cyn")]

    def test_a_refused_message_is_not_waited_for(self):
        self.flights.start("m", "c", "ana")
        self.flights.cancel("m")
        self.now = OVERDUE_SECONDS
        assert self.flights.overdue() == []

    def test_no_more_are_followed_than_can_be_kept(self):
        for number in range(MOST + 1):
            self.flights.start(str(number), "c", "ana")
        assert self.flights.land("0", "ben") is None
        assert self.flights.land(str(MOST), "ben") == 0.0


class TestPauses:
    def test_a_told_delay_is_obeyed(self):
        assert pauses.after_close(1012, "r=1500", 0, random) == 1.5
        assert pauses.after_close(4503, "r=7000", 9, random) == 7.0

    def test_a_refusal_is_obeyed_and_a_token_renewed(self):
        assert pauses.after_close(4403, "", 0, random) is None
        assert pauses.after_close(4401, "", 0, random) <= 1.0

    def test_who_was_too_fast_comes_back_slowly(self):
        assert pauses.after_close(4429, "", 0, random) >= pauses.TOO_FAST_SECONDS

    @pytest.mark.parametrize(("attempt", "most"), [(0, 1.0), (1, 1.0), (2, 2.0), (5, 16.0), (99, 30.0)])
    def test_a_pause_is_any_part_of_a_range_that_grows(self, attempt, most):
        drawn = [pauses.after_close(1006, "", attempt, random.Random(seed)) for seed in range(200)]
        assert 0.0 <= min(drawn) < most / 4
        assert most * 3 / 4 < max(drawn) <= most

    def test_all_senders_together_keep_the_rate(self):
        one = random.Random(7)
        drawn = [pauses.between_sends(5.0, 20, one) for _ in range(20_000)]
        assert 20_000 / sum(drawn) * 20 == pytest.approx(5.0, rel=0.05)


class Somebody:
    def __init__(self, name, rooms):
        self.user_id, self._opened = name, rooms

    def open_group(self, title):
        self._opened[title] = [self.user_id]
        return title

    def open_direct(self, other):
        return f"{self.user_id} and {other.user_id}"

    def add_member(self, conversation_id, other):
        self._opened[conversation_id].append(other.user_id)


def test_people_settle_in_teams_and_squares_that_stay_small():
    town, opened = Town(), {}
    homes = [town.settle(Somebody(f"p{number}", opened)) for number in range(SQUARE_SIZE + 1)]
    sizes = {title: len(members) for title, members in opened.items()}
    assert max(size for title, size in sizes.items() if title.startswith("Team")) == TEAM_SIZE
    assert sizes["Square 1"] == SQUARE_SIZE
    assert homes[0].conversation_ids == ["Team 1", "Square 1"]
    assert homes[-1].conversation_ids == ["Team 7", "Square 2", "p50 and p49"]


def given(**more):
    return Namespace(**{"url": None, "users": 60, "rate": 5.0, "seconds": 60, "web": False, **more})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"users": 3}, "--users 3"),
        ({"users": 5_000}, "--users 5000"),
        ({"seconds": 1}, "--seconds 1"),
        ({"rate": 0}, "--rate 0"),
        ({"users": 12, "rate": 5}, "12 people do not say 5 messages"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_with_a_sentence(wrong, named):
    with pytest.raises(Failure, match=named):
        load.require_sense(given(**wrong))


def test_a_run_is_headless_and_ends():
    command = load.locust(given(), "http://natter.test", None)
    assert "--headless" in command
    assert command[command.index("--run-time") + 1] == "60s"
    assert command[command.index("--host") + 1] == "http://natter.test"


def test_the_page_is_for_this_machine_only(capsys):
    command = load.locust(given(web=True), "http://natter.test", 8_089)
    assert "--headless" not in command
    assert command[command.index("--web-host") + 1] == "127.0.0.1"
    assert "http://127.0.0.1:8089" in capsys.readouterr().out
