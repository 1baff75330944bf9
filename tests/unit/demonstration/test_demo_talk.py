"""The demo: the same seed says the same, a log that any check takes, and believable times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.demonstration import histories, plans, talk
from deploy.demonstration.cast import CAST
from services.chat.emoji import clean
from tests.unit.chat.fakes import FakeStores, World
from tests.unit.chat.processes import differences

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
USER_IDS = [f"{place:024x}" for place in range(1, len(CAST) + 1)]


class Heads:
    """Of notify, as far as the demo uses them."""

    def __init__(self):
        self.kept = {}

    def grow(self, heads):
        self.kept |= heads


def test_a_thread_is_read_as_it_was_meant():
    (first, second, third), (alone,) = talk.threads(
        """
a: Five => Six o'clock
b: >1 Yes. {👍 ac} {❤️ a}
c: Wrong window {deleted}

a: Two
lines
"""
    )
    assert (first.was, first.body) == ("Five", "Six o'clock")
    assert (second.speaker, second.answers, second.body) == (1, 0, "Yes.")
    assert second.reactions == [("👍", [0, 2]), ("❤️", [0])]
    assert (third.body, third.is_deleted) == ("Wrong window", True)
    assert alone.body == "Two\nlines"


def test_what_is_no_line_is_told():
    with pytest.raises(ValueError, match="not a line"):
        talk.threads("hello")


def test_everything_that_is_said_can_be_said():
    lines = [line for text in [*talk.GROUPS.values(), talk.DIRECTS] for thread in talk.threads(text) for line in thread]
    assert lines
    for line in lines:
        assert line.body.strip()
        assert "{" not in line.body
        for emoji, letters in line.reactions:
            assert clean(emoji) == emoji
            assert letters


def test_those_who_spoke_a_moment_ago_are_in_the_group():
    for conversation in plans.make(1, 4, 100, 1, NOW):
        speakers = {speaker for title, speaker, _ in talk.LATELY if title == conversation.title and speaker < 4}
        assert conversation.title is None or speakers <= set(conversation.members)


def test_names_are_taken_once():
    assert len({role.username for role in CAST}) == len({role.name for role in CAST}) == len(CAST)


def test_the_same_seed_says_the_same_and_another_one_something_else():
    assert plans.make(7, 12, 600, 6, NOW) == plans.make(7, 12, 600, 6, NOW)
    assert plans.make(7, 12, 600, 6, NOW) != plans.make(8, 12, 600, 6, NOW)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    people=st.integers(4, len(CAST)),
    messages=st.integers(100, 4_000),
    weeks=st.integers(1, 520),
)
def test_a_plan_is_of_its_size_and_in_order_whatever_is_wanted(seed, people, messages, weeks):
    plan = plans.make(seed, people, messages, weeks, NOW)
    assert abs(sum(len(one.said) for one in plan) - messages) <= 30 * len(plan)
    for one in plan:
        members = set(one.members)
        assert plans.ME in members
        assert members <= set(range(people))
        assert [said.message_no for said in one.said] == list(range(1, len(one.said) + 1))
        assert all(NOW - timedelta(weeks=weeks, days=1) < said.at < NOW for said in one.said)
        assert [said.at for said in one.said] == sorted(said.at for said in one.said)
        for said in one.said:
            assert said.speaker in members
            assert said.answers is None or said.answers < said.message_no
            assert all(place in members and place != said.speaker for _, place in said.reactions)


def test_the_past_is_in_the_log_as_chat_would_have_written_it():
    world, heads = World(), Heads()
    stores = FakeStores(world)
    plan = plans.make(3, 12, 600, 6, NOW)
    for conversation in plan:
        conversation_id = histories.write(stores, heads, USER_IDS, conversation)
        assert not differences(world, conversation_id)
        log = world.log_of(conversation_id)
        assert heads.kept[conversation_id] == len(log)
        assert stores.conversations.find(conversation_id).last_message_no == len(conversation.said)
    kinds = {record.event.__struct_config__.tag for record in world.events}
    assert kinds == {"message.created", "message.edited", "message.deleted", "reaction.added"}
