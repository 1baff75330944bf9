"""Who is mentioned where: counted by what messages say now, from one's read position on."""

import pytest

from services.chat.checks import Checker
from services.common import events
from services.common.errors import NotFound, Unavailable
from services.common.mentions import ALL
from services.common.shapes import MENTIONED_IN_LIMIT
from tests.unit.chat.processes import NAMES, differences, direct, group
from tests.unit.chat.use_cases import Chat

ANA, BEN, CYN, DAN = NAMES.values()


@pytest.fixture
def chat(world):
    found = Chat(world)
    found.process.bus.names = NAMES
    return found


@pytest.fixture
def conversation_id(world):
    return group(world, ANA, BEN, CYN)


def write(chat, conversation_id, body, user_id=ANA, client_message_id="1"):
    return chat.messages.send(conversation_id, user_id, client_message_id, body, None, [])


def mentioned_in(chat, conversation_id, user_id):
    shown = chat.conversations.get(conversation_id, user_id)
    assert shown.mentions == len(shown.mentioned_in)
    listed = {one.id: one for one in chat.conversations.list_mine(user_id, 50, None).conversations}
    assert listed[conversation_id] == shown
    return shown.mentioned_in


def test_whoever_is_spoken_to_by_name_has_a_mention_until_they_read_it(chat, conversation_id):
    chat.say(conversation_id, ANA, "@ben look")
    chat.say(conversation_id, ANA, "look, all of you")
    chat.say(conversation_id, CYN, "@Ben, @ana!")
    assert mentioned_in(chat, conversation_id, BEN) == [1, 3]
    assert mentioned_in(chat, conversation_id, ANA) == [3]
    assert mentioned_in(chat, conversation_id, CYN) == []
    chat.reads.mark(conversation_id, BEN, 2)
    assert mentioned_in(chat, conversation_id, BEN) == [3]
    chat.reads.mark(conversation_id, BEN, 3)
    assert mentioned_in(chat, conversation_id, BEN) == []


def test_everybody_in_a_group_can_be_spoken_to_at_once_and_in_a_pair_nobody(world, chat, conversation_id):
    chat.say(conversation_id, ANA, "@all, and @ben too")
    assert [mentioned_in(chat, conversation_id, one) for one in (BEN, CYN)] == [[1], [1]]
    pair = direct(world, ANA, BEN)
    chat.say(pair, ANA, "@all")
    chat.say(pair, ANA, "@ben")
    assert mentioned_in(chat, pair, BEN) == [2]


def test_an_edit_mentions_whom_it_speaks_to_and_no_others(world, chat, conversation_id):
    chat.say(conversation_id, ANA, "@ben look")
    edited = chat.messages.edit(conversation_id, ANA, 1, "@cyn look, @dan not")
    assert edited.mentions == [CYN]
    assert (mentioned_in(chat, conversation_id, BEN), mentioned_in(chat, conversation_id, CYN)) == ([], [1])
    (told,) = [events.decode(data) for _, data, *_ in world.stream if events.decode(data).seq == 2]
    assert told.data.mentions == [CYN]
    assert differences(world, conversation_id) == []


def test_a_deleted_message_mentions_nobody_and_leaves_no_trace_of_it(world, chat, conversation_id):
    chat.say(conversation_id, ANA, "@ben look")
    chat.messages.edit(conversation_id, ANA, 1, "@ben @cyn look")
    assert chat.messages.delete(conversation_id, ANA, 1).mentions == []
    assert mentioned_in(chat, conversation_id, BEN) == mentioned_in(chat, conversation_id, CYN) == []
    assert [getattr(record.event.data, "mentions", []) for record in world.log_of(conversation_id)] == [[], [], []]


def test_who_is_no_member_is_not_mentioned_and_who_comes_back_begins_anew(chat, conversation_id):
    chat.say(conversation_id, ANA, "@ben one")
    chat.members.remove(conversation_id, ANA, BEN)
    chat.say(conversation_id, ANA, "@ben two, @all")
    with pytest.raises(NotFound):
        chat.conversations.get(conversation_id, BEN)
    chat.members.add(conversation_id, ANA, BEN)
    assert mentioned_in(chat, conversation_id, BEN) == []
    chat.say(conversation_id, ANA, "@ben three")
    assert mentioned_in(chat, conversation_id, BEN) == [3]


def test_a_mention_counts_in_the_other_process_as_soon_as_it_is_acknowledged(world, chat, conversation_id):
    other = Chat(world)
    waiting = other.process.say(conversation_id, ANA, "@ben look")
    assert waiting.records[-1].event.data.mentions == [BEN]
    assert mentioned_in(chat, conversation_id, BEN) == [1]


def test_a_name_is_asked_for_until_somebody_has_it_and_then_known(chat, conversation_id):
    bus = chat.process.bus
    bus.names = {}
    write(chat, conversation_id, "@ben one", client_message_id="1")
    bus.names = NAMES
    write(chat, conversation_id, "@ben two", client_message_id="2")
    chat.process.world.is_nats_up = False
    write(chat, conversation_id, "@ben three", client_message_id="3")
    assert mentioned_in(chat, conversation_id, BEN) == [2, 3]


def test_a_message_is_not_stored_without_its_mentions_while_nobody_knows_them(world, chat, conversation_id):
    world.is_nats_up = False
    with pytest.raises(Unavailable):
        write(chat, conversation_id, "@ben look")
    assert world.log_of(conversation_id) == []
    world.is_nats_up = True
    write(chat, conversation_id, "@ben look")
    assert mentioned_in(chat, conversation_id, BEN) == [1]


def test_of_very_many_mentions_all_are_counted_and_the_newest_named(chat, conversation_id):
    for _ in range(MENTIONED_IN_LIMIT + 2):
        chat.say(conversation_id, ANA, f"@{ALL}")
    shown = chat.conversations.get(conversation_id, BEN)
    assert shown.mentions == MENTIONED_IN_LIMIT + 2
    assert shown.mentioned_in == list(range(3, MENTIONED_IN_LIMIT + 3))


def test_the_check_finds_a_mention_that_the_index_does_not_have(world, chat, conversation_id):
    chat.say(conversation_id, ANA, "@ben look")
    chat.process.write_down()
    stores = chat.process.stores
    stores.events.mentioning = lambda *about: []
    found = Checker(stores.events, stores.conversations, stores.members, sleep=world.sleep).check(conversation_id)
    assert [one.what for one in found] == [f"mentions of {BEN}"]


def test_of_a_conversation_in_which_nobody_was_spoken_to_since_the_index_is_not_asked(world, chat, conversation_id):
    asked = []
    mentioning = chat.process.stores.events.mentioning
    chat.process.stores.events.mentioning = lambda *where: asked.append(where) or mentioning(*where)
    other = Chat(world)
    other.process.bus.names = NAMES
    chat.say(conversation_id, ANA, "look")
    assert mentioned_in(chat, conversation_id, BEN) == []
    assert asked == []
    # By another process, first told by what stands in the log alone, then by what is stored.
    other.say(conversation_id, ANA, "@ben")
    assert mentioned_in(chat, conversation_id, BEN) == [2]
    other.process.write_down()
    assert mentioned_in(chat, conversation_id, BEN) == [2]
    chat.reads.mark(conversation_id, BEN, 2)
    del asked[:]
    chat.say(conversation_id, ANA, "look again")
    assert mentioned_in(chat, conversation_id, BEN) == []
    assert asked == []
    # An edit speaks to somebody later than the message did.
    chat.messages.edit(conversation_id, ANA, 3, "@ben look again")
    assert mentioned_in(chat, conversation_id, BEN) == [3]
