"""Marking a conversation as unread, and what takes the mark away."""

import msgspec
import pytest

from services.common import subjects
from services.common.errors import NotFound
from tests.unit.chat.processes import group

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24


@pytest.fixture
def conversation_id(world, chat):
    """A group in which Ana has said three things, and Ben has read them."""
    found = group(world, ANA, BEN)
    for _ in range(3):
        chat.say(found, ANA)
    chat.reads.mark(found, BEN, 3)
    return found


def mark_of(chat, conversation_id, user_id=BEN):
    return chat.conversations.get(conversation_id, user_id).unread_mark


def told(world, user_id=BEN):
    """What the devices of a person heard of marks, oldest first."""
    subject = subjects.unread_mark(user_id)
    return [msgspec.json.decode(data)["message_no"] for about, data in world.published if about == subject]


def test_a_mark_is_the_members_own_and_heard_on_their_devices(world, chat, conversation_id):
    assert chat.marks.set(conversation_id, BEN) == 3
    assert (mark_of(chat, conversation_id), mark_of(chat, conversation_id, ANA)) == (3, None)
    assert chat.marks.of_user(BEN) == {conversation_id: 3}
    assert (told(world), told(world, ANA)) == ([3], [])
    shown = chat.conversations.get(conversation_id, BEN)
    assert (shown.unread, shown.read_message_no) == (0, 3)


def test_setting_it_twice_is_told_once_and_removing_what_is_not_there_never(world, chat, conversation_id):
    chat.marks.remove(conversation_id, BEN)
    for _ in range(2):
        chat.marks.set(conversation_id, BEN)
    for _ in range(2):
        chat.marks.remove(conversation_id, BEN)
    assert told(world) == [3, None]
    assert mark_of(chat, conversation_id) is None


def test_looking_again_takes_it_away_and_an_old_position_does_not(world, chat, conversation_id):
    chat.marks.set(conversation_id, BEN)
    chat.reads.mark(conversation_id, BEN, 2)
    assert mark_of(chat, conversation_id) == 3
    chat.reads.mark(conversation_id, BEN, 3)
    assert mark_of(chat, conversation_id) is None
    assert told(world) == [3, None]


def test_reading_on_or_writing_takes_it_away(chat, conversation_id):
    chat.marks.set(conversation_id, BEN)
    chat.say(conversation_id, ANA)
    assert mark_of(chat, conversation_id) == 3
    chat.reads.mark(conversation_id, BEN, 4)
    assert mark_of(chat, conversation_id) is None
    chat.marks.set(conversation_id, BEN)
    chat.say(conversation_id, BEN)
    assert mark_of(chat, conversation_id) is None


def test_who_comes_back_finds_no_mark_from_before(chat, conversation_id):
    chat.marks.set(conversation_id, BEN)
    chat.members.remove(conversation_id, ANA, BEN)
    with pytest.raises(NotFound):
        chat.marks.set(conversation_id, BEN)
    chat.members.add(conversation_id, ANA, BEN)
    assert mark_of(chat, conversation_id) is None


def test_a_stranger_marks_nothing(chat, conversation_id):
    for act in (chat.marks.set, chat.marks.remove):
        with pytest.raises(NotFound):
            act(conversation_id, EVE)
