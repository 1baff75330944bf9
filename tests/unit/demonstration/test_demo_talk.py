"""The demo: the same seed says the same, a log that any check takes, and believable times."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from deploy.demonstration import drawings, histories, plans, portraits, talk
from deploy.demonstration.cast import CAST
from services.chat.emoji import clean
from services.chat.stores.attachments import Kept, StoredAttachment
from services.chat.uploads import attachment_of
from services.common import ids
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


def kept(stores, name):
    """An upload that is complete, as the public door leaves it."""
    whole = Kept(file="file", size=7, content_type="image/png")
    stored = StoredAttachment(id=ids.new_id(), owner_id=USER_IDS[0], name=name, size=7, created_at=NOW, kept=whole)
    stores.attachments.insert(stored)
    return attachment_of(stored)


def test_a_thread_is_read_as_it_was_meant():
    (first, second, third), (alone,) = talk.threads(
        """
a: Five => Six o'clock
b: >1 Yes. {👍 ac} {❤️ a}
c: Wrong window {deleted} {+ lake.jpg cake.jpg}

a: Two
lines
"""
    )
    assert (first.was, first.body) == ("Five", "Six o'clock")
    assert (second.speaker, second.answers, second.body) == (1, 0, "Yes.")
    assert second.reactions == [("👍", [0, 2]), ("❤️", [0])]
    assert (third.body, third.is_deleted, third.files) == ("Wrong window", True, ["lake.jpg", "cake.jpg"])
    assert alone.body == "Two\nlines"


def test_what_is_no_line_is_told():
    with pytest.raises(ValueError, match="not a line"):
        talk.threads("hello")


def test_everything_that_is_said_can_be_said():
    texts = [*talk.GROUPS.values(), talk.DIRECTS, *(text for _, text in talk.LATELY)]
    lines = [line for text in texts for thread in talk.threads(text) for line in thread]
    assert lines
    for line in lines:
        assert line.body.strip()
        assert "{" not in line.body
        assert set(line.files) <= set(drawings.FILES)
        for emoji, letters in line.reactions:
            assert clean(emoji) == emoji
            assert letters


@pytest.mark.parametrize("people", [4, 5, 12])
def test_those_who_spoke_a_moment_ago_are_in_the_conversation(people):
    names = [role.name for role in CAST]
    plan = {one.title or names[max(one.members)]: one.members for one in plans.make(1, people, 100, 1, NOW)}
    assert talk.lately(people)
    for where, lines in talk.lately(people):
        heard = {place for line in lines for _, places in line.reactions for place in places}
        assert {line.speaker for line in lines} | heard <= set(plan[where])


def test_a_file_goes_with_one_message_alone():
    files = [name for one in plans.make(1, 12, 3_000, 6, NOW) for said in one.said for name in said.files]
    assert files
    assert len(set(files)) == len(files)


def test_small_groups_are_the_second_person_s_alone():
    usual, more = plans.make(1, 4, 100, 6, NOW), plans.make(1, 4, 100, 6, NOW, groups=1_000)
    small = [one for one in more if plans.ME not in one.members]
    assert len(more) - len(usual) == len(small) == len({one.title for one in small}) == 1_000
    assert all(len(set(one.members)) == 3 and plans.SECOND in one.members for one in small)
    assert all(NOW - timedelta(weeks=7) < said.at < NOW for one in small for said in one.said)


def test_what_is_quiet_marked_or_unread_is_there():
    there = {*talk.GROUPS, *(role.name for role in CAST)}
    assert {talk.QUIET, talk.MARKED, *talk.UNREAD} <= there


@pytest.mark.parametrize("name", drawings.FILES)
def test_every_file_can_be_drawn_and_is_the_same_size_each_time(name):
    data = drawings.draw(name)
    assert 1_000 < len(data) < 500_000
    if name.endswith((".jpg", ".png")):
        with Image.open(io.BytesIO(data), formats=["PNG" if name.endswith("png") else "JPEG"]) as picture:
            assert max(picture.size) <= 1_280


def test_names_are_taken_once():
    assert len({role.username for role in CAST}) == len({role.name for role in CAST}) == len(CAST)


def test_people_look_different():
    looks = [portraits.draw(role.look) for role in CAST if role.look]
    assert len(set(looks)) == len(looks) > len(CAST) / 2


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
        attachments = {said.message_no: [kept(stores, name) for name in said.files] for said in conversation.said}
        conversation_id = histories.write(stores, heads, USER_IDS, conversation, attachments)
        assert not differences(world, conversation_id)
        log = world.log_of(conversation_id)
        assert heads.kept[conversation_id] == len(log)
        assert stores.conversations.find(conversation_id).last_message_no == len(conversation.said)
    assert all(one.is_sent for one in world.attachments.values())
    kinds = {record.event.__struct_config__.tag for record in world.events}
    assert kinds == {"message.created", "message.edited", "message.deleted", "reaction.added"}
