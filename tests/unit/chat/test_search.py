"""Searching messages: who finds what, in which script, shown how, within which time."""

from datetime import timedelta

import msgspec
import pytest

from services.chat import findings
from services.chat.findings import Wanted
from services.chat.grams import Probe
from services.chat.matches import terms_of
from services.chat.messages import Messages
from services.chat.proposals import AddMember, RemoveMember
from services.chat.records import MessageState, Record
from services.common import clock, ids
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.events import MessageCreated, MessageCreatedData
from tests.unit.chat.processes import group
from tests.unit.chat.searching import Searching, scan
from tests.unit.chat.use_cases import Chat

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24


@pytest.fixture
def chat(world):
    return Searching(world)


@pytest.fixture(params=["not indexed", "indexed"])
def after(request, chat):
    """What happens between saying and searching."""
    return chat.index_all if request.param == "indexed" else lambda: None


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Treffen in der Langen Straße 5", "STRASSE"),
        ("Treffen in der Langen Strasse 5", "straße"),
        ("Frau Müller ruft zurück", "muller"),
        ("Frau Mu\u0308ller ruft zurück", "MÜLLER"),
        ("Résumé attached", "resume"),
        ("مَرْحَبًا بكم في الاجتماع", "مرحبا"),
        ("مـــرحبا", "مرحبا"),
        ("明天的会议记录在这里", "会议"),
        ("明天的会议记录在这里", "议"),
        ("東京でがんばる", "がんば"),
        ("내일 회의가 있습니다", "회의"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Shipped 🚀 today", "🚀"),
        ("with love ❤️", "❤"),
        ("a family 👨‍👩‍👧 of three", "👨‍👩‍👧"),
        ("see https://example.org/a?b=c#d", "/a?b="),
        ("snake_case_name", "case_n"),
        ("100% sure", "0%"),
        ("x", "x"),
        ("Invoices of June", "june inv"),
        ("the last\nline counts", '"last line"'),
        ("$where {$gt: 1} (a+)+$", "(a+)+$"),
    ],
)
def test_any_part_of_a_message_finds_it(world, chat, after, said, query):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "something else")
    chat.say(conversation_id, ANA, said)
    after()
    assert chat.find(BEN, query) == [(conversation_id, 2)]


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Frau Muller", "Mueller"),
        ("the last line", '"line last"'),
        ("か", "が"),
        ("invoices", "invoices june"),
        ("abc bcd", "abcd"),
    ],
)
def test_what_is_not_there_is_not_found(world, chat, after, said, query):
    chat.say(group(world, ANA, BEN), ANA, said)
    after()
    assert chat.find(BEN, query) == []


@pytest.mark.parametrize("query", ["", "   ", '""', "\u200d", "\u0301", "x" * 201])
def test_a_query_that_seeks_nothing_or_too_much_is_refused(world, chat, query):
    with pytest.raises(InvalidInput) as refused:
        chat.find(ANA, query)
    assert refused.value.field == "query"


@pytest.mark.parametrize("cursor", ["", "x", "1-2", "-1-a-1", "1-a-b", "9" * 30, "1--²"])
def test_a_made_up_cursor_is_refused(chat, cursor):
    with pytest.raises(InvalidInput) as refused:
        chat.search.find(ANA, Wanted(query="x", cursor=cursor))
    assert refused.value.field == "cursor"


def test_only_members_find_anything_and_only_while_they_are(world, chat, after):
    secret, other = group(world, ANA, BEN), group(world, BEN, EVE)
    chat.say(secret, ANA, "the marker is here")
    after()
    assert chat.find(EVE, "marker") == []
    with pytest.raises(NotFound):
        chat.find(EVE, "marker", conversation_id=secret)
    with pytest.raises(NotFound):
        chat.find(EVE, "marker", conversation_id=ids.new_id())
    chat.do(RemoveMember(conversation_id=secret, actor_id=ANA, user_id=BEN))
    assert chat.find(BEN, "marker") == []
    with pytest.raises(NotFound):
        chat.find(BEN, "marker", conversation_id=secret)
    assert chat.find(BEN, "marker", conversation_id=other) == []
    chat.do(AddMember(conversation_id=secret, actor_id=ANA, user_id=BEN, limit=10))
    assert chat.find(BEN, "marker") == [(secret, 1)]


def test_an_edited_message_is_found_by_what_it_says_now(world, chat, after):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "meet at noon")
    after()
    chat.change(conversation_id, ANA, 1, "edit", "meet at midnight")
    for _ in range(2):
        assert chat.find(BEN, "noon") == []
        assert chat.find(BEN, "midnight") == [(conversation_id, 1)]
        after()


