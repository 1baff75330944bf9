"""Editing, deleting and reacting, as the use-cases answer: who may, what happens twice, what is left."""

import pytest

from services.chat import emoji
from services.chat.states import CHANGES_KEPT
from services.common import events
from services.common.errors import Conflict, Forbidden, InvalidInput, NotFound
from services.common.events import MessageCreated, MessageEdited
from services.common.shapes import BODY_LIMIT, EMOJI_LIMIT, Reaction
from tests.unit.chat.processes import direct, group

ANA, BEN, CYN, EVE = "a" * 24, "b" * 24, "c" * 24, "e" * 24
MANY_EMOJI = "😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔"


@pytest.fixture
def conversation_id(world, chat):
    """A group of Ana, its admin, Ben and Cyn, in which Ben has said something."""
    found = group(world, ANA, BEN, CYN)
    chat.say(found, BEN, "the secret")
    return found


def kinds(world, conversation_id):
    return [record.event.__struct_config__.tag for record in world.log_of(conversation_id)]


def history(chat, conversation_id, user_id=BEN):
    return chat.messages.before(conversation_id, user_id, None, 50).messages


def test_an_edit_is_seen_everywhere_and_asked_twice_is_one_event(world, chat, conversation_id):
    edited = chat.messages.edit(conversation_id, BEN, 1, "better said")
    assert (edited.body, edited.edited_at is not None, edited.applied_seq) == ("better said", True, 2)
    assert chat.messages.edit(conversation_id, BEN, 1, "better said") == edited
    assert kinds(world, conversation_id) == ["message.created", "message.edited"]
    assert history(chat, conversation_id) == [edited]
    shown = chat.conversations.get(conversation_id, CYN)
    assert (shown.last_message, shown.last_seq, shown.last_message_no) == (edited, 2, 1)


def test_an_edit_covers_up_no_other_edit_of_its_author(world, chat, conversation_id):
    chat.messages.edit(conversation_id, BEN, 1, "from my phone", replaces="the secret")
    with pytest.raises(Conflict) as refused:
        chat.messages.edit(conversation_id, BEN, 1, "from my desk", replaces="the secret")
    assert refused.value.code == "edited_meanwhile"
    # The answer to the first one was lost: it is what the message says already.
    assert chat.messages.edit(conversation_id, BEN, 1, "from my phone", replaces="the secret").body == "from my phone"
    chat.messages.edit(conversation_id, BEN, 1, "from my desk", replaces="from my phone")
    assert kinds(world, conversation_id) == ["message.created", "message.edited", "message.edited"]


def test_an_edited_message_that_is_not_the_last_leaves_the_last(chat, conversation_id):
    chat.say(conversation_id, ANA, "the last")
    chat.messages.edit(conversation_id, BEN, 1, "better said")
    assert chat.conversations.get(conversation_id, CYN).last_message.body == "the last"


def test_nothing_that_a_deleted_message_said_is_left_anywhere(world, chat, conversation_id):
    chat.messages.edit(conversation_id, BEN, 1, "the secret, edited")
    chat.messages.react(conversation_id, CYN, 1, "👍")
    left = chat.messages.delete(conversation_id, BEN, 1)
    assert (left.body, left.deleted_at is not None, left.reactions, left.edited_at) == ("", True, [], None)
    assert chat.messages.delete(conversation_id, ANA, 1) == left
    assert history(chat, conversation_id) == [left]
    assert chat.conversations.get(conversation_id, CYN).last_message == left
    told = chat.heads.events_after(conversation_id, CYN, 0, 200)
    assert b"secret" not in b"".join(map(events.encode, told))
    assert told[0].data.deleted
    assert "secret" not in repr((world.events, world.conversations, chat.process.parts.known.get(conversation_id)))
    assert kinds(world, conversation_id).count("message.deleted") == 1


def test_a_retry_of_a_send_that_was_deleted_gets_its_ack(chat, conversation_id):
    first = chat.messages.send(conversation_id, BEN, "c-1", "the other secret", None, [])
    chat.messages.delete(conversation_id, BEN, first.message_no)
    again = chat.messages.send(conversation_id, BEN, "c-1", "the other secret", None, [])
    assert (again.seq, again.duplicate) == (first.seq, True)


