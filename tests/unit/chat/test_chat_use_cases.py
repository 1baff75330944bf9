"""Use-cases that need no running Natter: large groups, what others may be told, who shares a conversation."""

import pytest

from services.chat.conversations import direct_id
from services.common import frames
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.shapes import BODY_LIMIT
from services.common.texts import is_blank
from tests.unit.chat.processes import direct, group
from tests.unit.chat.use_cases import Chat

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24
CROWD = [f"{number:024x}" for number in range(1, 81)]


@pytest.mark.parametrize("size", [2, 50, 51, 80])
def test_read_positions_are_seen_wherever_they_are_kept(world, chat, size):
    conversation_id = group(world, *CROWD[:size])
    for _ in range(3):
        chat.say(conversation_id, CROWD[0])
    reader, last = CROWD[1], CROWD[size - 1]
    assert chat.reads.mark(conversation_id, reader, 2) == 2
    assert chat.reads.mark(conversation_id, reader, 1) == 2
    assert chat.reads.mark(conversation_id, last, 3) == 3
    expected = {CROWD[0]: 3, reader: 2, last: 3} if last != reader else {CROWD[0]: 3, reader: 3}
    for person, read in expected.items():
        mine = chat.conversations.get(conversation_id, person)
        assert (mine.read_message_no, mine.unread) == (read, 3 - read)
        assert chat.conversations.list_mine(person, 10, None).conversations == [mine]
        assert chat.heads.of_user(person).conversations[0].read_message_no == read
    shown = {
        member.user_id: member.read_message_no for member in chat.conversations.get(conversation_id, reader).members
    }
    assert len(shown) == min(size, 50)
    for person in (CROWD[0], reader):
        assert shown[person] == expected[person]
    told = {member.user_id: member.read_message_no for member in chat.members.answer(conversation_id).members}
    assert told == {**dict.fromkeys(CROWD[:size], 0), **expected}
    listed = {member.user_id: member.read_message_no for member in chat.members.list_all(conversation_id, reader)}
    assert listed == told


def test_a_read_position_that_grew_is_announced_once(world, chat):
    conversation_id = direct(world, ANA, BEN)
    chat.say(conversation_id, ANA)
    for _ in range(3):
        chat.reads.mark(conversation_id, BEN, 1)
    frame = frames.encode(frames.ReadFrame(conversation_id=conversation_id, user_id=BEN, message_no=1))
    assert world.published == [(f"chat.read.{conversation_id}", frame)]


def test_growing_from_small_to_large_loses_no_read_position(world, chat):
    conversation_id = group(world, *CROWD[:50])
    for _ in range(2):
        chat.say(conversation_id, CROWD[0])
    chat.reads.mark(conversation_id, CROWD[1], 2)
    chat.members.add(conversation_id, CROWD[0], CROWD[60])
    chat.say(conversation_id, CROWD[0])
    chat.reads.mark(conversation_id, CROWD[2], 3)
    unread = [chat.conversations.get(conversation_id, person).unread for person in (*CROWD[:4], CROWD[60])]
    assert unread == [0, 1, 0, 3, 1]


def test_who_shares_a_conversation(world, chat):
    direct_conversation = chat.conversations.open_direct(ANA, BEN)[0]
    assert direct_conversation.id == direct_id(BEN, ANA)
    large = group(world, ANA, *CROWD)
    assert chat.heads.sharing_with(ANA, [BEN, EVE, ANA, CROWD[3], CROWD[79]]) == sorted([BEN, CROWD[3], CROWD[79]])
    assert chat.heads.sharing_with(BEN, [ANA, CROWD[3]]) == [ANA]
    assert chat.heads.sharing_with(EVE, [ANA, BEN]) == []
    assert chat.heads.further({large: 0, direct_conversation.id: 0, EVE: 0}) == {}
    chat.say(large, ANA)
    assert chat.heads.further({large: 0, direct_conversation.id: 0}) == {large: 1}


def test_opening_a_direct_conversation_twice_finds_the_first(world, chat):
    first, is_new = chat.conversations.open_direct(ANA, BEN)
    again, is_new_again = chat.conversations.open_direct(BEN, ANA)
    assert (first.id, is_new, is_new_again) == (again.id, True, False)
    assert (first.kind, first.title, first.role) == ("direct", None, "member")


def test_nobody_can_be_talked_to_who_does_not_exist(world):
    chat = Chat(world, people={ANA, BEN})
    with pytest.raises(NotFound):
        chat.conversations.open_direct(ANA, EVE)
    with pytest.raises(NotFound):
        chat.conversations.open_group(ANA, "Plans", [BEN, EVE])
    conversation_id = chat.conversations.open_group(ANA, "Plans", [BEN]).id
    with pytest.raises(NotFound):
        chat.members.add(conversation_id, ANA, EVE)
    assert len(world.conversations) == 1


def test_without_auth_opening_waits_but_talking_goes_on(world, chat):
    conversation_id = chat.conversations.open_group(ANA, "Plans", [BEN]).id
    world.is_nats_up = False
    with pytest.raises(Unavailable):
        chat.conversations.open_direct(ANA, BEN)
    assert chat.messages.send(conversation_id, ANA, "x", "still here", None, []).seq == 1


def test_a_closed_log_opens_nothing(world, chat):
    chat.log.is_open = False
    with pytest.raises(Unavailable):
        chat.conversations.open_direct(ANA, BEN)
    assert world.conversations == {}


@pytest.mark.parametrize("title", ["", "  ", "\u200b", "x" * 101, "two\nlines", "a\0b", "photo\u202egpj"])
def test_a_group_needs_a_name_that_shows(chat, title):
    with pytest.raises(InvalidInput):
        chat.conversations.open_group(ANA, title, [])


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        (" \t\n\u00a0\u3000", True),
        ("\u200b\u200d\ufeff\u2060", True),
        ("\u3164", True),
        (".", False),
        ("\U0001f468\u200d\U0001f469", False),
        ("\u202e\u05d0", False),
        ("\x00x", False),
    ],
)
def test_what_shows_nothing_is_blank(text, blank):
    assert is_blank(text) is blank


@pytest.mark.parametrize(
    ("client_message_id", "body"),
    [("", "x"), ("x" * 65, "x"), ("x", ""), ("x", "x" * (BODY_LIMIT + 1)), ("x", " \n ")],
)
def test_the_bus_door_checks_what_the_rest_door_checks(world, chat, client_message_id, body):
    conversation_id = direct(world, ANA, BEN)
    with pytest.raises(InvalidInput):
        chat.messages.send(conversation_id, ANA, client_message_id, body, None, [])
    assert world.events == []


def test_events_are_for_members_only(world, chat):
    conversation_id = direct(world, ANA, BEN)
    chat.say(conversation_id, ANA)
    assert [event.seq for event in chat.heads.events_after(conversation_id, BEN, 0, 200)] == [1]
    for stranger, where in ((EVE, conversation_id), (ANA, "f" * 24)):
        with pytest.raises(NotFound):
            chat.heads.events_after(where, stranger, 0, 200)
        with pytest.raises(NotFound):
            chat.reads.mark(where, stranger, 1)