def test_of_a_deleted_message_nothing_is_left_in_the_index(world, chat):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "the launch code is xyzzy")
    chat.index_all()
    assert may_hold(world, conversation_id, "xyzzy")
    chat.change(conversation_id, ANA, 1, "delete")
    assert chat.find(BEN, "xyzzy") == []
    world.pass_time(61)
    chat.index()
    assert not may_hold(world, conversation_id, "xyzzy")


def may_hold(world, conversation_id, word):
    probe = Probe(terms_of(word))
    return any(probe.may_be_in(block.bits) for block in world.search_heads[conversation_id].blocks.values())


def test_found_messages_come_newest_first_over_all_conversations_page_by_page(world, chat, after):
    groups = [group(world, ANA, BEN) for _ in range(3)]
    for number in range(30):
        world.pass_time(number % 2)
        chat.say(groups[number % 3], ANA, f"needle {number}" if number % 5 else "hay")
    after()
    expected = scan(world, BEN, lambda body: "needle" in body)
    assert len(expected) == 24
    assert chat.find(BEN, "needle", limit=4) == expected
    assert chat.find(BEN, "needle", conversation_id=groups[1]) == [one for one in expected if one[0] == groups[1]]


def test_a_search_may_be_bounded_in_time(world, chat, after):
    conversation_id = group(world, ANA, BEN)
    times = []
    for _ in range(5):
        world.pass_time(60)
        chat.say(conversation_id, ANA, "needle")
        times.append(world.now())
    after()
    assert chat.find(BEN, "needle", from_at=times[1], before_at=times[3]) == [
        (conversation_id, 3),
        (conversation_id, 2),
    ]
    assert chat.find(BEN, "needle", before_at=times[0]) == []
    assert chat.find(BEN, "needle", from_at=times[4] + timedelta(milliseconds=1)) == []


def test_what_is_found_is_shown_with_its_matches(world, chat):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "🎉 " + "far " * 40 + "\nthe Straße of MÜLLER and more " + "words " * 40)
    found = chat.search.find(BEN, Wanted(query="muller strasse")).messages[0]
    units = found.snippet.encode("utf-16-le")
    shown = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in found_spans(found)]
    assert shown == ["Straße", "MÜLLER"]
    assert found.snippet.startswith("…far ")
    assert found.snippet.endswith(" words…")
    assert "\n" not in found.snippet
    assert len(found.snippet) <= 165
    assert (found.conversation_id, found.message_no, found.actor_id) == (conversation_id, 1, ANA)


def found_spans(found):
    return [(span.start, span.end) for span in found.matches]


def test_old_messages_are_found_through_many_segments_even_after_edits(world, chat):
    conversation_id = group(world, ANA, BEN)
    length = 1_700
    put_log(world, conversation_id, [f"message {number} said" for number in range(1, length + 1)])
    while chat.indexer.follow(conversation_id):
        pass
    assert sorted(number for _, number in world.search_segments) == [0, 1, 2]
    assert chat.find(BEN, '"message 7 said"') == [(conversation_id, 7)]
    for message_no in (7, 520, 1_699):
        chat.change(conversation_id, ANA, message_no, "edit", f"needle {message_no}")
    expected = [(conversation_id, 1_699), (conversation_id, 520), (conversation_id, 7)]
    for _ in range(2):
        assert chat.find(BEN, "needle", limit=2) == expected
        assert chat.find(BEN, '"message 520 said"') == []
        chat.index_all()
    assert world.search_heads[conversation_id].seq == length + 3


def test_a_search_reads_only_what_may_answer(world, chat):
    conversation_id = group(world, ANA, BEN)
    put_log(world, conversation_id, ["needle"] + [f"only hay {number}" for number in range(3_000)])
    while chat.indexer.follow(conversation_id):
        pass
    before = chat.line.calls
    assert chat.find(BEN, "needle") == [(conversation_id, 1)]
    assert chat.line.calls - before < 12


def test_a_search_that_takes_too_long_says_how_far_it_got_and_goes_on_from_there(world, chat):
    conversation_id = group(world, ANA, BEN)
    put_log(world, conversation_id, ["needle"] + ["hay"] * 999 + ["needle", "hay"])
    slow(world, chat, seconds=findings.DEADLINE_SECONDS / 2)
    page = chat.search.find(BEN, Wanted(query="needle"))
    assert page.is_partial
    assert [one.message_no for one in page.messages] == [1_001]
    assert chat.find(BEN, "needle") == [(conversation_id, 1_001), (conversation_id, 1)]