def test_a_deleted_message_cannot_be_edited_or_reacted_to(chat, conversation_id):
    chat.messages.delete(conversation_id, BEN, 1)
    for change in (
        lambda: chat.messages.edit(conversation_id, BEN, 1, "again"),
        lambda: chat.messages.react(conversation_id, BEN, 1, "👍"),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "message_deleted"
    assert chat.messages.take_back(conversation_id, BEN, 1, "👍").deleted_at is not None


def test_only_authors_edit_and_only_they_and_admins_delete(chat, conversation_id):
    for user_id in (ANA, CYN):
        with pytest.raises(Forbidden):
            chat.messages.edit(conversation_id, user_id, 1, "not mine")
    with pytest.raises(Forbidden):
        chat.messages.delete(conversation_id, CYN, 1)
    left = chat.messages.delete(conversation_id, ANA, 1)
    assert (left.deleted_at is not None, left.actor_id, left.deleter_id) == (True, BEN, ANA)
    assert chat.messages.delete(conversation_id, BEN, 1) == left


def test_in_a_direct_conversation_nobody_deletes_what_the_other_said(world, chat):
    conversation_id = direct(world, ANA, BEN)
    chat.say(conversation_id, ANA)
    with pytest.raises(Forbidden):
        chat.messages.delete(conversation_id, BEN, 1)


def test_strangers_and_who_was_removed_learn_nothing(chat, conversation_id):
    chat.members.remove(conversation_id, ANA, CYN)
    for user_id in (EVE, CYN):
        for message_no in (1, 99):
            for change in (
                lambda user_id=user_id, number=message_no: chat.messages.edit(conversation_id, user_id, number, "x"),
                lambda user_id=user_id, number=message_no: chat.messages.delete(conversation_id, user_id, number),
                lambda user_id=user_id, number=message_no: chat.messages.react(conversation_id, user_id, number, "👍"),
            ):
                with pytest.raises(NotFound) as refused:
                    change()
                assert refused.value.noun == "conversation"


@pytest.mark.parametrize("message_no", [0, 2, 2**53, 10**30])
def test_a_message_that_is_not_there_is_not_found(chat, conversation_id, message_no):
    with pytest.raises(NotFound) as refused:
        chat.messages.edit(conversation_id, BEN, message_no, "x")
    assert refused.value.noun == "message"


@pytest.mark.parametrize("body", ["", " \n", "x" * (BODY_LIMIT + 1)])
def test_edits_are_bounded_as_sends_are(chat, conversation_id, body):
    with pytest.raises(InvalidInput) as refused:
        chat.messages.edit(conversation_id, BEN, 1, body)
    assert refused.value.field == "body"


def test_reactions_are_one_a_person_and_emoji(world, chat, conversation_id):
    for user_id in (BEN, CYN, BEN):
        reacted = chat.messages.react(conversation_id, user_id, 1, "👍")
    assert reacted.reactions == [Reaction(emoji="👍", user_ids=[BEN, CYN])]
    chat.messages.take_back(conversation_id, BEN, 1, "👍")
    assert chat.messages.take_back(conversation_id, BEN, 1, "👍").reactions == [Reaction(emoji="👍", user_ids=[CYN])]
    assert chat.messages.take_back(conversation_id, CYN, 1, "👍").reactions == []
    assert kinds(world, conversation_id) == [
        "message.created", "reaction.added", "reaction.added", "reaction.removed", "reaction.removed",
    ]  # fmt: skip
    assert chat.conversations.get(conversation_id, ANA).last_message.reactions == []


def test_a_message_takes_only_so_many_different_emoji(chat, conversation_id):
    for one in MANY_EMOJI[:EMOJI_LIMIT]:
        chat.messages.react(conversation_id, BEN, 1, one)
    with pytest.raises(Conflict) as refused:
        chat.messages.react(conversation_id, CYN, 1, MANY_EMOJI[EMOJI_LIMIT])
    assert refused.value.code == "too_many_reactions"
    assert chat.messages.react(conversation_id, CYN, 1, MANY_EMOJI[0]).reactions[0].user_ids == [BEN, CYN]


def test_a_message_that_was_read_long_ago_is_read_anew(world, chat, conversation_id):
    outdated = chat.process.about(conversation_id, BEN, 1, "edit", "late")
    for number in range(CHANGES_KEPT + 1):
        chat.messages.edit(conversation_id, BEN, 1, f"edit {number}")
    with pytest.raises(Conflict) as refused:
        chat.process.do(outdated)
    assert refused.value.code == "outdated"
    assert chat.messages.edit(conversation_id, BEN, 1, "late").body == "late"
    assert kinds(world, conversation_id).count("message.edited") == CHANGES_KEPT + 2


def test_a_reply_names_a_message_that_is_there(chat, conversation_id):
    chat.messages.send(conversation_id, ANA, "c-1", "why?", 1, [])
    assert history(chat, conversation_id)[1].reply_to == 1
    assert chat.heads.events_after(conversation_id, CYN, 1, 1)[0].data.reply_to == 1
    with pytest.raises(InvalidInput) as refused:
        chat.messages.send(conversation_id, ANA, "c-2", "what?", 3, [])
    assert refused.value.field == "reply_to"


def test_sending_asks_the_database_no_more_than_before(chat, conversation_id):
    chat.say(conversation_id, BEN)
    calls = chat.process.line.calls
    chat.say(conversation_id, BEN)
    # The insert, and telling NATS.
    assert chat.process.line.calls - calls == 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [("👍", "👍"), ("❤", "❤️"), ("❤️", "❤️"), ("👩🏽‍🚀", "👩🏽‍🚀"), ("🇩🇪", "🇩🇪"), ("#️⃣", "#️⃣"), ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦")],
)
def test_one_emoji_is_kept_in_one_form(text, kept):
    assert emoji.clean(text) == kept


@pytest.mark.parametrize("text", ["", "a", "#", "👍👍", "👍 ", "🏽", "🇩", "‍", "👍" * 50, "<b>", "\x00", "$set"])
def test_what_is_not_one_emoji_is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        emoji.clean(text)
    assert refused.value.field == "emoji"


def test_every_edit_stays_in_the_log_until_the_message_is_deleted(world, chat, conversation_id):
    for body in ("one", "two"):
        chat.messages.edit(conversation_id, BEN, 1, body)
    log = [record.event for record in world.log_of(conversation_id)]
    assert [event.data.body for event in log if isinstance(event, MessageCreated | MessageEdited)] == [
        "the secret", "one", "two",
    ]  # fmt: skip