def slow(world, chat, seconds):
    """Every page of the log takes so long to read."""
    read = chat.stores.events.after

    def read_slowly(*where):
        world.pass_time(seconds)
        return read(*where)

    chat.stores.events.after = read_slowly


def test_a_busy_conversation_is_indexed_with_one_write_for_many_messages(world, chat):
    conversation_id = group(world, ANA, BEN)
    writes = []
    advance = chat.stores.search.advance
    chat.stores.search.advance = lambda head, from_seq: (writes.append(head.seq), advance(head, from_seq))[1]
    for _ in range(200):
        chat.say(conversation_id, ANA, "needle")
        world.pass_time(1)
        chat.settle()
        chat.index()
    assert 2 <= len(writes) <= 4
    assert world.search_heads[conversation_id].seq >= 128


def test_an_index_that_is_ahead_of_a_restored_log_is_made_anew(world, chat):
    conversation_id = group(world, ANA, BEN)
    for _ in range(3):
        chat.say(conversation_id, ANA, "needle")
    chat.index_all()
    other = group(world, ANA, BEN)
    world.search_heads[other] = msgspec.structs.replace(world.search_heads[conversation_id], conversation_id=other)
    chat.say(other, ANA, "pin")
    chat.index_all()
    assert chat.find(BEN, "pin") == [(other, 1)]
    assert world.search_heads[other].seq == 1


def test_an_index_that_another_process_moves_on_meanwhile_is_kept(world, chat):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "needle")
    chat.index_all()
    other = Searching(world)
    read = chat.stores.conversations.heads

    def read_slowly(conversation_ids, user_id=None):
        found = read(conversation_ids, user_id)
        other.say(conversation_id, ANA, "pin")
        other.index_all()
        return found

    chat.stores.conversations.heads = read_slowly
    chat.stores.search.forget = pytest.fail
    chat.indexer.follow(conversation_id)
    assert world.search_heads[conversation_id].seq == 2
    assert chat.find(BEN, "pin") == [(conversation_id, 2)]


def test_an_index_that_could_not_be_written_is_written_the_next_time(world, chat):
    conversation_id = group(world, ANA, BEN)
    chat.say(conversation_id, ANA, "needle")
    chat.write_down()
    world.pass_time(4_000)
    chat.line.fail_in(3, "before")
    with pytest.raises(Unavailable):
        chat.indexer.work()
    assert conversation_id not in world.search_heads
    chat.index()
    assert world.search_heads[conversation_id].seq == 1


def test_what_another_process_left_unindexed_is_found_and_swept_up(world, chat):
    conversation_id = group(world, ANA, BEN)
    for number in range(70):
        chat.say(conversation_id, ANA, f"needle {number}")
    chat.write_down()
    successor = Searching(world)
    assert successor.find(BEN, '"needle 69"') == [(conversation_id, 70)]
    assert successor.indexer.sweep()
    assert world.search_heads[conversation_id].message_no == 70


def test_the_first_message_of_a_day_is_found_by_its_time(world):
    chat = Chat(world)
    conversation_id = group(world, ANA, BEN)
    times = []
    for number in range(25):
        world.pass_time(60 if number % 3 else 0)
        chat.say(conversation_id, ANA)
        times.append(world.now())
    messages: Messages = chat.messages
    for moment in [*times, times[0] - timedelta(days=1), times[4] + timedelta(seconds=1)]:
        page = messages.since(conversation_id, BEN, moment, 5)
        expected = [number for number, at in enumerate(times, start=1) if at >= moment][:5]
        assert [one.message_no for one in page.messages] == expected
    nothing = messages.since(conversation_id, BEN, times[-1] + timedelta(days=1), 5)
    assert (nothing.messages, nothing.next) == ([], None)
    with pytest.raises(NotFound):
        messages.since(conversation_id, EVE, times[0], 5)


def put_log(world, conversation_id, bodies):
    """So many messages, one a second, as if they had been sent and projected."""
    begun_at = world.now()
    records = []
    for number, body in enumerate(bodies, start=1):
        at = begun_at + timedelta(seconds=number)
        event = MessageCreated(
            conversation_id=conversation_id,
            seq=number,
            at=clock.iso(at),
            actor_id=ANA,
            message_no=number,
            client_message_id=f"c{number}",
            data=MessageCreatedData(body=body),
        )
        records.append(Record(id=ids.new_id(), event=event, at=at, message=MessageState(applied_seq=number)))
    world.events += records
    world.pass_time(len(bodies))
    last = records[-1]
    world.conversations[conversation_id] = msgspec.structs.replace(
        world.conversations[conversation_id],
        last_seq=last.seq,
        last_message_no=last.seq,
        last_at=last.at,
        last_message=last,
        reads={ANA: last.seq},
    )
